import { createHash, randomBytes } from 'node:crypto'

/** Crockford's base 32, without the letters that are taken for others. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const TIME_DIGITS = 10
const CHANCE_BYTES = 16

export type IdKind =
  | 'acc'
  | 'doc'
  | 'dst'
  | 'hrc'
  | 'ing'
  | 'job'
  | 'key'
  | 'mdl'
  | 'msr'
  | 'out'
  | 'pat'
  | 'plc'
  | 'prd'
  | 'pro'
  | 'rev'
  | 'rvi'
  | 'ses'
  | 'trn'
  | 'upl'

/** Makes the id of what a request makes. */
export type NewId = <Kind extends IdKind>(kind: Kind) => `${Kind}_${string}`

export const newId: NewId = (kind) => createId(kind, Date.now())

/** A new id: its kind, 48 bits of time, so that ids sort, then 80 bits of chance (the ULID layout). */
export function createId<Kind extends IdKind>(kind: Kind, timeMs: number): `${Kind}_${string}` {
  return `${kind}_${createIdTail(timeMs)}`
}

/** The least id that can have been made at a time, in ms since 1970: what came before has a lesser one. */
export function leastId(kind: IdKind, timeMs: number): string {
  return `${kind}_${timeDigits(timeMs)}${ALPHABET.charAt(0).repeat(CHANCE_BYTES)}`
}

/** An id without its kind. */
export function createIdTail(timeMs: number): string {
  return `${timeDigits(timeMs)}${toDigits(randomBytes(CHANCE_BYTES))}`
}

function timeDigits(timeMs: number): string {
  let time = ''
  let rest = timeMs
  for (let i = 0; i < TIME_DIGITS; i++) {
    time = ALPHABET.charAt(rest % 32) + time
    rest = Math.floor(rest / 32)
  }
  return time
}

/** The low five bits of a random byte are a uniform digit. */
function toDigits(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => ALPHABET.charAt(byte & 31)).join('')
}

/** The id of one of many things that a request makes, which follows from the request's own and what the thing is of. */
export function idFor<Kind extends IdKind>(first: `${Kind}_${string}`, what: string): `${Kind}_${string}` {
  const bytes = createHash('sha256').update(`${first} ${what}`).digest().subarray(0, CHANCE_BYTES)
  return `${first.slice(0, first.length - CHANCE_BYTES)}${toDigits(bytes)}` as `${Kind}_${string}`
}

/**
 * Ids for many things that one request makes, the given one first. They follow from it, so that whoever begins the request
 * again under the same key makes the same ones.
 */
export function idsFrom<Kind extends IdKind>(first: `${Kind}_${string}`, count: number): `${Kind}_${string}`[] {
  return Array.from({ length: count }, (_, i) => (i === 0 ? first : idFor(first, String(i))))
}

/** When an id was made, in ms since 1970. */
export function idTimeMs(id: string): number {
  const digits = id.slice(id.indexOf('_') + 1).slice(0, TIME_DIGITS)
  return Array.from(digits).reduce((time, digit) => time * ALPHABET.length + ALPHABET.indexOf(digit), 0)
}

const PATTERN = /^([a-z]{3})_[0-9a-hjkmnp-tv-z]{26}$/

export function isId(kind: IdKind, text: string): boolean {
  return PATTERN.exec(text)?.[1] === kind
}
