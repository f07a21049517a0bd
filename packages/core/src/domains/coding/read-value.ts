import { readMoment } from './read-moment.ts'

/** As the contract has it. */
const MAX_TEXT = 400
/** As the contract has it, of every number of tokens. */
export const MAX_TOKENS = 1e12
/** One suggestion of more lines is a mistake; a pull request's number is a whole one of 32 bits. */
const MAX_LINES = 1e6
const MAX_PULL_REQUEST = 2 ** 31 - 1
/** A call of more than a week is a mistake of units, and so is one that costs more than a house. */
const MAX_LATENCY_MS = 7 * 24 * 3_600_000
const MAX_COST_USD = 1e6

/** Why a record cannot be read: each of these functions gives null for what is not there, and adds a fault for what is wrong. */
export type Faults = string[]

const HALF_PAIR = /\p{Surrogate}/u
const NO_TEXT = /\0|\p{Surrogate}/gu

/** A name: a text, or a whole number as one. Blanks around it are left out; one of nothing else is not there. */
export function readText(value: unknown, name: string, faults: Faults): string | null {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  if (typeof value !== 'string') return fault(faults, `${name} is ${kindOf(value)}, not a text`)
  const text = value.trim()
  if (text.length > MAX_TEXT) return fault(faults, `${name} is longer than ${MAX_TEXT} characters`)
  // neither can be kept: PostgreSQL's text takes no NUL, and UTF-8 no half of a pair
  if (text.includes('\0') || HALF_PAIR.test(text)) return fault(faults, `${name} holds a character that is no text`)
  return text === '' ? null : text
}

/** A text that is only there to be read, such as a title: what is too long is cut, and what is no text left out. */
export function readWords(value: unknown, maxLength: number): string | null {
  if (typeof value !== 'string') return null
  const text = value.replaceAll(NO_TEXT, '').trim().slice(0, maxLength).replaceAll(NO_TEXT, '')
  return text === '' ? null : text
}

/** Tokens: whole, of 0 or more. */
export function readCount(value: unknown, name: string, faults: Faults): number | null {
  return readWhole(value, { name, max: MAX_TOKENS }, faults)
}

export function readLines(value: unknown, name: string, faults: Faults): number | null {
  return readWhole(value, { name, max: MAX_LINES }, faults)
}

/** A pull request's, null where there is none. */
export function readPullRequestNumber(value: unknown, name: string, faults: Faults): number | null {
  return readWhole(value, { name, max: MAX_PULL_REQUEST }, faults)
}

interface Bound {
  readonly name: string
  readonly max: number
}

function readWhole(value: unknown, { name, max }: Bound, faults: Faults): number | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'number') return fault(faults, `${name} is ${kindOf(value)}, not a number`)
  if (!Number.isInteger(value) || value < 0)
    return fault(faults, `${name} is ${value}, not a whole number of 0 or more`)
  return value <= max ? value : fault(faults, `${name} is ${value}, more than ${max}`)
}

export function readLatency(value: unknown, name: string, faults: Faults): number | null {
  return readNumber(value, { name, max: MAX_LATENCY_MS }, faults)
}

export function readCost(value: unknown, name: string, faults: Faults): number | null {
  return readNumber(value, { name, max: MAX_COST_USD }, faults)
}

/** From 0 to 1. */
export function readShare(value: unknown, name: string, faults: Faults): number | null {
  return readNumber(value, { name, max: 1 }, faults)
}

function readNumber(value: unknown, { name, max }: Bound, faults: Faults): number | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'number') return fault(faults, `${name} is ${kindOf(value)}, not a number`)
  if (!(value >= 0 && value <= max)) return fault(faults, `${name} is ${value}, not between 0 and ${max}`)
  return value
}

/** As HTTP has it, or its digits: LiteLLM's `error_code` is a text. */
export function readStatus(value: unknown, name: string, faults: Faults): number | null {
  if (value === undefined || value === null || value === '') return null
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value
  if (typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599) return status
  return fault(faults, `${name} is ${show(value)}, not a status of HTTP`)
}

const FLAGS = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  [1, true],
  [0, false],
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
])

/** Databases without a truth value write 1 and 0. */
export function readFlag(value: unknown, name: string, faults: Faults): boolean | null {
  if (value === undefined || value === null || value === '') return null
  const flag = FLAGS.get(typeof value === 'string' ? value.toLowerCase() : value)
  return flag ?? fault(faults, `${name} is ${show(value)}, neither true nor false`)
}

/** A moment that may be missing. */
export function readTime(value: unknown, name: string, faults: Faults): string | null {
  if (value === undefined || value === null || value === '') return null
  return readMoment(value) ?? fault(faults, `${name} is ${show(value)}, no moment between 2000 and 2100`)
}

/** A moment without which there is nothing. */
export function needTime(value: unknown, name: string, faults: Faults): string {
  const moment = readTime(value, name, faults)
  if (moment === null && faults.length === 0) faults.push(`there is no ${name}`)
  return moment ?? ''
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a value is in a word, and a short one itself. */
export function show(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string' && value.length <= 40) return JSON.stringify(value)
  return kindOf(value)
}

export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'a text'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function fault(faults: Faults, reason: string): null {
  faults.push(reason)
  return null
}
