import { studentT95 } from './design-effect.ts'

export interface DailyRateEstimate {
  /** events a day */
  readonly value: number
  /** at 95 %; null of fewer than seven days */
  readonly interval: [number, number] | null
  /** by how much the count of all days varies beyond one of independent events; 1 is Poisson's */
  readonly dispersion: number
}

/** Less than a week does not tell how days differ. */
const LEAST_DAYS = 7
/** From two weeks on a weekday can be set against itself. */
const LEAST_DAYS_OF_WEEKS = 14
/** How many days back a day is looked at, at most, and of how many days. */
const MOST_LAG = 7
const LAGS_OF_LENGTH = 0.2

/**
 * Events a day. Every week has each weekday once, so that weekdays are no chance: what varies is taken from each weekday's
 * own mean (from two weeks on). A day that is like those before tells less: the variance is multiplied by
 * τ = 1 + 2 Σ (1 − k / n) ρ(k), with the correlations of days up to a week apart (Bayley & Hammersley 1946), and raised by what
 * taking off a mean lowers each of them, about τ / n (Marriott & Pope 1954); Student's t has τ times fewer degrees of freedom.
 * The variance is never below Poisson's, so that days that happen
 * to be all alike do not look certain. With that dispersion the count is worth fewer independent events, whose interval is
 * Byar's (Rothman & Boice 1979; Breslow & Day 1987, §2.3), which has an upper bound for none, too.
 * @param counts of consecutive days, those without any as 0
 * @param days how long they are together, where the last one is not over
 */
export function estimateDailyRate(counts: readonly number[], days: number = counts.length): DailyRateEstimate {
  const n = counts.length
  const total = counts.reduce((sum, count) => sum + count, 0)
  const value = total / days
  if (n < LEAST_DAYS) return { value, interval: null, dispersion: 1 }
  const fitted = n >= LEAST_DAYS_OF_WEEKS ? 7 : 1
  const residuals = aroundMeans(counts, fitted)
  const squares = residuals.reduce((sum, residual) => sum + residual * residual, 0)
  const stretch = stretchOf(residuals, squares)
  const variance = (squares / (n - fitted)) * stretch * n
  const dispersion = total === 0 ? 1 : Math.max(1, variance / total)
  const t = studentT95(Math.max(1, (n - fitted) / stretch))
  const [low, high] = byar(total / dispersion, t)
  return { value, interval: [(low * dispersion) / days, (high * dispersion) / days], dispersion }
}

/** Each day less the mean of those so many days apart. */
function aroundMeans(counts: readonly number[], apart: number): number[] {
  const means = Array.from({ length: apart }, (_, at) => {
    const own = counts.filter((_, i) => i % apart === at)
    return own.reduce((sum, count) => sum + count, 0) / own.length
  })
  return counts.map((count, i) => count - means[i % apart]!)
}

/** By how much the mean of days varies more than that of independent ones, from 1: that days take turns is not counted on. */
function stretchOf(residuals: readonly number[], squares: number): number {
  if (squares === 0) return 1
  const n = residuals.length
  const most = Math.min(MOST_LAG, Math.max(1, Math.floor(n * LAGS_OF_LENGTH)))
  let sum = 0
  for (let lag = 1; lag <= most; lag++) {
    let products = 0
    for (let i = lag; i < n; i++) products += residuals[i]! * residuals[i - lag]!
    sum += products / squares
  }
  return Math.max(1, (1 + 2 * sum) / (1 - (2 * most) / n))
}

function byar(count: number, t: number): [number, number] {
  const low = count === 0 ? 0 : 1 - 1 / (9 * count) - t / (3 * Math.sqrt(count))
  const next = count + 1
  const high = 1 - 1 / (9 * next) + t / (3 * Math.sqrt(next))
  return [count * Math.max(0, low) ** 3, next * high ** 3]
}
