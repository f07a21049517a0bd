/**
 * Numbers below the smallest normal float32 become 0: a model's graph computes in float32, where such a number is
 * subnormal and slows matrix products 10 to 87 times on the machines we measured.
 */
const SMALLEST_NORMAL_FLOAT32 = 2 ** -126

/** 10^22 is the last power of ten that a double holds exactly. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`))
const LAST_EXACT_POWER = 22
/** Every whole number up to here is a double. */
const LAST_EXACT_INTEGER = 2 ** 53
/** Further than any double reaches, and small enough not to overflow while digits are added. */
const EXPONENT_CAP = 100_000

const MINUS = 45
const PLUS = 43
const POINT = 46
const ZERO = 48
const SPACE = 32
const LOWER_E = 101

/**
 * The decimal number that fills `bytes[start, end)`, spaces around it apart; NaN for anything else (words, hexadecimal,
 * thousands separators, what is beyond a double). Equal to the bit to `Number(text)`, but for numbers that are subnormal
 * in float32, which become 0. Up to 2^53 and 22 powers of ten the product of two exact doubles is the correctly rounded
 * result (Clinger 1990); what lies outside goes the long way.
 */
export function parseNumber(bytes: Buffer, start: number, end: number): number {
  while (start < end && bytes[start] === SPACE) start++
  while (end > start && bytes[end - 1] === SPACE) end--
  let at = start
  const sign = bytes[at]
  if (sign === MINUS || sign === PLUS) at++
  let mantissa = 0
  const whole = at
  for (; at < end; at++) {
    const digit = bytes[at]! - ZERO
    if (digit < 0 || digit > 9) break
    mantissa = mantissa * 10 + digit
  }
  let digits = at - whole
  let power = 0
  if (at < end && bytes[at] === POINT) {
    const fraction = ++at
    for (; at < end; at++) {
      const digit = bytes[at]! - ZERO
      if (digit < 0 || digit > 9) break
      mantissa = mantissa * 10 + digit
    }
    digits += at - fraction
    power = fraction - at
  }
  if (digits === 0) return Number.NaN
  if (at < end) {
    const exponent = parseExponent(bytes, at, end)
    if (exponent > EXPONENT_CAP) return Number.NaN
    power += exponent
  }
  if (mantissa > LAST_EXACT_INTEGER || power < -LAST_EXACT_POWER || power > LAST_EXACT_POWER) {
    return asFinite(Number(bytes.toString('latin1', start, end)))
  }
  const size = power < 0 ? mantissa / EXACT_POWERS[-power]! : mantissa * EXACT_POWERS[power]!
  return sign === MINUS ? -size : size
}

/** The exponent that fills `bytes[start, end)`, `e` included; above `EXPONENT_CAP` when there is none. */
function parseExponent(bytes: Buffer, start: number, end: number): number {
  const none = EXPONENT_CAP + 1
  if ((bytes[start]! | SPACE) !== LOWER_E) return none
  let at = start + 1
  const sign = bytes[at]
  if (sign === MINUS || sign === PLUS) at++
  if (at >= end) return none
  let exponent = 0
  for (; at < end; at++) {
    const digit = bytes[at]! - ZERO
    if (digit < 0 || digit > 9) return none
    exponent = Math.min(exponent * 10 + digit, EXPONENT_CAP)
  }
  return sign === MINUS ? -exponent : exponent
}

/** The rules of `parseNumber` for a number that is one already: not finite is NaN, subnormal in float32 is 0. */
export function asFinite(value: number): number {
  if (!Number.isFinite(value)) return Number.NaN
  return Math.abs(value) < SMALLEST_NORMAL_FLOAT32 ? 0 : value
}
