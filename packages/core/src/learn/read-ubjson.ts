import { checkBytes, DOCUMENT, refuse } from './document-limits.ts'

/** Bytes of a number by its marker (ubjson.org, "Value Types"); all are big-endian. */
const NUMBERS: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 }

/** A list of numbers of a common type, as narrow as the type. */
export type NumberList = Int8Array | Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array

/**
 * Reads Universal Binary JSON (draft 12) as XGBoost writes it: numbers, texts, objects, and lists with or without a
 * common type. Lengths that are claimed are held against the bytes that are there. Lists of numbers of a common type
 * come back as typed arrays.
 * @throws VouchError `too_large` or `invalid`
 */
export function readUbjson(bytes: Uint8Array): unknown {
  checkBytes(bytes)
  const reader = new UbjsonReader(bytes)
  const value = reader.value(reader.marker(), 0)
  if (!reader.atEnd()) refuse(`The file goes on after its end at byte ${reader.at}.`)
  return value
}

class UbjsonReader {
  at = 0
  private containers = 0
  private values = 0
  private readonly bytes: Uint8Array
  private readonly view: DataView

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  atEnd(): boolean {
    return this.at === this.bytes.length
  }

  /** The next byte as a character; `N` stands for nothing and is passed over. */
  marker(): string {
    for (;;) {
      const marker = String.fromCharCode(this.bytes[this.take(1)]!)
      if (marker !== 'N') return marker
    }
  }

  value(marker: string, depth: number): unknown {
    if (++this.values > DOCUMENT.values) refuse(`The file holds more than ${DOCUMENT.values} values.`)
    if (marker in NUMBERS) return this.number(marker)
    switch (marker) {
      case 'Z':
        return null
      case 'T':
        return true
      case 'F':
        return false
      case 'C':
        return String.fromCharCode(this.bytes[this.take(1)]!)
      case 'S':
        return this.text(this.length(this.marker()))
      case '[':
        return this.list(this.deeper(depth))
      case '{':
        return this.object(this.deeper(depth))
      default:
        return refuse(`Byte ${this.at - 1} is no UBJSON.`)
    }
  }

  private number(marker: string): number {
    const at = this.take(NUMBERS[marker]!)
    switch (marker) {
      case 'i':
        return this.view.getInt8(at)
      case 'U':
        return this.view.getUint8(at)
      case 'I':
        return this.view.getInt16(at)
      case 'l':
        return this.view.getInt32(at)
      case 'L':
        return Number(this.view.getBigInt64(at))
      case 'd':
        return this.view.getFloat32(at)
      default:
        return this.view.getFloat64(at)
    }
  }

  private list(depth: number): unknown[] | NumberList {
    let marker = this.marker()
    let type: string | null = null
    if (marker === '$') {
      type = this.marker()
      // a type without bytes would let three bytes claim a list of any length
      if (!(type in NUMBERS)) refuse(`The list at byte ${this.at} has a common type that is no number.`)
      marker = this.marker()
      if (marker !== '#') refuse(`The list at byte ${this.at} has a type and no length.`)
    }
    if (marker === '#') {
      const count = this.length(this.marker())
      if (type !== null) return this.numbers(type, count)
      const items: unknown[] = []
      while (items.length < count) items.push(this.value(this.marker(), depth))
      return items
    }
    const items: unknown[] = []
    for (; marker !== ']'; marker = this.marker()) items.push(this.value(marker, depth))
    return items
  }

  private numbers(type: string, count: number): NumberList {
    const end = this.at + count * NUMBERS[type]!
    if (end > this.bytes.length) refuse('The file ends within a list.')
    const numbers = emptyList(type, count)
    for (let i = 0; i < count; i++) numbers[i] = this.number(type)
    return numbers
  }

  private object(depth: number): Record<string, unknown> {
    const fields: Record<string, unknown> = Object.create(null)
    for (let marker = this.marker(); marker !== '}'; marker = this.marker()) {
      const name = this.text(this.length(marker))
      fields[name] = this.value(this.marker(), depth)
    }
    return fields
  }

  private text(length: number): string {
    const at = this.take(length)
    return new TextDecoder().decode(this.bytes.subarray(at, at + length))
  }

  private length(marker: string): number {
    const length = marker in NUMBERS ? this.number(marker) : -1
    if (!Number.isSafeInteger(length) || length < 0) refuse(`Byte ${this.at} is in no length.`)
    return length
  }

  private deeper(depth: number): number {
    if (depth >= DOCUMENT.depth) refuse(`The file nests deeper than ${DOCUMENT.depth} levels.`)
    if (++this.containers > DOCUMENT.containers)
      refuse(`The file holds more than ${DOCUMENT.containers} lists and objects.`)
    return depth + 1
  }

  /** Passes over some bytes. @returns where they begin */
  private take(count: number): number {
    const from = this.at
    if (from + count > this.bytes.length) refuse('The file ends too early.')
    this.at = from + count
    return from
  }
}

function emptyList(type: string, count: number): NumberList {
  switch (type) {
    case 'i':
      return new Int8Array(count)
    case 'U':
      return new Uint8Array(count)
    case 'I':
      return new Int16Array(count)
    case 'l':
      return new Int32Array(count)
    case 'd':
      return new Float32Array(count)
    default:
      return new Float64Array(count)
  }
}
