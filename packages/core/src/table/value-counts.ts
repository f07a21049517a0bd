import type { Count } from '@vouch/contracts/dataset'
import { HASH_END } from './hash-cell.ts'

const FREE = -1
const FIRST_SLOTS = 64

/**
 * How often each hash was added, in bounded memory. Up to `bound` different ones all are counted. Beyond it only those in
 * the lower half of all hashes are, then in the lower quarter, and so on (adaptive sampling, Flajolet 1990): those that are
 * left are counted exactly, and the number of different ones is estimated with an error of about 1.2 / √bound.
 */
export class ValueCounts {
  readonly #bound: number
  #hashes = new Float64Array(FIRST_SLOTS).fill(FREE)
  #counts = new Uint32Array(FIRST_SLOTS)
  #size = 0
  /** hashes from here on are not counted */
  #end = HASH_END

  constructor(bound: number) {
    this.#bound = bound
  }

  add(hash: number): void {
    if (hash >= this.#end) return
    const slot = this.#slotOf(hash)
    if (this.#hashes[slot] === FREE) {
      this.#hashes[slot] = hash
      this.#size++
      this.#counts[slot] = 1
      if (this.#size > this.#bound) this.#thin()
      else if (this.#size * 2 > this.#hashes.length) this.#rebuild(this.#hashes.length * 2)
    } else this.#counts[slot]!++
  }

  /** How many different hashes there were. */
  get distinct(): Count {
    return { count: Math.round(this.#size * (HASH_END / this.#end)), exact: this.#end === HASH_END }
  }

  /** How often this one was added; null when that was not counted to the end. */
  count(hash: number): number | null {
    if (hash >= this.#end) return null
    const slot = this.#slotOf(hash)
    return this.#hashes[slot] === FREE ? 0 : this.#counts[slot]!
  }

  /** How often the most frequent one was added; null when not all were counted. */
  get largest(): number | null {
    if (this.#end !== HASH_END) return null
    let most = 0
    for (const count of this.#counts) if (count > most) most = count
    return most
  }

  /** Where the hash is, or, when it is nowhere, would be. */
  #slotOf(hash: number): number {
    const mask = this.#hashes.length - 1
    let slot = (hash >>> 0) & mask
    while (this.#hashes[slot] !== FREE && this.#hashes[slot] !== hash) slot = (slot + 1) & mask
    return slot
  }

  #thin(): void {
    while (this.#size > this.#bound) {
      this.#end /= 2
      this.#rebuild(this.#hashes.length)
    }
  }

  #rebuild(slots: number): void {
    const [hashes, counts] = [this.#hashes, this.#counts]
    this.#hashes = new Float64Array(slots).fill(FREE)
    this.#counts = new Uint32Array(slots)
    this.#size = 0
    for (const [i, hash] of hashes.entries()) {
      if (hash === FREE || hash >= this.#end) continue
      const slot = this.#slotOf(hash)
      this.#hashes[slot] = hash
      this.#counts[slot] = counts[i]!
      this.#size++
    }
  }
}
