import { isRecord } from './read-value.ts'

/** Attributes of a span or a resource by name: texts, numbers and truth values; lists and maps are not read. */
export type Attributes = ReadonlyMap<string, string | number | boolean>

const DIGITS = /^-?\d{1,19}$/

/** OTLP's JSON has a 64-bit whole number as a text (its mapping of Protocol Buffers); some write a number. */
export function readAttributes(list: unknown): Attributes {
  const attributes = new Map<string, string | number | boolean>()
  if (!Array.isArray(list)) return attributes
  for (const attribute of list) {
    if (!isRecord(attribute) || typeof attribute['key'] !== 'string' || !isRecord(attribute['value'])) continue
    const value = readAny(attribute['value'])
    if (value !== null) attributes.set(attribute['key'], value)
  }
  return attributes
}

/** The first of some attributes that is there, a name after the other, each in all places. */
export function firstOf(places: readonly Attributes[], names: readonly string[]): string | number | boolean | null {
  for (const name of names) {
    for (const place of places) {
      const value = place.get(name)
      if (value !== undefined && value !== '') return value
    }
  }
  return null
}

function readAny(value: Record<string, unknown>): string | number | boolean | null {
  const { stringValue, intValue, doubleValue, boolValue } = value
  if (typeof stringValue === 'string') return stringValue
  if (typeof intValue === 'string') return DIGITS.test(intValue) ? Number(intValue) : intValue
  if (typeof intValue === 'number') return intValue
  if (typeof doubleValue === 'number' || typeof doubleValue === 'string') return doubleValue
  return typeof boolValue === 'boolean' ? boolValue : null
}
