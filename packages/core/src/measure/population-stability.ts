import { chiSquaredQuantile } from './chi-squared.ts'
import { quantile } from './interval.ts'

/** A bin of two samples: how many of each are in it. */
export type BinCounts = readonly [reference: number, current: number]

export interface PopulationStability {
  readonly value: number
  /**
   * what chance alone stays below in about 95 of 100 samples when nothing has changed: in 93 to 97 of simulated ones, and in
   * more where a bin is empty; null with one bin, where the index is always 0
   */
  readonly chance: number | null
  /** bins that hold a row of either sample */
  readonly bins: number
}

/**
 * The population stability index of binned samples: the sum over bins of (q - p) ln(q / p) for shares p of the reference and
 * q of the current sample (Siddiqi 2006, ch. 10; it is Jeffreys's divergence, 1946). A bin that is empty in both is none. One
 * that is empty in one would make it infinite: then half a row is added to every bin of both samples (the Krichevsky–Trofimov
 * estimate, 1981), so that it stays finite and grows with what is missing. Without a change the index is about 1/n + 1/m times a
 * chi-squared variable of one degree less than bins (Yurdakul & Naranjo 2020), more for few rows (`meanByChance`): judge it
 * beside `chance`, not by 0.1 and 0.25.
 * @returns null where a sample is empty
 */
export function populationStability(bins: Iterable<BinCounts>): PopulationStability | null {
  // in an order of their own, so that the one they come in does not show in the last digit
  const held = [...bins]
    .filter(([reference, current]) => reference + current > 0)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const n = held.reduce((sum, [reference]) => sum + reference, 0)
  const m = held.reduce((sum, [, current]) => sum + current, 0)
  if (n === 0 || m === 0) return null
  const half = held.some(([reference, current]) => reference === 0 || current === 0) ? 0.5 : 0
  const parts = held.map(([reference, current]) => {
    const p = (reference + half) / (n + half * held.length)
    const q = (current + half) / (m + half * held.length)
    return (q - p) * Math.log(q / p)
  })
  const degrees = held.length - 1
  return {
    value: parts.reduce((sum, part) => sum + part, 0),
    chance: degrees === 0 ? null : (meanByChance(held, n, m) / degrees) * chiSquaredQuantile(0.05, degrees),
    bins: held.length,
  }
}

/**
 * The mean of the index where nothing has changed, to the second order of 1/n and 1/m: the sum over bins of p d ln(1 + d) for
 * d = (q - p) / p and the moments of a binomial share. The first order alone, as it is published, is too small for few rows.
 */
function meanByChance(bins: readonly BinCounts[], n: number, m: number): number {
  const inverse = bins.reduce((sum, [reference, current]) => sum + (n + m) / (reference + current), 0)
  return (bins.length - 1) * (1 / n + 1 / m) + ((inverse - bins.length) / 2) * (1 / n ** 2 + 1 / m ** 2)
}

/** How many bins a feature's reference is cut into, as is usual; equal values can make them fewer. */
const BINS = 10

/**
 * Counts two samples of a number in bins that hold equal parts of the reference: between its deciles (type 7 of Hyndman & Fan
 * 1996), each with its upper end. A value that fills a bin by itself, two deciles being the same, is a bin of its own. What is
 * missing (null, or no finite number) is a bin, too.
 */
export function countInQuantiles(
  reference: readonly (number | null)[],
  current: readonly (number | null)[],
): BinCounts[] {
  const sorted = Float64Array.from(presentNumbers(reference)).sort()
  const deciles =
    sorted.length === 0 ? [] : Array.from({ length: BINS - 1 }, (_, k) => quantile(sorted, (k + 1) / BINS))
  const edges = [...new Set(deciles)]
  const repeated = new Set(deciles.filter((decile, k) => decile === deciles[k - 1]))
  return countBy(reference, current, (value) => {
    if (!isPresent(value)) return 'missing'
    const below = edges.filter((edge) => edge < value).length
    return repeated.has(value) ? `at ${below}` : below
  })
}

/** Counts two samples of names, each name a bin; what is missing (null) is one, too. */
export function countNames(
  reference: readonly (string | null)[],
  current: readonly (string | null)[],
): Map<string | null, BinCounts> {
  const keys = [...new Set([...reference, ...current])]
  const counts = countBy(reference, current, (value) => value)
  return new Map(keys.map((key, k) => [key, counts[k]!]))
}

/** The finite numbers among them. */
export function presentNumbers(values: readonly (number | null)[]): number[] {
  return values.filter(isPresent)
}

function isPresent(value: number | null): value is number {
  return value !== null && Number.isFinite(value)
}

/** In the order in which keys are met, first those of the reference. */
function countBy<Value>(
  reference: readonly Value[],
  current: readonly Value[],
  keyOf: (value: Value) => string | number | null,
): BinCounts[] {
  const counts = new Map<string | number | null, [number, number]>()
  for (const [side, values] of [reference, current].entries())
    for (const value of values) {
      const key = keyOf(value)
      const pair = counts.get(key) ?? [0, 0]
      pair[side === 0 ? 0 : 1]++
      counts.set(key, pair)
    }
  return [...counts.values()]
}
