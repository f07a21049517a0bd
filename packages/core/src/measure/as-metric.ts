import type { Metric } from '@vouch/contracts/metric'

/** What was measured, whatever measured it. */
interface Estimate {
  readonly value: number
  readonly interval: readonly [number, number] | null
  readonly n: number
  readonly groups: number
}

/**
 * A figure with its interval and n. Null is what was not measured: a share of nothing, or a statistic that is not defined. A
 * share of one row has an interval, and it is as wide as one row leaves it.
 * @param split which calls it was estimated from: what `estimateFrom` says, or the caller's own words
 * @param notes what to know of it; that rows come in groups is added
 */
export function asMetric(
  metric: string,
  estimate: Estimate | null,
  { split, notes = [] }: { readonly split: string; readonly notes?: readonly string[] },
): Metric {
  const said = [...notes]
  if (estimate !== null && estimate.groups < estimate.n)
    said.push(`The interval takes ${estimate.groups} groups, not ${estimate.n} rows, as independent.`)
  return {
    metric,
    value: estimate?.value ?? null,
    interval: estimate?.interval ? [estimate.interval[0], estimate.interval[1]] : null,
    n: estimate?.n ?? 0,
    split,
    ...(said.length === 0 ? {} : { note: said.join(' ') }),
  }
}
