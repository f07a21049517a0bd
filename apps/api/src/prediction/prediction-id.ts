import { randomBytes } from 'node:crypto'
import { PredictionId } from '@vouch/contracts/prediction'
import { VouchError } from '@vouch/core/error'

/** Crockford's base 32, without the letters that are taken for others. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const TIME_DIGITS = 10
const CHANCE_BYTES = 16

/** A new `prd_…`: 48 bits of time, so that ids sort, then 80 bits of chance (the ULID layout). */
export function createPredictionId(timeMs: number): PredictionId {
  let time = ''
  let rest = timeMs
  for (let i = 0; i < TIME_DIGITS; i++) {
    time = ALPHABET.charAt(rest % 32) + time
    rest = Math.floor(rest / 32)
  }
  // the low five bits of a random byte are a uniform digit
  const chance = Array.from(randomBytes(CHANCE_BYTES), (byte) => ALPHABET.charAt(byte & 31)).join('')
  return `prd_${time}${chance}`
}

/** @throws VouchError `not_found` for what is not the id of a prediction, whatever else it may be */
export function parsePredictionId(text: string): PredictionId {
  const parsed = PredictionId.safeParse(text)
  if (parsed.success) return parsed.data
  throw new VouchError('not_found', 'There is no such prediction: an id is “prd_” and 26 letters and digits.')
}
