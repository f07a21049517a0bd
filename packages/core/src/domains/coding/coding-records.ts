import type { PullRequest } from '@vouch/contracts/domains/coding'
import { VouchError } from '../../error.ts'
import type { SessionDay } from './session-day.ts'
import { DAY_MS, dateOf, datesBetween } from './utc-days.ts'
import { type DayBlocks, takeWholeBlocks } from './whole-blocks.ts'

/** Commits of one author on one day, UTC. */
export interface CommitDay {
  /** YYYY-MM-DD */
  readonly date: string
  /** null: the source names nobody */
  readonly author: string | null
  readonly commits: number
}

export interface CodingRecords {
  readonly days: readonly SessionDay[]
  readonly commits: readonly CommitDay[]
  readonly pullRequests: readonly PullRequest[]
}

/** The first and the last day of which something is known, YYYY-MM-DD. */
export interface KnownDays {
  readonly from: string
  readonly until: string
  /** for callers who may not see single people: figures are of whole blocks of days */
  readonly blocks?: DayBlocks | null
}

export type RecordKind = 'sessions' | 'commits' | 'pull_requests'

/** Null: nothing of that kind was ever taken in. */
export type Known = Readonly<Record<RecordKind, KnownDays | null>>

/** A time from the start of a day, UTC, up to a moment that is not in it: sums are by whole days. */
export interface CodingWindow {
  /** ISO 8601, 00:00 UTC */
  readonly from: string
  readonly to: string
}

/** @throws VouchError (bad_request) for a window that does not begin with a day, or ends before it begins */
export function checkWindow({ from, to }: CodingWindow): void {
  const [start, end] = [Date.parse(from), Date.parse(to)]
  if (!(end > start) || start % DAY_MS !== 0)
    throw new VouchError(
      'bad_request',
      `A window begins at 00:00 UTC and ends later; this one is from ${from} to ${to}.`,
    )
}

/** The window just before, of as many whole days. */
export function windowBefore(window: CodingWindow): CodingWindow {
  const start = Date.parse(window.from)
  const days = Math.ceil((Date.parse(window.to) - start) / DAY_MS)
  return { from: new Date(start - days * DAY_MS).toISOString(), to: new Date(start).toISOString() }
}

/** The part of a window that lies after the first day of which something is known, and is whole blocks where these are given. */
export interface KnownWindow {
  readonly fromMs: number
  readonly toMs: number
  /** its length, a part of a day where it ends in one */
  readonly days: number
  /** every day that it touches */
  readonly dates: readonly string[]
}

/** @returns null where nothing is known of the window */
export function knownWindow(window: CodingWindow, known: KnownDays | null): KnownWindow | null {
  if (known === null) return null
  const span = knownSpan(window, known)
  if (span === null) return null
  const { fromMs, toMs } = span
  return { fromMs, toMs, days: (toMs - fromMs) / DAY_MS, dates: datesBetween(fromMs, toMs) }
}

/** The same as moments alone. */
export function knownSpan(window: CodingWindow, { from, blocks }: KnownDays): { fromMs: number; toMs: number } | null {
  const fromMs = Math.max(Date.parse(window.from), Date.parse(from))
  const toMs = Date.parse(window.to)
  if (!(toMs > fromMs)) return null
  return blocks ? takeWholeBlocks({ fromMs, toMs }, blocks) : { fromMs, toMs }
}

/** Whether something may be known of a window, and no whole block is in it. */
export function isPartOfBlock(window: CodingWindow, known: KnownDays | null): boolean {
  return known !== null && knownSpan(window, known) === null && knownSpan(window, { ...known, blocks: null }) !== null
}

/** From the first to the last thing of each kind among some records. */
export function knownDays({ days, commits, pullRequests }: CodingRecords): Known {
  const moments = pullRequests.flatMap((one) => [
    one.created_at,
    one.closed_at ?? one.created_at,
    one.merged_at ?? one.created_at,
  ])
  return {
    sessions: span(days.map(({ date }) => date)),
    commits: span(commits.map(({ date }) => date)),
    pull_requests: span(moments.map(dateOf)),
  }
}

function span(dates: readonly string[]): KnownDays | null {
  const [first] = dates
  if (first === undefined) return null
  let [from, until] = [first, first]
  for (const date of dates) {
    if (date < from) from = date
    if (date > until) until = date
  }
  return { from, until }
}

/** When it was closed; one that was merged was closed then, where the source says no more. */
export function closedAt(pullRequest: PullRequest): string | null {
  return pullRequest.closed_at ?? pullRequest.merged_at
}
