import { quantile } from './interval.ts'

export interface MedianEstimate {
  readonly value: number
  /** at 95 % or a little more; null of fewer than six values */
  readonly interval: [number, number] | null
  readonly n: number
}

/**
 * The median of independent values, with the two of them between which the true one lies in at least 95 of 100 samples,
 * whatever the distribution: how many lie below it is binomial with a half (Thompson 1936; David & Nagaraja 2003, §7.1).
 * @returns null of no value
 */
export function estimateMedian(values: readonly number[]): MedianEstimate | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const n = sorted.length
  const below = ranksBelow(n)
  const interval: [number, number] | null = below === null ? null : [sorted[below]!, sorted[n - 1 - below]!]
  return { value: quantile(sorted, 0.5), interval, n }
}

/** How many values may be left out at either end with a chance of no more than 2.5 % to lose the median; null: not even none. */
function ranksBelow(n: number): number | null {
  let log = -n * Math.LN2
  let below = Math.exp(log)
  if (below > 0.025) return null
  for (let k = 1; ; k++) {
    log += Math.log((n - k + 1) / k)
    below += Math.exp(log)
    if (below > 0.025) return k - 1
  }
}
