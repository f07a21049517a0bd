import { QUANTILE_LEVELS } from '@vouch/contracts/model'

export interface StripScale {
  log: boolean
  /** the values at the left and right end */
  from: number
  to: number
  /** where a value lies, 0 to 1; what lies beyond an end is put on it */
  place: (value: number) => number
}

/** A positive quantity whose bulk spans more than this factor is shown in powers of ten. */
const LOG_FACTOR = 30
const LOW = QUANTILE_LEVELS.indexOf(0.01)
const HIGH = QUANTILE_LEVELS.indexOf(0.99)

/** A scale from the lowest 1 % to the highest 99 % of either distribution; null where neither has a value. */
export function stripScale(distributions: readonly (readonly number[] | null)[]): StripScale | null {
  const known = distributions.filter((quantiles) => quantiles !== null)
  if (known.length === 0) return null
  const from = Math.min(...known.map((quantiles) => quantiles[LOW] ?? Number.POSITIVE_INFINITY))
  const to = Math.max(...known.map((quantiles) => quantiles[HIGH] ?? Number.NEGATIVE_INFINITY))
  if (!Number.isFinite(from) || !Number.isFinite(to)) return null
  const log = from > 0 && to / from > LOG_FACTOR
  const bend = log ? Math.log : (value: number) => value
  const width = bend(to) - bend(from)
  const place = (value: number) => {
    if (value <= from) return width === 0 && value === from ? 0.5 : 0
    if (value >= to) return 1
    return (bend(value) - bend(from)) / width
  }
  return { log, from, to, place }
}
