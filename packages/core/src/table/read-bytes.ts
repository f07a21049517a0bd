import { Readable, pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { VouchError } from '../error.ts'
import { errorAt } from './error-at.ts'
import type { ByteSource, TableLimits } from './table.ts'

/** What is packed by more than this is a decompression bomb; the densest of our real tables, all zeros, packs 60 to 1. */
const MAX_GZIP_RATIO = 200
/** Up to here the ratio says nothing. */
const RATIO_FREE_BYTES = 1 << 20

/** The source's bytes in order; over `limits.bytes` is `too_large`, whatever the source says its size is. */
export async function* readBytes(source: ByteSource, limits: TableLimits): AsyncGenerator<Uint8Array, void, undefined> {
  if (source.size > limits.bytes) throw tooManyBytes(limits)
  let bytes = 0
  for await (const piece of source.stream()) {
    bytes += piece.length
    if (bytes > limits.bytes) throw tooManyBytes(limits)
    yield piece
  }
}

function tooManyBytes(limits: TableLimits): VouchError {
  return new VouchError('too_large', `The file is larger than ${limits.bytes} bytes, the limit for a table.`)
}

/**
 * The unpacked bytes of a gzip source, a piece at a time. More than `limits.unpackedBytes`, or a bomb's ratio, is
 * `too_large` as soon as it shows; a file that is cut off or damaged is `invalid`.
 */
export async function* readGzip(source: ByteSource, limits: TableLimits): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = createGunzip({ chunkSize: 1 << 16 })
  pipeline(Readable.from(readBytes(source, limits)), gunzip, () => undefined)
  let unpacked = 0
  try {
    for await (const piece of gunzip) {
      if (!(piece instanceof Uint8Array)) continue
      unpacked += piece.length
      checkUnpacked(unpacked, gunzip.bytesWritten, limits)
      yield piece
    }
  } catch (error) {
    if (error instanceof VouchError) throw error
    throw errorAt('invalid', 'the gzip file is damaged or cut off', {}, error)
  } finally {
    gunzip.destroy()
  }
}

function checkUnpacked(unpacked: number, packed: number, limits: TableLimits): void {
  if (unpacked > limits.unpackedBytes) {
    throw new VouchError('too_large', `The file unpacks to more than ${limits.unpackedBytes} bytes, the limit.`)
  }
  if (unpacked > RATIO_FREE_BYTES && unpacked > packed * MAX_GZIP_RATIO) {
    throw new VouchError(
      'too_large',
      `The file unpacks to more than ${MAX_GZIP_RATIO} times its size, as only a decompression bomb does.`,
    )
  }
}

/** UTF-16 as UTF-8. */
export async function* transcodeUtf16(
  pieces: AsyncIterable<Uint8Array>,
  encoding: 'utf-16le' | 'utf-16be',
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  try {
    for await (const piece of pieces) yield Buffer.from(decoder.decode(piece, { stream: true }))
    yield Buffer.from(decoder.decode())
  } catch (error) {
    if (error instanceof VouchError) throw error
    throw errorAt('invalid', `the file begins as ${encoding} but is not valid ${encoding}`, {}, error)
  }
}
