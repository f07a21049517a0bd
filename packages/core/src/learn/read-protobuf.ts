import { VouchError } from '../error.ts'

/** A field of a message: whole numbers and fixed ones by their bits, the rest as bytes. */
export interface ProtobufField {
  readonly number: number
  readonly value: number | Uint8Array
}

/**
 * The fields of a protocol-buffer message in their order (protobuf.dev, "Encoding").
 * @throws RangeError for bytes that are none
 */
export function* readProtobuf(bytes: Uint8Array): Generator<ProtobufField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const at = { place: 0 }
  while (at.place < bytes.length) {
    const tag = readVarint(bytes, at)
    const number = Math.floor(tag / 8)
    switch (tag % 8) {
      case 0:
        yield { number, value: readVarint(bytes, at) }
        break
      case 1:
        yield { number, value: take(bytes, at, 8) }
        break
      case 2:
        yield { number, value: take(bytes, at, readVarint(bytes, at)) }
        break
      case 5:
        take(bytes, at, 4)
        yield { number, value: view.getFloat32(at.place - 4, true) }
        break
      default:
        throw damaged()
    }
  }
}

/** Packed whole numbers, or one that stands alone. @throws VouchError `too_large` for more than `most` of them */
export function integersOf(value: ProtobufField['value'], most = Infinity): Float64Array<ArrayBuffer> {
  if (typeof value === 'number') return Float64Array.of(value)
  let count = 0
  for (const byte of value) if (byte < 0x80) count++
  if (count > most) throw new VouchError('too_large', `The file has more than ${most} numbers in one place.`)
  const found = new Float64Array(count)
  const at = { place: 0 }
  for (let i = 0; at.place < value.length; i++) found[i] = readVarint(value, at)
  return found
}

/** Packed floats, or one that stands alone. */
export function floatsOf(value: ProtobufField['value']): Float32Array<ArrayBuffer> {
  if (typeof value === 'number') return Float32Array.of(value)
  if (value.length % 4 !== 0) throw damaged()
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  const floats = new Float32Array(value.length / 4)
  for (let i = 0; i < floats.length; i++) floats[i] = view.getFloat32(i * 4, true)
  return floats
}

/** Packed doubles, or one that stands alone as its bytes. */
export function doublesOf(value: ProtobufField['value']): Float64Array<ArrayBuffer> {
  const bytes = bytesOf(value)
  if (bytes.length % 8 !== 0) throw damaged()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(i * 8, true))
}

const TEXT = new TextDecoder('utf-8', { fatal: true })

export function textOf(value: ProtobufField['value']): string {
  if (typeof value === 'number') throw damaged()
  try {
    return TEXT.decode(value)
  } catch {
    throw damaged()
  }
}

export function bytesOf(value: ProtobufField['value']): Uint8Array {
  if (typeof value === 'number') throw damaged()
  return value
}

const MOST_BYTES = 10

/** A whole number of 64 bits, its top bit as its sign; exact up to 2^53. */
function readVarint(bytes: Uint8Array, at: { place: number }): number {
  let [low, high] = [0, 0]
  for (let i = 0; i < MOST_BYTES; i++) {
    const byte = bytes[at.place++]
    if (byte === undefined) throw damaged()
    const bits = byte & 0x7f
    // 28 bits in one part, 35 in the other: both are exact, and so is their sum up to 2^53
    if (i < 4) low += bits * 2 ** (7 * i)
    else if (i < 9) high += bits * 2 ** (7 * (i - 4))
    else if (bits > 1) throw damaged()
    else if (bits === 1) high -= 2 ** 35
    if (byte < 0x80) return high * 2 ** 28 + low
  }
  throw damaged()
}

function take(bytes: Uint8Array, at: { place: number }, length: number): Uint8Array {
  const end = at.place + length
  if (!(length >= 0) || end > bytes.length) throw damaged()
  const taken = bytes.subarray(at.place, end)
  at.place = end
  return taken
}

function damaged(): RangeError {
  return new RangeError('The bytes are no protocol-buffer message.')
}
