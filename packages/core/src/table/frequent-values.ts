interface Counter {
  readonly value: string | number
  count: number
}

/**
 * The values that come most often, with at least how often, among as many as one likes (Misra & Gries 1982): with `size`
 * counters none that is more than one in `size + 1` of all is lost, and each is counted short by no more than that share.
 */
export class FrequentValues {
  readonly #size: number
  readonly #counters = new Map<number, Counter>()
  #exact = true

  constructor(size: number) {
    this.#size = size
  }

  /** @param hash of the value, whatever its length */
  add(hash: number, value: string | number): void {
    const known = this.#counters.get(hash)
    if (known !== undefined) known.count++
    else if (this.#counters.size < this.#size) this.#counters.set(hash, { value: short(value), count: 1 })
    else this.#takeOne()
  }

  /** Whether no value was ever left out, so that every count is exact. */
  get exact(): boolean {
    return this.#exact
  }

  entries(): { hash: number; value: string | number; count: number }[] {
    return Array.from(this.#counters, ([hash, { value, count }]) => ({ hash, value, count }))
  }

  #takeOne(): void {
    this.#exact = false
    for (const [hash, counter] of this.#counters) {
      counter.count--
      if (counter.count === 0) this.#counters.delete(hash)
    }
  }
}

/** What is kept of a long text. */
const SHOWN_CHARACTERS = 200

function short(value: string | number): string | number {
  if (typeof value === 'number' || value.length <= SHOWN_CHARACTERS) return value
  // a copy: a slice would keep all of the text in memory
  return Buffer.from(value.slice(0, SHOWN_CHARACTERS)).toString()
}
