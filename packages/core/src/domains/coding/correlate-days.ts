import type { LaggedCorrelation } from '@vouch/contracts/domains/coding-metrics'
import { benjaminiHochberg } from '../../measure/benjamini-hochberg.ts'
import { correlateSeries, type CorrelationMethod, type SeriesCorrelation } from '../../measure/correlate-series.ts'
import { DAY_MS } from './utc-days.ts'
import type { DailySeries } from './daily-series.ts'

/** Days by which the second series is looked at later. */
export const MOST_LAG = 7
const METHODS: readonly CorrelationMethod[] = ['pearson', 'spearman']
/** Of those that are called significant, this share is so by chance on average. */
const FALSE_DISCOVERIES = 0.05

/**
 * Each of the first series with each of the second, 0 to 7 days later, by both methods: all of them, and adjusted over all of
 * them. Tests of one pair at neighbouring lags depend on each other positively, for which Benjamini and Hochberg's method holds.
 * An association, and not a cause.
 */
export function correlateDays({
  first,
  second,
}: {
  readonly first: readonly DailySeries[]
  readonly second: readonly DailySeries[]
}): LaggedCorrelation[] {
  const found = first.flatMap((x) =>
    second.flatMap((y) =>
      Array.from({ length: MOST_LAG + 1 }, (_, lag) =>
        METHODS.map((method) => ({ x, y, lag, method, ...correlateAt(x, y, { lag, method }) })),
      ).flat(),
    ),
  )
  const adjusted = benjaminiHochberg(found.map(({ p }) => p))
  return found.map(({ x, y, lag, method, r, interval, p, n, nEffective }, i) => {
    const q = adjusted[i] ?? null
    return {
      variable1: x.name,
      variable2: y.name,
      lag_days: lag,
      method,
      r,
      interval,
      p_value: p,
      q_value: q,
      n,
      n_effective: nEffective,
      significant: q !== null && q < FALSE_DISCOVERIES,
    }
  })
}

/** Two series, the second so many days later, over the days that both are known for. */
export function correlateAt(
  first: DailySeries,
  second: DailySeries,
  { lag, method }: { readonly lag: number; readonly method: CorrelationMethod },
): SeriesCorrelation {
  const [start, other] = [first.dates[0], second.dates[0]]
  if (start === undefined || other === undefined) return correlateSeries([], [], { method })
  const shift = Math.round((Date.parse(start) - Date.parse(other)) / DAY_MS) + lag
  return correlateSeries(
    first.values,
    first.values.map((_, i) => second.values[i + shift] ?? null),
    { method },
  )
}
