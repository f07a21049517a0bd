import { parseNumber } from './parse-number.ts'

const COMMA = 44
const POINT = 46
/** Longer than any number that is written with a decimal comma in earnest. */
const MAX_DECIMAL_BYTES = 64

const decimal = Buffer.alloc(MAX_DECIMAL_BYTES)

/** The number in `bytes[start, end)` that has one comma, with digits after it, and no point; NaN for anything else. */
export function parseDecimalComma(bytes: Buffer, start: number, end: number): number {
  const length = end - start
  if (length > MAX_DECIMAL_BYTES) return Number.NaN
  let comma = -1
  for (let at = 0; at < length; at++) {
    const byte = bytes[start + at]!
    if (byte === POINT || (byte === COMMA && comma >= 0)) return Number.NaN
    if (byte === COMMA) comma = at
    decimal[at] = byte === COMMA ? POINT : byte
  }
  const digit = decimal[comma + 1]! - 48
  if (comma < 0 || comma + 1 >= length || digit < 0 || digit > 9) return Number.NaN
  return parseNumber(decimal, 0, length)
}
