import type { PullRequest } from '@vouch/contracts/domains/coding'
import type { Insights, KpiDifference, Kpi, KpiName, RawMetrics } from '@vouch/contracts/domains/coding-metrics'
import { compareKpis, type KpiSet } from '@vouch/core/domains/coding/compare-kpis'
import { correlateDays } from '@vouch/core/domains/coding/correlate-days'
import { dailySeries, SESSION_SERIES, WORK_SERIES } from '@vouch/core/domains/coding/daily-series'
import { findAnomalies } from '@vouch/core/domains/coding/find-anomalies'
import { findFindings } from '@vouch/core/domains/coding/findings'
import { coarsenAnomaly, coarsenCorrelation, isOfFew } from '@vouch/core/domains/coding/hide-few'
import { type KpiOptions, measureKpis } from '@vouch/core/domains/coding/measure-kpis'
import { measureRaw, type ToldBySessions } from '@vouch/core/domains/coding/measure-raw'
import { readDays, readModelDays } from './days-json.ts'
import type { CommitDay } from './work-store.ts'

/** What figures are made of, as it is sent to a thread: days as the text that the database gave. */
export interface RecordsSent {
  readonly days: string
  readonly commits: readonly CommitDay[]
  readonly pullRequests: readonly PullRequest[]
  readonly options: KpiOptions
}

/** What a thread is to make of some records. */
export type FiguresAsked =
  | { readonly what: 'kpis'; readonly of: RecordsSent }
  | { readonly what: 'raw'; readonly of: RecordsSent; readonly told: ToldBySessions }
  | { readonly what: 'insights'; readonly of: RecordsSent; readonly models: string }
  | { readonly what: 'compare'; readonly of: RecordsSent; readonly second: RecordsSent }

export interface FiguresTask {
  readonly kind: 'coding-figures'
  readonly asked: FiguresAsked
}

/** What it made. */
export interface CodingFigures {
  kpis: Record<KpiName, Kpi>
  raw: RawMetrics
  insights: Omit<Insights, 'window'>
  compare: KpiDifference[]
}

export type MadeFigures = Partial<CodingFigures>

export function isMadeFigures(value: unknown): value is MadeFigures {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['kpis', 'raw', 'insights', 'compare'].some((what) => Object.hasOwn(value, what))
  )
}

/** Measures in a thread: a year of a large team is half a second of work. */
export function makeFigures({ asked }: FiguresTask): MadeFigures {
  const { records, options } = toSet(asked.of)
  switch (asked.what) {
    case 'kpis':
      return { kpis: measureKpis(records, options) }
    case 'raw':
      return { raw: measureRaw(records, { ...options, told: asked.told }) }
    case 'compare':
      return { compare: compareKpis({ records, options }, toSet(asked.second)) }
    case 'insights':
    default:
      return { insights: findInsights({ records, options }, asked.models) }
  }
}

function toSet({ days, commits, pullRequests, options }: RecordsSent): KpiSet {
  return { records: { days: readDays(days), commits, pullRequests }, options }
}

function findInsights({ records, options }: KpiSet, models: string): Omit<Insights, 'window'> {
  const series = dailySeries(records, options)
  const named = (names: readonly string[]) => series.filter(({ name }) => names.includes(name))
  const { least } = options
  const correlations = correlateDays({ first: named(SESSION_SERIES), second: named(WORK_SERIES) }).map((one) =>
    coarsenCorrelation(one, least),
  )
  const anomalies = findAnomalies(series).map((one) => coarsenAnomaly(one, least))
  const kpis = measureKpis(records, options)
  const facts = { kpis, correlations, anomalies, models: readModelDays(models) }
  const { findings, advice, note } = findFindings(facts, options)
  const from = options.window.from.slice(0, 'YYYY-MM-DD'.length)
  const people = records.days.filter(({ date }) => date >= from).map(({ developer }) => ({ who: developer }))
  return {
    key_findings: findings.map(({ text }) => text),
    correlations,
    anomalies,
    recommendations: advice.map(({ text }) => text),
    findings,
    advice,
    note,
    reason: isOfFew(people, least) ? 'too_few' : series.length === 0 ? 'no_data' : null,
  }
}
