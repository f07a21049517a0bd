/** Text gathered as UTF-8 in memory that grows by doubling: pieces are written at once, so that none of them lives on. */
export interface TextBytes {
  readonly length: number
  write(text: string): void
  /** Forgets what was written after the first `length` bytes. */
  cut(length: number): void
  /** What was written, in memory of its own; nothing is left here. */
  toBytes(): Uint8Array<ArrayBuffer>
}

/** UTF-8 takes at most three bytes for a unit of UTF-16. */
const BYTES_PER_UNIT = 3

/** Memory that a text has been copied out of, for the next one: new megabytes each time would keep the collector busy. */
const spare: Buffer[] = []
/** Larger ones than an answer needs are let go. */
const SPARE_BYTES = 1 << 23

export function createTextBytes(capacity = 1 << 16): TextBytes {
  let memory = spare.pop() ?? Buffer.allocUnsafeSlow(capacity)
  let length = 0
  return {
    get length() {
      return length
    },
    write(text) {
      const needed = length + text.length * BYTES_PER_UNIT
      if (needed > memory.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(needed, memory.length * 2))
        memory.copy(larger, 0, 0, length)
        memory = larger
      }
      length += memory.write(text, length, 'utf8')
    },
    cut(to) {
      length = Math.min(length, to)
    },
    toBytes() {
      const bytes = Uint8Array.prototype.slice.call(memory, 0, length)
      if (memory.length <= SPARE_BYTES && spare.length < 4) spare.push(memory)
      memory = Buffer.alloc(0)
      length = 0
      return bytes
    },
  }
}
