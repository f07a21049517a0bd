const LINE_FEED = 10

/**
 * A window over a stream of bytes, moved forward by whoever reads it. What was not used stays and more is put behind it;
 * a row longer than the window doubles it, so that no byte is looked at more than about twice. `bytes[end]` always holds
 * a line feed, as `RowTokenizer` wants it.
 */
export class BlockBuffer {
  bytes: Buffer
  /** the first byte not used yet, set by the reader */
  start = 0
  end = 0
  /** nothing comes after `end` */
  final = false
  readonly #source: AsyncIterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array(0)

  constructor(source: AsyncIterable<Uint8Array>, capacity: number) {
    this.#source = source[Symbol.asyncIterator]()
    this.bytes = Buffer.alloc(capacity + 1)
    this.bytes[0] = LINE_FEED
  }

  /** Keeps `bytes[start, end)` and fills the rest of the window, a larger one when nothing was used. */
  async fill(): Promise<void> {
    this.#makeRoom()
    const capacity = this.bytes.length - 1
    while (this.end < capacity && !this.final) {
      if (this.#rest.length === 0) await this.#pull()
      const taken = Math.min(this.#rest.length, capacity - this.end)
      this.bytes.set(this.#rest.subarray(0, taken), this.end)
      this.#rest = this.#rest.subarray(taken)
      this.end += taken
    }
    this.bytes[this.end] = LINE_FEED
  }

  /** Leaves the stream; to be called however reading ended. */
  async close(): Promise<void> {
    await this.#source.return?.()
  }

  #makeRoom(): void {
    const kept = this.bytes.subarray(this.start, this.end)
    if (kept.length === this.bytes.length - 1) {
      const larger = Buffer.alloc(kept.length * 2 + 1)
      larger.set(kept)
      this.bytes = larger
    } else {
      this.bytes.copyWithin(0, this.start, this.end)
    }
    this.start = 0
    this.end = kept.length
  }

  async #pull(): Promise<void> {
    const next = await this.#source.next()
    if (next.done === true) this.final = true
    else this.#rest = next.value
  }
}
