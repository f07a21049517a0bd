import type { RawMetrics } from '@vouch/contracts/domains/coding-metrics'
import { dailySeries } from './daily-series.ts'
import { checkWindow, type CodingRecords, isPartOfBlock, type KnownWindow, knownWindow } from './coding-records.ts'
import { correlateAt } from './correlate-days.ts'
import { coarse, coarseCount, countPeople, isOfFew } from './hide-few.ts'
import { HOUR_MS, isWithin, KPI_SOURCES, type KpiPart } from './kpi-parts.ts'
import type { KpiOptions } from './measure-kpis.ts'
import { PICO_USD, type SessionDay } from './session-day.ts'

/** Digits after the point; of money more, as a session may cost a ten-thousandth of a cent. */
const DIGITS = 4
const USD_DIGITS = 8

export interface RawOptions extends KpiOptions {
  /** what daily sums cannot tell of the sessions of the window */
  readonly told: ToldBySessions
}

export interface ToldBySessions {
  /** median of those that say how long they took, and of how many developers these are */
  readonly latency: { readonly medianMs: number | null; readonly developers: number }
  /** how many are made up, and how many pull requests and commits */
  readonly simulated: { readonly sessions: number; readonly work: number }
}

/**
 * Numbers alone, rounded to four digits after the point: shares are fractions. For callers who may not see single people
 * (`least` above 1) those that fewer people had a part in are null, and so is what tells of each pull request by itself (an empty
 * list); the rest is rounded further (`coarsen`); `reason` is then `too_few` where it is so of sessions.
 */
export function measureRaw(records: CodingRecords, options: RawOptions): RawMetrics {
  checkWindow(options.window)
  const { window, known, least } = options
  const days = (Date.parse(window.to) - Date.parse(window.from)) / (24 * HOUR_MS)
  const ofSessions = sessionsOf(records, options)
  const ofPulls = pullRequestsOf(records, options)
  const series = dailySeries(records, { window, known, least })
  const [sessions, commits] = ['sessions', 'commits'].map((name) => series.find((one) => one.name === name))
  const lagged = sessions && commits && correlateAt(sessions, commits, { lag: 1, method: 'pearson' })
  const cost = ofSessions.cost
  const { merged } = ofPulls
  return {
    window: {
      from: new Date(window.from).toISOString(),
      to: new Date(window.to).toISOString(),
      days: round(days),
      simulated_sessions: coarseCount(options.told.simulated.sessions, least),
      simulated_work: coarseCount(options.told.simulated.work, least),
    },
    ...ofSessions.figures,
    merged: ofPulls.shown,
    pr_merge_time_hours: ofPulls.hours,
    rework_rate: ofPulls.rework,
    cost_per_merged_pr_usd: cost === null || merged === 0 ? null : shownUsd(cost / merged, least),
    lag_1_correlation: { n_days: lagged?.n ?? 0, r: shown(lagged?.r ?? null, least) },
  }
}

type OfSessions = Omit<
  RawMetrics,
  'window' | 'merged' | 'pr_merge_time_hours' | 'rework_rate' | 'cost_per_merged_pr_usd' | 'lag_1_correlation'
>

/** The dollars are not yet rounded. */
function sessionsOf(
  records: CodingRecords,
  options: RawOptions,
): { readonly figures: OfSessions; readonly cost: number | null } {
  const { least } = options
  const { latency } = options.told
  const { sessions: known } = options.known
  const window = knownWindow(options.window, known)
  const days = window === null ? [] : records.days.filter(({ date }) => isWithin(date, window))
  const people = days.map((day) => ({ who: day.developer }))
  const few = isOfFew(people, least) || isPartOfBlock(options.window, known)
  if (window === null || days.length === 0 || few)
    return { figures: noSessions(few ? 'too_few' : 'no_data'), cost: null }
  const sum = (of: keyof Omit<SessionDay, 'date' | 'developer'>) => days.reduce((all, day) => all + day[of], 0)
  // of each figure only those who had a part in it count
  const share = (above: CountOf, below: CountOf) =>
    isOfFew(peopleOf(days, below), least) ? null : shown(ratio(sum(above), sum(below)), least)
  const hours = (days.reduce((last, day) => Math.max(last, day.last_ms), -Infinity) - firstOf(days)) / HOUR_MS
  const costed = sum('costed')
  const cost = costed === 0 || isOfFew(peopleOf(days, 'costed'), least) ? null : sum('cost_pico') / PICO_USD
  const figures: OfSessions = {
    sessions: coarseCount(sum('sessions'), least),
    developers: coarseCount(countPeople(people), least),
    median_latency_ms: least > 1 && latency.developers < least ? null : shown(latency.medianMs, least),
    sessions_per_hour: shown(ratio(sum('sessions'), hours), least),
    acceptance_rate: share('accepted', 'decided'),
    model_selection_accuracy: options.hasPolicy ? share('in_policy', 'named') : null,
    error_rate: share('errors', 'answered'),
    tokens_per_accept: share('accepted_tokens', 'accepted_counted'),
    tokens_per_accepted_line: share('line_tokens', 'lines'),
    acceptance_quality: isOfFew(peopleOf(days, 'rated'), least)
      ? { sample: 0, 'share_at_least_0.7': null }
      : { sample: coarseCount(sum('rated'), least), 'share_at_least_0.7': share('kept', 'rated') },
    total_cost_usd: cost === null ? null : shownUsd(cost, least),
    sessions_without_cost: coarseCount(sum('sessions') - costed, least),
    reason: null,
  }
  return { figures, cost }
}

type CountOf = Exclude<keyof SessionDay, 'date' | 'developer' | 'first_ms' | 'last_ms'>

function peopleOf(days: readonly SessionDay[], of: CountOf): { who: string | null }[] {
  return days.filter((day) => day[of] > 0).map((day) => ({ who: day.developer }))
}

function firstOf(days: readonly SessionDay[]): number {
  return days.reduce((first, day) => Math.min(first, day.first_ms), Infinity)
}

function noSessions(reason: 'too_few' | 'no_data'): OfSessions {
  return {
    sessions: 0,
    developers: reason === 'no_data' ? 0 : null,
    median_latency_ms: null,
    sessions_per_hour: null,
    acceptance_rate: null,
    model_selection_accuracy: null,
    error_rate: null,
    tokens_per_accept: null,
    tokens_per_accepted_line: null,
    acceptance_quality: { sample: 0, 'share_at_least_0.7': null },
    total_cost_usd: null,
    sessions_without_cost: 0,
    reason,
  }
}

interface OfPullRequests {
  /** 0 where it is not shown */
  readonly merged: number
  readonly shown: number | null
  readonly hours: number[]
  readonly rework: number | null
}

function pullRequestsOf(records: CodingRecords, { window, known, least }: RawOptions): OfPullRequests {
  const own = knownWindow(window, known.pull_requests)
  if (own === null) return { merged: 0, shown: null, hours: [], rework: null }
  const parts = (name: 'pr_merge_time_hours' | 'rework_rate') => partsOf(records, own, name)
  const [merged, closed] = [parts('pr_merge_time_hours'), parts('rework_rate')]
  const few = isOfFew(merged, least)
  const reopened = closed.reduce((sum, { above }) => sum + above, 0)
  return {
    merged: few ? 0 : merged.length,
    shown: few ? null : coarseCount(merged.length, least),
    // each is of one author, and how many there are is their number to the digit
    hours: least > 1 ? [] : merged.map(({ above }) => round(above)).sort((a, b) => a - b),
    rework: isOfFew(closed, least) ? null : shown(ratio(reopened, closed.length), least),
  }
}

function partsOf(records: CodingRecords, window: KnownWindow, name: keyof typeof KPI_SOURCES): KpiPart[] {
  return KPI_SOURCES[name].parts(records, window)
}

function ratio(above: number, below: number): number | null {
  return below > 0 ? above / below : null
}

function shown(value: number | null, least: number): number | null {
  return value === null ? null : round(least > 1 ? (coarse(value) ?? value) : value)
}

function shownUsd(value: number, least: number): number {
  return round(least > 1 ? (coarse(value) ?? value) : value, USD_DIGITS)
}

function round(value: number, digits = DIGITS): number {
  return Number(value.toFixed(digits))
}
