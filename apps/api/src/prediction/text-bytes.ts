/** Text gathered as UTF-8 in memory that grows by doubling: pieces are written at once, so that none of them lives on. */
export interface TextBytes {
  readonly length: number
  write(text: string): void
  /** Forgets what was written after the first `length` bytes. */
  cut(length: number): void
  /** A copy of what was written, in memory of its own. */
  toBytes(): Uint8Array<ArrayBuffer>
}

/** UTF-8 takes at most three bytes for a unit of UTF-16. */
const BYTES_PER_UNIT = 3

export function createTextBytes(capacity = 1 << 16): TextBytes {
  let memory = Buffer.allocUnsafeSlow(capacity)
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
    toBytes: () => Uint8Array.prototype.slice.call(memory, 0, length),
  }
}
