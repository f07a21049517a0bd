import type { KpiName } from '@vouch/contracts/domains/coding-metrics'
import { closedAt, type CodingRecords, type KnownWindow, type RecordKind } from './coding-records.ts'
import { dateOf } from './utc-days.ts'

/** What somebody adds to a figure on a day: it is made of sums of these. */
export interface KpiPart {
  /** developer or author; null: nobody is named */
  readonly who: string | null
  readonly date: string
  /** above the line: hits, events, tokens; of a median the value itself */
  readonly above: number
  /** below the line: what they are counted of; 1 where there is no such thing */
  readonly below: number
  /** of sessions: the first and the last */
  readonly first_ms?: number
  readonly last_ms?: number
}

/**
 * How a figure is made of its parts. `share` and `ratio`: the sum above by the sum below. `pace`: by the hours from the first to
 * the last. `rate`: by the days of the window. `median`: of the values.
 */
export type KpiWay = 'share' | 'ratio' | 'pace' | 'rate' | 'median'

export interface KpiSource {
  readonly way: KpiWay
  readonly kind: RecordKind
  /** what the plain figure is multiplied by to be in its unit */
  readonly scale: number
  readonly parts: (records: CodingRecords, window: KnownWindow) => KpiPart[]
}

const PER_CENT = 100
const DAYS_OF_WEEK = 7

/** What each figure is made of. */
export const KPI_SOURCES: Readonly<Record<KpiName, KpiSource>> = {
  ai_interaction_velocity: { ...ofSessions('pace', 'sessions', null), scale: 1 },
  acceptance_rate: { ...ofSessions('share', 'accepted', 'decided'), scale: PER_CENT },
  model_selection_accuracy: { ...ofSessions('share', 'in_policy', 'named'), scale: PER_CENT },
  error_rate: { ...ofSessions('share', 'errors', 'answered'), scale: PER_CENT },
  token_efficiency: { ...ofSessions('ratio', 'line_tokens', 'lines'), scale: 1 },
  pr_throughput: { way: 'rate', kind: 'pull_requests', scale: DAYS_OF_WEEK, parts: merged },
  commit_frequency: { way: 'rate', kind: 'commits', scale: 1, parts: committed },
  pr_merge_time_hours: { way: 'median', kind: 'pull_requests', scale: 1, parts: mergeHours },
  rework_rate: { way: 'share', kind: 'pull_requests', scale: PER_CENT, parts: reopened },
}

type Sum = 'sessions' | 'accepted' | 'decided' | 'in_policy' | 'named' | 'errors' | 'answered' | 'line_tokens' | 'lines'

function ofSessions(way: KpiWay, above: Sum, below: Sum | null): Omit<KpiSource, 'scale'> {
  const parts = ({ days }: CodingRecords, window: KnownWindow) => {
    const found: KpiPart[] = []
    for (const day of days) {
      const under = below === null ? 1 : day[below]
      if (!isWithin(day.date, window) || (under === 0 && day[above] === 0)) continue
      const { developer: who, date, first_ms, last_ms } = day
      found.push({ who, date, above: day[above], below: under, first_ms, last_ms })
    }
    return found
  }
  return { way, kind: 'sessions', parts }
}

function committed({ commits }: CodingRecords, window: KnownWindow): KpiPart[] {
  return commits.flatMap(({ date, author, commits: above }) =>
    isWithin(date, window) && above > 0 ? [{ who: author, date, above, below: 1 }] : [],
  )
}

export const HOUR_MS = 3_600_000

function merged(records: CodingRecords, window: KnownWindow): KpiPart[] {
  return mergeHours(records, window).map((part) => ({ ...part, above: 1 }))
}

function mergeHours({ pullRequests }: CodingRecords, window: KnownWindow): KpiPart[] {
  return pullRequests.flatMap(({ merged_at: at, created_at, author }) => {
    if (at === null || !isIn(at, window)) return []
    return [{ who: author, date: dateOf(at), above: (Date.parse(at) - Date.parse(created_at)) / HOUR_MS, below: 1 }]
  })
}

function reopened({ pullRequests }: CodingRecords, window: KnownWindow): KpiPart[] {
  return pullRequests.flatMap((one) => {
    const at = closedAt(one)
    if (at === null || one.reopened === null || !isIn(at, window)) return []
    return [{ who: one.author, date: dateOf(at), above: one.reopened ? 1 : 0, below: 1 }]
  })
}

export function isWithin(date: string, { dates }: KnownWindow): boolean {
  return date >= (dates[0] ?? '') && date <= (dates.at(-1) ?? '')
}

function isIn(at: string, { fromMs, toMs }: KnownWindow): boolean {
  const moment = Date.parse(at)
  return moment >= fromMs && moment < toMs
}
