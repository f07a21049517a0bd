import { randomBytes } from 'node:crypto'

/** Crockford's base 32, without the letters that are taken for others. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const TIME_DIGITS = 10
const CHANCE_BYTES = 16

export type IdKind = 'acc' | 'dst' | 'job' | 'key' | 'prd' | 'ses' | 'upl'

/** A new id: its kind, 48 bits of time, so that ids sort, then 80 bits of chance (the ULID layout). */
export function createId<Kind extends IdKind>(kind: Kind, timeMs: number): `${Kind}_${string}` {
  let time = ''
  let rest = timeMs
  for (let i = 0; i < TIME_DIGITS; i++) {
    time = ALPHABET.charAt(rest % 32) + time
    rest = Math.floor(rest / 32)
  }
  // the low five bits of a random byte are a uniform digit
  const chance = Array.from(randomBytes(CHANCE_BYTES), (byte) => ALPHABET.charAt(byte & 31)).join('')
  return `${kind}_${time}${chance}`
}

const PATTERN = /^([a-z]{3})_[0-9a-hjkmnp-tv-z]{26}$/

export function isId(kind: IdKind, text: string): boolean {
  return PATTERN.exec(text)?.[1] === kind
}
