import type { IncomingMessage } from 'node:http'
import type { Writable } from 'node:stream'

/**
 * Pipes a request's body, one piece a turn of the event loop. A socket that has much to give is otherwise read 32 times in
 * one turn, and with a hundred of them a turn takes seconds, in which nobody else is answered.
 * @returns stops it; what has not been read stays with the request
 */
export function pipeInTurns(req: IncomingMessage, into: Writable): () => void {
  let stopped = false
  const goOn = () => {
    if (!stopped) req.resume()
  }
  const take = (piece: Buffer) => {
    req.pause()
    if (into.write(piece)) setImmediate(goOn)
    else into.once('drain', goOn)
  }
  const end = () => into.end()
  req.on('data', take)
  req.on('end', end)
  return () => {
    stopped = true
    req.off('data', take)
    req.off('end', end)
  }
}
