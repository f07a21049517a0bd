import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ERRORS } from '@vouch/contracts/error'
import type { Logger } from 'pino'
import type { FileBytes } from '../file/file-store.ts'
import { type Failure, toFailure, toProblem } from '../problem.ts'
import { withoutQuotations } from '../log/create-log.ts'
import { drainRequest } from './drain-request.ts'
import { inPieces, PIECE_BYTES } from './in-pieces.ts'

/** When a client may try again that met a server with too much to do, or that asked too much. */
const RETRY_SECONDS: ReadonlyMap<number, number> = new Map([
  [429, 60],
  [503, 5],
])

export function sendJson(res: ServerResponse, body: string | readonly Buffer[]): void {
  res.setHeader('content-type', 'application/json; charset=utf-8')
  res.setHeader('cache-control', 'no-store')
  if (typeof body === 'string' && body.length < PIECE_BYTES) {
    res.setHeader('content-length', Buffer.byteLength(body))
    res.end(body)
    return
  }
  const buffers = typeof body === 'string' ? [Buffer.from(body)] : body
  const bytes = buffers.reduce((sum, piece) => sum + piece.length, 0)
  res.setHeader('content-length', bytes)
  if (bytes > PIECE_BYTES) {
    // a client that leaves meanwhile is no one's fault
    pipeline(Readable.from(inPieces(buffers)), res).catch(() => undefined)
    return
  }
  for (const piece of buffers) res.write(piece)
  res.end()
}

/** A stored file as it is, under the headers that were set; to HEAD, how long it is. */
export async function sendFile(
  { req, res }: { req: IncomingMessage; res: ServerResponse },
  file: FileBytes,
): Promise<void> {
  res.setHeader('cache-control', 'no-store')
  res.setHeader('content-length', 'path' in file ? (await stat(file.path)).size : file.content.length)
  if (req.method === 'HEAD') res.end()
  else if ('path' in file) await pipeline(createReadStream(file.path), res)
  else res.end(file.content)
}

/** When a client that was refused may come again; undefined where it would be refused again. */
export function retryAfterSeconds(failure: Failure): number | undefined {
  return failure.retryAfterSeconds ?? RETRY_SECONDS.get(ERRORS[failure.code].status)
}

export function setRetryAfter(res: ServerResponse, failure: Failure): void {
  const seconds = retryAfterSeconds(failure)
  if (seconds !== undefined && !res.hasHeader('retry-after')) res.setHeader('retry-after', seconds)
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
  // who was only asked to come again later stands in the line of the request
  if (status >= 500 && (status === 500 || failure.internal !== null)) {
    const about = { code: failure.code, request_id: requestId, err: failure.internal ?? undefined }
    log[status === 500 ? 'error' : 'warn'](about, withoutQuotations(failure.detail))
  }
  if (res.headersSent) return void res.destroy()
  if (!(await drainRequest(req))) res.setHeader('connection', 'close')
  setRetryAfter(res, failure)
  if (status === 401 && !res.hasHeader('www-authenticate')) res.setHeader('www-authenticate', 'Bearer')
  const body = JSON.stringify(toProblem(failure, requestId, path))
  res.writeHead(status, {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
  })
  res.end(body)
}
