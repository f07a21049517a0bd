import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { isTrackedEnvelope } from '@trpc/server'
import type { Exchange } from './route.ts'

/** A comment this often, so that no proxy takes a quiet stream for a dead one. */
const COMMENT_MS = 15_000
/** A client that takes nothing for this long has gone. */
const STALLED_MS = 30_000
/** A stream that has nothing to say for this long begins all the same. */
const BEGIN_MS = 1000
/** When a browser connects again after a stream that broke. */
const RETRY_MS = 3000

/**
 * The values of a subscription as server-sent events, each with its id. What was refused before the first is an ordinary
 * answer with its status; a stream that has nothing to say is 204, which tells a browser not to ask again.
 */
export async function sendEvents(
  { req, res }: Pick<Exchange, 'req' | 'res'>,
  values: AsyncIterable<unknown>,
  abort: AbortController,
): Promise<void> {
  const events = values[Symbol.asyncIterator]()
  res.once('close', () => abort.abort())
  if (res.destroyed) abort.abort()
  const comments = setInterval(() => {
    if (res.headersSent && res.writableLength === 0) res.write(': \n\n')
  }, COMMENT_MS)
  try {
    const first = events.next()
    // what is refused at once is an ordinary answer; who waits for what may come in an hour is told that it has begun
    const waited = await Promise.race([
      first.then(() => false),
      sleep(BEGIN_MS, true, { ref: false, signal: abort.signal }),
    ])
    if (waited && !res.destroyed) begin(res)
    // who asks for the head alone does not wait for what happens
    if (waited && req.method === 'HEAD') return void res.end()
    let event = await first
    if (res.destroyed) return
    if (event.done && !res.headersSent) {
      res.writeHead(204, { 'cache-control': 'no-store' }).end()
      return
    }
    if (!res.headersSent) begin(res)
    if (req.method === 'HEAD') return void res.end()
    for (; !event.done && !res.destroyed; event = await events.next())
      if (!res.write(toEvent(event.value))) await drained(res, abort.signal)
    res.end()
  } catch (error) {
    // a client that stalls or leaves is no fault; what fails before the first event is answered as a problem
    if (!abort.signal.aborted && !isTimeout(error)) throw error
    res.destroy()
  } finally {
    clearInterval(comments)
    abort.abort()
    await events.return?.()
  }
}

function begin(res: Exchange['res']): void {
  res.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would hold events back to fill a buffer
    'x-accel-buffering': 'no',
  })
  res.write(`retry: ${RETRY_MS}\n\n`)
}

function toEvent(value: unknown): string {
  if (!isTrackedEnvelope(value)) return `data: ${JSON.stringify(value)}\n\n`
  const [id, data] = value
  return `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`
}

async function drained(res: Exchange['res'], left: AbortSignal): Promise<void> {
  await once(res, 'drain', { signal: AbortSignal.any([left, AbortSignal.timeout(STALLED_MS)]) })
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
