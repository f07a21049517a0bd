import type { IncomingMessage, ServerResponse } from 'node:http'
import { ERRORS } from '@vouch/contracts/error'
import type { Logger } from 'pino'
import { toFailure, toProblem } from '../problem.ts'
import { drainRequest } from './drain-request.ts'

/** When a client may try again that met a server with too much to do. */
const RETRY_SECONDS = 5

export function sendJson(res: ServerResponse, body: string | readonly Buffer[]): void {
  res.setHeader('content-type', 'application/json; charset=utf-8')
  res.setHeader('cache-control', 'no-store')
  if (typeof body === 'string') {
    res.setHeader('content-length', Buffer.byteLength(body))
    res.end(body)
    return
  }
  res.setHeader(
    'content-length',
    body.reduce((sum, piece) => sum + piece.length, 0),
  )
  for (const piece of body) res.write(piece)
  res.end()
}

/** Any error as `application/problem+json`, once the client has sent what it was sending. */
export async function sendProblem(
  exchange: { req: IncomingMessage; res: ServerResponse; requestId: string; log: Logger },
  error: unknown,
): Promise<void> {
  const { req, res, requestId, log } = exchange
  const failure = toFailure(error)
  const path = (req.url ?? '/').split('?', 1)[0] ?? '/'
  const { status } = ERRORS[failure.code]
  if (status >= 500) {
    const about = {
      code: failure.code,
      method: req.method,
      path,
      request_id: requestId,
      err: failure.internal ?? undefined,
    }
    log[status === 500 ? 'error' : 'warn'](about, failure.detail)
  }
  if (res.headersSent) return void res.destroy()
  if (!(await drainRequest(req))) res.setHeader('connection', 'close')
  if (status === 503) res.setHeader('retry-after', RETRY_SECONDS)
  const body = JSON.stringify(toProblem(failure, requestId, path))
  res.writeHead(status, {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
  })
  res.end(body)
}
