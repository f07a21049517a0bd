/** More than this is handed over piece by piece, so that it is seen how much of it a client takes. */
export const PIECE_BYTES = 256 << 10

/** The same bytes in the same order, none of the pieces larger than `PIECE_BYTES`; nothing is copied. */
export function* inPieces(buffers: readonly Uint8Array[]): Generator<Uint8Array, void, undefined> {
  for (const buffer of buffers)
    for (let from = 0; from < buffer.length; from += PIECE_BYTES) yield buffer.subarray(from, from + PIECE_BYTES)
}
