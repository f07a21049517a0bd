import type { DayValue, Kpi, KpiName, KpiTrend } from '@vouch/contracts/domains/coding-metrics'
import {
  checkWindow,
  type CodingRecords,
  type CodingWindow,
  isPartOfBlock,
  type Known,
  type KnownWindow,
  knownWindow,
  windowBefore,
} from './coding-records.ts'
import { estimateKpi, type KpiEstimate, kpiDifferenceInterval, type KpiSide, kpiValue } from './estimate-kpi.ts'
import { coarsen, daysOfFew, isOfFew } from './hide-few.ts'
import { KPI_DEFINITIONS, KPI_NAMES, kpiStatus } from './kpi-definitions.ts'
import { KPI_SOURCES, type KpiPart } from './kpi-parts.ts'

export interface KpiOptions {
  readonly window: CodingWindow
  /** of each kind, the first and the last day known: days before the first are not days without */
  readonly known: Known
  /** whether there is a policy: `in_policy` of the days follows it */
  readonly hasPolicy: boolean
  /** a figure of fewer people than this is not given; 1: of anybody */
  readonly least: number
}

/**
 * The nine figures over a window, each beside the same over the window before. What was not measured is null. For callers who
 * may not see single people (`least` above 1) a figure of fewer people is null, with its n, interval and trend; the figures of
 * days and of the window before are, too; and numbers are rounded (`coarsen`).
 * @param records of the window and of the one before; others are left out
 * @throws VouchError (bad_request) for a window that does not begin with a day
 */
export function measureKpis(records: CodingRecords, options: KpiOptions): Record<KpiName, Kpi> {
  checkWindow(options.window)
  return Object.fromEntries(
    KPI_NAMES.map((name) => [name, coarsen(measureKpi(name, records, options), options.least)]),
  ) as Record<KpiName, Kpi>
}

/** One of them without its trend, beside what it is made of; not yet rounded. */
export function measureOne(
  name: KpiName,
  records: CodingRecords,
  { window, known, hasPolicy, least }: KpiOptions,
): { readonly kpi: Kpi; readonly side: KpiSide | null } {
  const source = KPI_SOURCES[name]
  if (name === 'model_selection_accuracy' && !hasPolicy) return { kpi: withoutValue(name, 'no_policy'), side: null }
  const own = knownWindow(window, known[source.kind])
  if (own === null) {
    const few = isPartOfBlock(window, known[source.kind])
    return { kpi: withoutValue(name, few ? 'too_few' : 'no_data'), side: null }
  }
  const side = { parts: source.parts(records, own), window: own }
  if (isOfFew(side.parts, least)) return { kpi: withoutValue(name, 'too_few'), side: null }
  const found = estimateKpi(source, side)
  if (found.value === null) return { kpi: withoutValue(name, 'no_data'), side: null }
  return { kpi: withValue(name, found), side }
}

/** Which way a change points, by its interval. */
export function verdictOf(name: KpiName, interval: readonly [number, number] | null): KpiTrend['verdict'] {
  if (interval === null || (interval[0] <= 0 && interval[1] >= 0)) return 'unclear'
  return interval[0] > 0 === (KPI_DEFINITIONS[name].direction === 'higher') ? 'better' : 'worse'
}

function measureKpi(name: KpiName, records: CodingRecords, options: KpiOptions): Kpi {
  const { kpi, side } = measureOne(name, records, options)
  if (side === null || kpi.value === null) return kpi
  const before = measureOne(name, records, { ...options, window: windowBefore(options.window) })
  const interval = before.side && kpiDifferenceInterval(KPI_SOURCES[name], before.side, side)
  const previous = before.kpi.value
  return {
    ...kpi,
    trend: {
      previous,
      change: previous === null ? null : kpi.value - previous,
      interval,
      verdict: verdictOf(name, interval),
      days: dayValues(name, side, options.least),
    },
  }
}

/** The figure of each day, by the same definition. */
function dayValues(name: KpiName, { parts, window }: KpiSide, least: number): DayValue[] {
  const hidden = daysOfFew(parts, least)
  const byDate = new Map<string, KpiPart[]>(window.dates.map((date) => [date, []]))
  for (const part of parts) byDate.get(part.date)?.push(part)
  return [...byDate].map(([date, own]) => ({
    date,
    value: hidden.has(date) ? null : kpiValue(KPI_SOURCES[name], { parts: own, window: dayOf(date, window) }),
  }))
}

/** One day of it: the last counts as a whole one, even where it is not over. */
function dayOf(date: string, window: KnownWindow): KnownWindow {
  return { fromMs: window.fromMs, toMs: window.toMs, days: 1, dates: [date] }
}

function withValue(name: KpiName, { value, interval, n }: KpiEstimate): Kpi {
  const { unit, direction, threshold } = KPI_DEFINITIONS[name]
  const status = kpiStatus(value, { direction, threshold })
  return { value, unit, status, direction, threshold, n, interval, trend: null, reason: null }
}

function withoutValue(name: KpiName, reason: NonNullable<Kpi['reason']>): Kpi {
  return { ...withValue(name, { value: null, interval: null, n: 0 }), reason }
}
