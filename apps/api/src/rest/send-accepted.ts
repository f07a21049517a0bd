import type { JobAccepted } from '@vouch/contracts/job'
import type { Exchange } from './route.ts'
import { sendJson } from './send.ts'

/** RFC 7240: whether a client asks not to be kept waiting. */
export function prefersAsync({ headers }: Exchange['req']): boolean {
  const { prefer } = headers
  const all = Array.isArray(prefer) ? prefer.join(',') : (prefer ?? '')
  return all.split(',').some((one) => one.split(';', 1)[0]?.trim().toLowerCase() === 'respond-async')
}

/** 202, and where to look. */
export function sendAccepted({ req, res }: Pick<Exchange, 'req' | 'res'>, accepted: JobAccepted): void {
  res.statusCode = 202
  res.setHeader('location', accepted.location)
  if (prefersAsync(req)) res.setHeader('preference-applied', 'respond-async')
  sendJson(res, JSON.stringify(accepted))
}
