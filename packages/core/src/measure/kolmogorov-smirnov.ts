import { kolmogorovTail } from './kolmogorov-tail.ts'

export interface KolmogorovSmirnov {
  /** the furthest that the two shares of values up to some value are apart */
  readonly statistic: number
  /** two-sided, of one distribution; null of samples so small that no distance tells */
  readonly p: number | null
}

/**
 * The two-sample test of Kolmogorov and Smirnov, for values that are all different: where many are equal its p is too large.
 * As if the distance were that of one sample of n m / (n + m) values from the distribution itself, rounded to a whole number,
 * halves to even, as SciPy's `ks_2samp(method='asymp')` does; that is nearer than the limit for many values (Stephens 1970).
 * @param first values, none missing
 * @returns null where a sample is empty
 */
export function kolmogorovSmirnov(first: ArrayLike<number>, second: ArrayLike<number>): KolmogorovSmirnov | null {
  const [n, m] = [first.length, second.length]
  if (n === 0 || m === 0) return null
  const [a, b] = [Float64Array.from(first).sort(), Float64Array.from(second).sort()]
  let [i, j, statistic] = [0, 0, 0]
  while (i < n && j < m) {
    const value = Math.min(a[i]!, b[j]!)
    while (i < n && a[i] === value) i++
    while (j < m && b[j] === value) j++
    statistic = Math.max(statistic, Math.abs(i / n - j / m))
  }
  const size = toEven((n * m) / (n + m))
  return { statistic, p: size === 0 ? null : kolmogorovTail(size, statistic) }
}

function toEven(value: number): number {
  const below = Math.floor(value)
  return value - below === 0.5 ? below + (below % 2) : Math.round(value)
}
