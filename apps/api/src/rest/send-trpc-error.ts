import type { IncomingMessage, ServerResponse } from 'node:http'
import { ERRORS } from '@vouch/contracts/error'
import type { Logger } from 'pino'
import { toFailure } from '../problem.ts'
import { errorShape } from '../trpc.ts'
import { drainRequest } from './drain-request.ts'
import { sendJson, setRetryAfter } from './send.ts'

/** A request that came to no procedure, or broke off before one, answered as tRPC's clients read it. */
export async function sendTrpcError(
  { req, res, log }: { req: IncomingMessage; res: ServerResponse; log: Logger },
  error: unknown,
): Promise<void> {
  const failure = toFailure(error)
  const { status } = ERRORS[failure.code]
  const about = { code: failure.code, request_id: res.getHeader('x-request-id'), err: failure.internal ?? undefined }
  if (status === 500) log.error(about, failure.detail)
  else if (status > 500 && failure.internal !== null) log.warn(about, failure.detail)
  if (res.headersSent) return void res.destroy()
  if (!(await drainRequest(req))) res.setHeader('connection', 'close')
  setRetryAfter(res, failure)
  res.statusCode = status
  sendJson(res, JSON.stringify({ error: errorShape(error, undefined) }))
}
