import { refuse } from './document-limits.ts'
import type { NumberList } from './read-ubjson.ts'

/** A value in a document that a stranger wrote, with its place in it for messages. */
export interface Field {
  readonly value: unknown
  readonly place: string
}

/** The field of an object, its value undefined where there is none. @throws VouchError `invalid` when it is no object */
export function fieldOf({ value, place }: Field, name: string): Field {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value))
    return refuse(`${place || 'The file'} is not an object.`)
  const own: unknown = Object.getOwnPropertyDescriptor(value, name)?.value
  return { value: own, place: place ? `${place}.${name}` : name }
}

/** A field within fields. */
export function fieldAt(field: Field, path: readonly string[]): Field {
  return path.reduce(fieldOf, field)
}

export function isAbsent({ value }: Field): boolean {
  return value === undefined || value === null
}

export function textOf({ value, place }: Field): string {
  return typeof value === 'string' ? value : refuse(`${place} is not a text.`)
}

/** A list of at most 100,000 things. */
export function itemsOf({ value, place }: Field): Field[] {
  if (!Array.isArray(value)) return refuse(`${place} is not a list.`)
  if (value.length > MOST_ITEMS) return refuse(`${place} is longer than ${MOST_ITEMS}.`)
  return Array.from(value, (item: unknown, i) => ({ value: item, place: `${place}[${i}]` }))
}

const MOST_ITEMS = 100_000

/** Finite numbers; true and false stand for 1 and 0. */
export function numbersOf({ value, place }: Field): Float64Array {
  const list = listOf(value)
  if (!list) return refuse(`${place} is not a list.`)
  const numbers = new Float64Array(list.length)
  for (let i = 0; i < numbers.length; i++) {
    const item = list[i]
    const number = typeof item === 'boolean' ? Number(item) : item
    if (typeof number !== 'number' || !Number.isFinite(number)) return refuse(`${place}[${i}] is not a finite number.`)
    numbers[i] = number
  }
  return numbers
}

function listOf(value: unknown): ArrayLike<unknown> | null {
  return Array.isArray(value) || isNumberList(value) ? value : null
}

function isNumberList(value: unknown): value is NumberList {
  return (
    value instanceof Float32Array ||
    value instanceof Int32Array ||
    value instanceof Uint8Array ||
    value instanceof Int8Array ||
    value instanceof Int16Array ||
    value instanceof Float64Array
  )
}

/** A whole number in a range, written as a number or as a text. */
export function wholeOf({ value, place }: Field, least: number, most: number): number {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number)) return refuse(`${place} is not a whole number.`)
  if (number < least || number > most) return refuse(`${place} is ${number}, not from ${least} to ${most}.`)
  return number
}
