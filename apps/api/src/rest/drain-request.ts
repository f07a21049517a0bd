import type { IncomingMessage } from 'node:http'

/** What is still read of a request that was refused: a client that is cut off while it sends never sees the answer. */
const DRAIN = { bytes: 256 << 20, ms: 60_000 }

/** Reads and forgets the rest of a request's body, up to a bound; true when all of it came. */
export async function drainRequest(req: IncomingMessage, bound = DRAIN): Promise<boolean> {
  if (req.complete || req.destroyed) return req.complete
  return new Promise((resolve) => {
    let bytes = 0
    const done = () => {
      clearTimeout(timer)
      req.off('data', count)
      req.off('end', done)
      req.off('close', done)
      resolve(req.complete)
    }
    const count = (piece: Buffer) => {
      bytes += piece.length
      if (bytes > bound.bytes) return done()
      // one piece a turn: see pipeInTurns
      req.pause()
      setImmediate(() => req.resume())
    }
    const timer = setTimeout(done, bound.ms)
    req.on('data', count)
    req.on('end', done)
    req.on('close', done)
    req.resume()
  })
}
