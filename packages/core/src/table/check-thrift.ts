/** Deeper than any Parquet structure is. */
const MAX_DEPTH = 24
/** A 64-bit number takes ten bytes of seven bits. */
const MAX_VARINT_BYTES = 10

const STOP = 0
const TYPE = { true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, struct: 12 } as const

/**
 * Walks one struct of Thrift's compact protocol and returns where it ends; throws a RangeError when a length runs past the
 * bytes, a number is longer than numbers are or structures nest deeper than Parquet's do. A parser that runs after it never
 * makes more than the bytes hold.
 */
export function checkThrift(bytes: Uint8Array, start: number): number {
  return new ThriftWalk(bytes, start).struct(0)
}

class ThriftWalk {
  readonly #bytes: Uint8Array
  #at: number

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes
    this.#at = start
  }

  struct(depth: number): number {
    if (depth > MAX_DEPTH) throw new RangeError('structures nest too deep')
    for (;;) {
      const byte = this.#byte()
      const type = byte & 0x0f
      if (type === STOP) return this.#at
      if (byte >> 4 === 0) this.#varint()
      this.#value(type, depth)
    }
  }

  #value(type: number, depth: number): void {
    if (type === TYPE.true || type === TYPE.false) return
    if (type === TYPE.byte) this.#skip(1)
    else if (type === TYPE.i16 || type === TYPE.i32 || type === TYPE.i64) this.#varint()
    else if (type === TYPE.double) this.#skip(8)
    else if (type === TYPE.binary) this.#skip(this.#varint())
    else if (type === TYPE.list) this.#list(depth)
    else if (type === TYPE.struct) this.struct(depth + 1)
    else throw new RangeError(`type ${type} is none of Parquet's`)
  }

  #list(depth: number): void {
    if (depth > MAX_DEPTH) throw new RangeError('structures nest too deep')
    const byte = this.#byte()
    const type = byte & 0x0f
    const size = byte >> 4 === 15 ? this.#varint() : byte >> 4
    // Booleans take a byte each here, unlike as fields; so every element takes one, and a list that lies about its size
    // runs into the end.
    const element = type === TYPE.true || type === TYPE.false ? TYPE.byte : type
    for (let index = 0; index < size; index++) this.#value(element, depth + 1)
  }

  #skip(count: number): void {
    this.#at += count
    if (this.#at > this.#bytes.length) throw new RangeError('a value runs past the end')
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw new RangeError('the structure is cut off')
    return byte
  }

  #varint(): number {
    let value = 0
    for (let count = 0; count < MAX_VARINT_BYTES; count++) {
      const byte = this.#byte()
      value += (byte & 0x7f) * 2 ** (7 * count)
      if (byte < 0x80) return value
    }
    throw new RangeError('a number is longer than numbers are')
  }
}
