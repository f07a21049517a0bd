import type { Kpi, KpiDifference } from '@vouch/contracts/domains/coding-metrics'
import { checkWindow, type CodingRecords } from './coding-records.ts'
import { kpiDifferenceInterval } from './estimate-kpi.ts'
import { coarse, coarsen, coarsePair } from './hide-few.ts'
import { KPI_NAMES } from './kpi-definitions.ts'
import { KPI_SOURCES } from './kpi-parts.ts'
import { type KpiOptions, measureOne, verdictOf } from './measure-kpis.ts'

/** Records with the window and the rest that they are measured by. */
export interface KpiSet {
  readonly records: CodingRecords
  readonly options: KpiOptions
}

/**
 * Each figure of two sets, two models or two periods, and the second less the first. Shares and ratios are compared by
 * developer where five developers and more are on both sides, so that who used which model does not pass for the model's doing
 * quite as easily. Of a figure that one of them has not (sessions of a model have no commits: give none, known of none) there is
 * no difference.
 */
export function compareKpis(first: KpiSet, second: KpiSet): KpiDifference[] {
  checkWindow(first.options.window)
  checkWindow(second.options.window)
  const least = Math.max(first.options.least, second.options.least)
  return KPI_NAMES.map((name) => {
    const a = measureOne(name, first.records, { ...first.options, least })
    const b = measureOne(name, second.records, { ...second.options, least })
    const interval = a.side && b.side && kpiDifferenceInterval(KPI_SOURCES[name], a.side, b.side)
    const difference = a.kpi.value === null || b.kpi.value === null ? null : b.kpi.value - a.kpi.value
    return {
      name,
      first: withoutTrend(coarsen(a.kpi, least)),
      second: withoutTrend(coarsen(b.kpi, least)),
      difference: least > 1 ? coarse(difference) : difference,
      interval: least > 1 ? coarsePair(interval) : interval,
      verdict: verdictOf(name, interval),
    }
  })
}

function withoutTrend({ trend: _, ...kpi }: Kpi): Omit<Kpi, 'trend'> {
  return kpi
}
