import { type MetricsQuery, MOST_DAYS } from '@vouch/contracts/domains/coding-metrics'
import { DAY_MS, dateOf } from '@vouch/core/domains/coding/utc-days'
import { VouchError } from '@vouch/core/error'

/** Days, UTC, both among them. */
export interface DaySpan {
  readonly from: string
  readonly to: string
}

/** So many days, the last of them today. */
export function daysBack(days: number, now: Date): DaySpan {
  return { from: dateOf(now.getTime() - (days - 1) * DAY_MS), to: dateOf(now.getTime()) }
}

/**
 * What is asked for: `from` and `to`, either of them with `since` days, or `since` days to today.
 * @throws VouchError `invalid` where they are further apart than figures are drawn over
 */
export function spanOf({ since, from, to }: Pick<MetricsQuery, 'since' | 'from' | 'to'>, now: Date): DaySpan {
  const today = dateOf(now.getTime())
  if (from !== undefined) return checkSpan({ from, to: to ?? (from > today ? from : today) }, 'from')
  return to === undefined ? daysBack(since, now) : daysBack(since, new Date(`${to}T00:00:00Z`))
}

/** @throws VouchError `invalid`, of the field that asked for it */
export function checkSpan(span: DaySpan, field: string): DaySpan {
  if (daysOf(span) <= MOST_DAYS) return span
  const message = `must be of no more than ${MOST_DAYS} days`
  throw new VouchError('invalid', `Figures are drawn over ${MOST_DAYS} days at most.`, [{ field, message }])
}

/** As many days right before. */
export function spanBefore(span: DaySpan): DaySpan {
  const days = daysOf(span)
  const first = Date.parse(span.from)
  return { from: dateOf(first - days * DAY_MS), to: dateOf(first - DAY_MS) }
}

export function daysOf({ from, to }: DaySpan): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1
}

/**
 * The moments that days are from and to: today is only as long as it has lasted. Pull requests and commits are looked for
 * up to that moment. Sessions are summed by whole days: one whose source's clock is ahead counts today with a moment that is to come.
 */
export function momentsOf({ from, to }: DaySpan, now: Date): { from: Date; to: Date } {
  const end = Date.parse(to) + DAY_MS
  return { from: new Date(from), to: new Date(Date.parse(to) <= now.getTime() ? Math.min(end, now.getTime()) : end) }
}

/** The same as the wire has it. */
export function toWindow(span: DaySpan, now: Date): { from: string; to: string; days: number } {
  const { from, to } = momentsOf(span, now)
  return { from: from.toISOString(), to: to.toISOString(), days: (to.getTime() - from.getTime()) / DAY_MS }
}
