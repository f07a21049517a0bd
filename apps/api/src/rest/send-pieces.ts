import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { inPieces } from './in-pieces.ts'

/** A client that takes nothing for this long has gone. */
const STALLED_MS = 60_000

/** Piece by piece: the next one is asked for when the client has taken the last, and none once it has left. */
export async function sendPieces(res: ServerResponse, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const left = gone(res)
  for await (const piece of pieces) {
    if (left.aborted) return
    for (const part of inPieces([piece]))
      if (!res.write(part))
        await once(res, 'drain', { signal: AbortSignal.any([left, AbortSignal.timeout(STALLED_MS)]) })
  }
  res.end()
}

function gone(res: ServerResponse): AbortSignal {
  const controller = new AbortController()
  res.once('close', () => controller.abort())
  return controller.signal
}
