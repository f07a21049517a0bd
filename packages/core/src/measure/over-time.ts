import type { JudgedCall } from './judged-call.ts'

export type Period = 'day' | 'week' | 'month'

/** Calls of one period; of a period without any there is one, too. */
export interface TimedCalls {
  /** its first ms, and the first after it; since 1970 UTC */
  readonly start: number
  readonly end: number
  readonly calls: readonly JudgedCall[]
}

/** More than any page shows: thirty years of days. */
const MOST_PERIODS = 11_000

/**
 * Calls by day, week (from Monday, ISO 8601) or month in UTC, from the period that holds `from` to the one that holds `to`. By
 * the time of the call; or, with `by: 'verdict'`, by that of verdicts: then a call is in every period in which it was judged,
 * with the verdicts of that period.
 * @param range `from` and `to` in ms since 1970 UTC, both included
 * @throws RangeError when `to` is before `from`, one is no time, or there are more than 11,000 periods
 */
export function overTime(
  calls: readonly JudgedCall[],
  { every, from, to }: { readonly every: Period; readonly from: number; readonly to: number },
  by: 'call' | 'verdict' = 'call',
): TimedCalls[] {
  const periods = periodsOf(every, from, to)
  const starts = new Map(periods.map(({ start, calls }) => [start, calls]))
  for (const call of calls) {
    if (by === 'call') starts.get(startOf(call.at, every))?.push(call)
    else for (const [start, part] of byVerdict(call, every)) starts.get(start)?.push(part)
  }
  return periods
}

function periodsOf(every: Period, from: number, to: number): { start: number; end: number; calls: JudgedCall[] }[] {
  if (!(from <= to) || !Number.isFinite(new Date(from).getTime()) || !Number.isFinite(new Date(to).getTime()))
    throw new RangeError(`There are no periods from ${from} to ${to}.`)
  const periods: { start: number; end: number; calls: JudgedCall[] }[] = []
  for (let start = startOf(from, every); start <= to;) {
    const end = endOf(start, every)
    periods.push({ start, end, calls: [] })
    if (periods.length > MOST_PERIODS) throw new RangeError(`There are more than ${MOST_PERIODS} periods.`)
    start = end
  }
  return periods
}

function byVerdict(call: JudgedCall, every: Period): [number, JudgedCall][] {
  const starts = new Set(call.verdicts.map((verdict) => startOf(verdict.at, every)))
  return [...starts].map((start) => [
    start,
    { ...call, verdicts: call.verdicts.filter((verdict) => startOf(verdict.at, every) === start) },
  ])
}

const DAY_MS = 86_400_000
/** 1 January 1970 was a Thursday: the Monday before it is three days earlier */
const MONDAY_MS = -3 * DAY_MS

function startOf(at: number, every: Period): number {
  switch (every) {
    case 'day':
      return Math.floor(at / DAY_MS) * DAY_MS
    case 'week':
      return Math.floor((at - MONDAY_MS) / (7 * DAY_MS)) * 7 * DAY_MS + MONDAY_MS
    case 'month':
      return monthOf(at, 0)
  }
}

function endOf(start: number, every: Period): number {
  return every === 'month' ? monthOf(start, 1) : start + (every === 'week' ? 7 : 1) * DAY_MS
}

/** The start of its month, or of one so many later. */
function monthOf(at: number, later: number): number {
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1)
}
