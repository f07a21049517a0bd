import { twoSided, Z95 } from './normal.ts'

export type CorrelationMethod = 'pearson' | 'spearman'

export interface SeriesCorrelation {
  /** null of fewer than three pairs, and where a series does not change */
  readonly r: number | null
  /** at 95 %; null where `p` is */
  readonly interval: [number, number] | null
  /** two-sided, of no correlation; null of fewer than eight pairs’ worth, or of fewer than three weeks */
  readonly p: number | null
  /** pairs */
  readonly n: number
  /** independent pairs that they are worth; null where `r` is */
  readonly nEffective: number | null
}

/** Of fewer Fisher’s transformation of a correlation is far from normal. */
const LEAST_EFFECTIVE = 8
const WEEK = 7
/** Three of each weekday: fewer pairs of days do not tell what is a weekday and what is chance. */
export const LEAST_DAYS = 3 * WEEK
/** Autocorrelations are summed up to this share of the length (Pyper & Peterman 1998, §“Recommendations”: about n / 5). */
const LAGS_OF_LENGTH = 0.2

/**
 * How two daily series move together. Everything that people do has the week in it, and would be correlated by it: from three
 * weeks on each weekday's mean is taken off both series, and the six of them that are fitted are taken off n. A series that
 * goes on as it was has fewer independent days than days: they are worth
 * `n / (1 + 2 Σ (1 − j / n) ρx(j) ρy(j))` pairs (Bartlett 1946; Pyper & Peterman 1998, eq. 1, with autocorrelations of their
 * eq. 7), never more than n. With that number Fisher's z (1921) gives p and the interval; of ranks (Spearman) its variance is
 * 1.06 times that (Fieller, Hartley & Pearson 1957).
 * @param first of consecutive days; null: not known
 * @param second as long, each beside the day it is paired with
 */
export function correlateSeries(
  first: readonly (number | null)[],
  second: readonly (number | null)[],
  { method }: { readonly method: CorrelationMethod },
): SeriesCorrelation {
  const known = first.map((value, i) => value !== null && (second[i] ?? null) !== null)
  const n = known.reduce((sum, is) => sum + Number(is), 0)
  const nothing = { r: null, interval: null, p: null, n, nEffective: null }
  if (n < 3) return nothing
  const weeks = n >= LEAST_DAYS
  const [x, y] = [prepare(first, known, { weeks, method }), prepare(second, known, { weeks, method })]
  if (x === null || y === null) return nothing
  const r = Math.max(
    -1,
    Math.min(1, sumOfProducts(x, y, 0) / Math.sqrt(sumOfProducts(x, x, 0) * sumOfProducts(y, y, 0))),
  )
  const nEffective = worth(x, y, n) * (weeks ? (n - WEEK + 1) / n : 1)
  if (!weeks || nEffective < LEAST_EFFECTIVE) return { r, interval: null, p: null, n, nEffective }
  const error = Math.sqrt((method === 'spearman' ? RANK_VARIANCE : 1) / (nEffective - 3))
  const z = Math.atanh(r)
  return {
    r,
    interval: [Math.tanh(z - Z95 * error), Math.tanh(z + Z95 * error)],
    p: twoSided(z / error),
    n,
    nEffective,
  }
}

const RANK_VARIANCE = 1.06

/** Around 0, without the week, and as ranks if asked for; NaN where not paired. Null of a series that does not change. */
function prepare(
  values: readonly (number | null)[],
  known: readonly boolean[],
  { weeks, method }: { readonly weeks: boolean; readonly method: CorrelationMethod },
): Float64Array | null {
  const paired = Float64Array.from(values, (value, i) => (known[i] && value !== null ? value : Number.NaN))
  const scale = paired.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value * value), 0)
  const centred = aroundMeans(paired, weeks ? WEEK : 1)
  if (!(sumOfProducts(centred, centred, 0) > ROUNDING * scale)) return null
  return method === 'spearman' ? aroundMeans(ranks(centred), 1) : centred
}

/** What is left of a series that does not change is the rounding of its means. */
const ROUNDING = 1e-24

function aroundMeans(values: Float64Array, apart: number): Float64Array {
  const sums = Array.from({ length: apart }, () => ({ sum: 0, n: 0 }))
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) continue
    const own = sums[i % apart]!
    own.sum += value
    own.n++
  }
  return values.map((value, i) => value - sums[i % apart]!.sum / sums[i % apart]!.n)
}

/** Ranks from 1, of equal values their mean; values that differ by a rounding are equal. */
function ranks(values: Float64Array): Float64Array {
  const order = [...values.keys()].filter((i) => !Number.isNaN(values[i]!)).sort((a, b) => values[a]! - values[b]!)
  const found = new Float64Array(values.length).fill(Number.NaN)
  const tie = 1e-9 * Math.abs((values[order.at(-1)!] ?? 0) - (values[order[0]!] ?? 0))
  for (let start = 0; start < order.length;) {
    let end = start + 1
    while (end < order.length && values[order[end]!]! - values[order[end - 1]!]! <= tie) end++
    for (let at = start; at < end; at++) found[order[at]!] = (start + end + 1) / 2
    start = end
  }
  return found
}

/** Over all places where both are known, the second so much later. */
function sumOfProducts(x: Float64Array, y: Float64Array, later: number): number {
  let sum = 0
  for (let i = 0; i + later < x.length; i++) {
    const product = x[i]! * y[i + later]!
    if (!Number.isNaN(product)) sum += product
  }
  return sum
}

function worth(x: Float64Array, y: Float64Array, n: number): number {
  const most = Math.max(1, Math.floor(n * LAGS_OF_LENGTH))
  let sum = 0
  for (let lag = 1; lag <= most; lag++) sum += (1 - lag / n) * autocorrelation(x, lag, n) * autocorrelation(y, lag, n)
  return Math.min(n, n / Math.max(1 + 2 * sum, 1))
}

/** With the mean product of the pairs there are, not their sum over all days (Chelton 1984, as in Pyper & Peterman, eq. 7). */
function autocorrelation(values: Float64Array, lag: number, n: number): number {
  let [sum, pairs] = [0, 0]
  for (let i = 0; i + lag < values.length; i++) {
    const product = values[i]! * values[i + lag]!
    if (Number.isNaN(product)) continue
    sum += product
    pairs++
  }
  return pairs === 0 ? 0 : sum / pairs / (sumOfProducts(values, values, 0) / n)
}
