import { VouchError } from '../error.ts'
import { isUtf8 } from './decode-text.ts'

export const TAKEN = 'A table is taken as CSV (comma, semicolon or tab; also .csv.gz), Excel .xlsx or Parquet.'

/** How many bytes of a file are looked at. */
export const HEAD_BYTES = 8192
/** More control characters than this share of the head is no text. */
const MAX_CONTROL_SHARE = 0.05
/** A few stray ones in a short table are a cell's business. */
const FREE_CONTROLS = 8
/** In text that is not UTF-8 these are no letters either. */
const UNUSED_IN_WINDOWS_1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d])

/** What a file begins with, its bytes as Latin-1, and what that is. */
const SIGNATURES: readonly (readonly [string | RegExp, string])[] = [
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['GIF87a', 'a GIF picture'],
  ['GIF89a', 'a GIF picture'],
  [/^RIFF.{4}WEBP/s, 'a WebP picture'],
  ['II*\0', 'a TIFF picture'],
  ['MM\0*', 'a TIFF picture'],
  ['%PDF-', 'a PDF document'],
  ['SIMPLE  =', 'a FITS file'],
  ['\x7fELF', 'a Linux program'],
  ['\xd0\xcf\x11\xe0', 'an old Office file (.xls): save it as .xlsx or CSV'],
  [/^BZh[1-9]1AY&SY/, 'a bzip2 archive'],
  ['\xfd7zXZ', 'an xz archive'],
  ['\x28\xb5\x2f\xfd', 'a Zstandard archive'],
  ['7z\xbc\xaf', 'a 7-Zip archive'],
  ['Rar!\x1a', 'a RAR archive'],
  ['SQLite format 3\0', 'a SQLite database'],
  ['\x89HDF', 'an HDF5 file'],
  ['\x93NUMPY', 'a NumPy array'],
  ['ARROW1\0', 'an Arrow file'],
  ['\x80\x04', 'a Python pickle'],
  [/^\s*<(!doctype|html|\?xml|svg)/i, 'HTML or XML'],
  [/^\s*(\{\s*("|\})|\[\s*[[{"])/, 'JSON'],
]
/** Signatures so short that a table's header could begin with them: believed only of what is no text. */
const SHORT_SIGNATURES: readonly (readonly [string, string])[] = [
  ['PARE', 'an encrypted Parquet file'],
  ['MZ', 'a Windows program'],
  ['BM', 'a BMP picture'],
  ['\x08', 'an ONNX model'],
]

export type Container = 'gzip' | 'zip' | 'parquet' | 'text'

/**
 * What a file is, from its first bytes (up to `HEAD_BYTES`), never from its name. What is no table is `unsupported_media`
 * with a word on what it looks like.
 */
export function recogniseFormat(head: Uint8Array): Container {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES)).toString('latin1')
  if (text.startsWith('\x1f\x8b')) return 'gzip'
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) return 'zip'
  if (text.startsWith('PAR1') && isControl(head[4] ?? 0)) return 'parquet'
  const known = SIGNATURES.find(([start]) => (typeof start === 'string' ? text.startsWith(start) : start.test(text)))
  if (known !== undefined) throw unsupported(known[1])
  if (isUtf16(text) || !isBinary(head.subarray(0, HEAD_BYTES))) return 'text'
  throw unsupported(SHORT_SIGNATURES.find(([start]) => text.startsWith(start))?.[1] ?? 'binary data')
}

export function unsupported(looksLike: string): VouchError {
  return new VouchError('unsupported_media', `The file looks like ${looksLike}. ${TAKEN}`)
}

function isUtf16(text: string): boolean {
  return text.startsWith('\xff\xfe') || text.startsWith('\xfe\xff')
}

/** Text holds next to no control characters, and no NUL before its first line break (a later one is the reader's to name). */
function isBinary(head: Uint8Array): boolean {
  const text = isUtf8(head, false)
  const strange = (byte: number): boolean => isControl(byte) || (!text && UNUSED_IN_WINDOWS_1252.has(byte))
  const lineEnd = head.findIndex((byte) => byte === 10 || byte === 13)
  const first = lineEnd < 0 ? head : head.subarray(0, lineEnd)
  if (first.includes(0) || first.filter(strange).length > first.length * MAX_CONTROL_SHARE) return true
  const controls = head.filter((byte) => byte !== 0 && strange(byte)).length
  return controls > Math.max(head.length * MAX_CONTROL_SHARE, FREE_CONTROLS)
}

/** Control characters but for tab, line feed, form feed and the like. */
function isControl(byte: number): boolean {
  return byte < 9 || (byte > 13 && byte < 32) || byte === 0x7f
}
