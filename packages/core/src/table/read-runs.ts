/** Indices and levels are 32-bit at most. */
const MAX_WIDTH = 32

/**
 * `count` values of `width` bits in Parquet's hybrid of run lengths and bit packing (Apache Parquet format, "Encodings"),
 * from `start` on. Throws a RangeError when the runs go past the bytes or do not give `count` values.
 */
export function readRuns(bytes: Uint8Array, start: number, width: number, count: number): Uint32Array {
  if (width > MAX_WIDTH) throw new RangeError(`values of ${width} bits are none of Parquet's`)
  const values = new Uint32Array(count)
  const unitBytes = Math.ceil(width / 8)
  let at = start
  let filled = 0
  while (filled < count) {
    const header = readVarint(bytes, at)
    at = header.next
    const units = Math.floor(header.value / 2)
    if (units === 0) throw new RangeError('a run is empty')
    const runBytes = header.value % 2 === 1 ? units * width : unitBytes
    if (at + runBytes > bytes.length) throw new RangeError('a run goes past the end')
    if (header.value % 2 === 1) {
      // The last group of eight may be padded.
      const wanted = Math.min(units * 8, count - filled)
      for (let index = 0; index < wanted; index++) values[filled++] = readBits(bytes, at * 8 + index * width, width)
    } else {
      if (units > count - filled) throw new RangeError('a run is longer than its page')
      values.fill(readBits(bytes, at * 8, unitBytes * 8), filled, filled + units)
      filled += units
    }
    at += runBytes
  }
  return values
}

/** `width` bits from bit `start` on, the lowest first. */
function readBits(bytes: Uint8Array, start: number, width: number): number {
  let value = 0
  for (let done = 0; done < width;) {
    const bit = start + done
    const taken = Math.min(8 - (bit & 7), width - done)
    value += ((bytes[bit >> 3]! >> (bit & 7)) & ((1 << taken) - 1)) * 2 ** done
    done += taken
  }
  return value
}

/** A number of seven bits a byte, the lowest first; throws a RangeError beyond 35 bits or past the end. */
export function readVarint(bytes: Uint8Array, start: number): { value: number; next: number } {
  let value = 0
  for (let at = start; at < start + 5; at++) {
    const byte = bytes[at]
    if (byte === undefined) throw new RangeError('a number runs past the end')
    value += (byte & 0x7f) * 2 ** (7 * (at - start))
    if (byte < 0x80) return { value, next: at + 1 }
  }
  throw new RangeError('a number is longer than numbers are')
}
