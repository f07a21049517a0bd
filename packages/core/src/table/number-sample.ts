import { QUANTILE_LEVELS } from '@vouch/contracts/model'
import type { NumberProfile } from '@vouch/contracts/dataset'
import { HASH_END, hashNumber } from './hash-cell.ts'

const FIRST_SLOTS = 64

/**
 * Least, greatest and mean of some numbers, and their quantiles: of all of them up to `bound`, beyond it of a sample. A
 * number is in the sample by the hash of its row's number, so that the same table always gives the same one.
 */
export class NumberSample {
  readonly #bound: number
  #values = new Float64Array(FIRST_SLOTS)
  #rows = new Float64Array(FIRST_SLOTS)
  #kept = 0
  #end = HASH_END
  #n = 0
  #min = Infinity
  #max = -Infinity
  #mean = 0

  constructor(bound: number) {
    this.#bound = bound
  }

  add(value: number, row: number): void {
    this.#n++
    if (value < this.#min) this.#min = value
    if (value > this.#max) this.#max = value
    // as a running mean, which cannot overflow where a sum could
    this.#mean += value / this.#n - this.#mean / this.#n
    if (this.#end < HASH_END && hashNumber(row) >= this.#end) return
    if (this.#kept === this.#bound) this.#thin()
    if (this.#end < HASH_END && hashNumber(row) >= this.#end) return
    if (this.#kept === this.#values.length) this.#grow()
    this.#values[this.#kept] = value
    this.#rows[this.#kept++] = row
  }

  get min(): number {
    return this.#min
  }

  get max(): number {
    return this.#max
  }

  /** null of no numbers */
  profile(): NumberProfile | null {
    if (this.#n === 0) return null
    const sorted = this.#values.slice(0, this.#kept).sort()
    const quantiles = QUANTILE_LEVELS.map((level) => valueAt(sorted, level))
    // whatever the sample holds, the ends are known
    quantiles[0] = this.#min
    quantiles[quantiles.length - 1] = this.#max
    return { min: this.#min, max: this.#max, mean: this.#mean, quantiles, quantiles_exact: this.#end === HASH_END }
  }

  #thin(): void {
    while (this.#kept === this.#bound) {
      this.#end /= 2
      let kept = 0
      for (let i = 0; i < this.#kept; i++) {
        if (hashNumber(this.#rows[i]!) >= this.#end) continue
        this.#values[kept] = this.#values[i]!
        this.#rows[kept++] = this.#rows[i]!
      }
      this.#kept = kept
    }
  }

  #grow(): void {
    const [values, rows] = [this.#values, this.#rows]
    const slots = Math.min(this.#bound, values.length * 2)
    this.#values = new Float64Array(slots)
    this.#values.set(values)
    this.#rows = new Float64Array(slots)
    this.#rows.set(rows)
  }
}

/** By linear interpolation (Hyndman & Fan 1996, type 7), weighted so that neighbours far apart do not overflow. */
function valueAt(sorted: Float64Array, level: number): number {
  const at = (sorted.length - 1) * level
  const low = Math.floor(at)
  const share = at - low
  return share === 0 ? sorted[low]! : sorted[low]! * (1 - share) + sorted[low + 1]! * share
}
