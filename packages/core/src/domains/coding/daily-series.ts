import {
  type CodingRecords,
  type CodingWindow,
  type Known,
  type KnownDays,
  knownSpan,
  type RecordKind,
} from './coding-records.ts'
import { dateOf, datesBetween, DAY_MS } from './utc-days.ts'
import { daysOfFew, isOfFew } from './hide-few.ts'
import type { KpiPart } from './kpi-parts.ts'
import { PICO_USD, type SessionDay } from './session-day.ts'

/** Something that happens, day by day. */
export interface DailySeries {
  readonly name: string
  /** `count`: of single events. `amount`: of anything that is not below 0. */
  readonly kind: 'count' | 'amount'
  /** consecutive days */
  readonly dates: readonly string[]
  /** null: not known on that day */
  readonly values: readonly (number | null)[]
  /** days that may not be shown by themselves, as they would tell of too few people */
  readonly hidden: ReadonlySet<string>
}

const OF_SESSIONS = {
  sessions: { kind: 'count', of: (day) => day.sessions },
  accepted: { kind: 'count', of: (day) => day.accepted },
  errors: { kind: 'count', of: (day) => day.errors },
  tokens: { kind: 'amount', of: (day) => day.tokens },
  // of a day without any cost that is known nothing is known
  cost_usd: { kind: 'amount', of: (day) => (day.costed === 0 ? null : day.cost_pico / PICO_USD) },
} as const satisfies Record<
  string,
  { readonly kind: DailySeries['kind']; readonly of: (day: SessionDay) => number | null }
>

const OF_WORK = ['commits', 'prs_opened', 'prs_merged'] as const

/** What an assistant is used for, and what is made meanwhile. */
export const SESSION_SERIES: readonly string[] = Object.keys(OF_SESSIONS)
export const WORK_SERIES: readonly string[] = OF_WORK

/**
 * Daily series of a window. Each goes over the days of the window between the first and the last of which anything of its kind
 * is known; a day among them without anything counts as zero. A series of fewer than `least` people is left out.
 */
export function dailySeries(
  records: CodingRecords,
  { window, known, least }: { readonly window: CodingWindow; readonly known: Known; readonly least: number },
): DailySeries[] {
  const make = (name: string, kind: DailySeries['kind'], of: RecordKind, parts: readonly Dated[]): DailySeries[] => {
    const dates = datesWithin(window, known[of])
    const within = new Set(dates)
    const own = parts.filter(({ date }) => within.has(date))
    if (dates.length === 0 || isOfFew(own, least)) return []
    return [{ name, kind, dates, values: sumByDate(dates, own), hidden: daysOfFew(own.map(asPart), least) }]
  }
  const sessions = Object.entries(OF_SESSIONS).flatMap(([name, { kind, of }]) =>
    make(
      name,
      kind,
      'sessions',
      records.days.map((day) => ({ who: day.developer, date: day.date, value: of(day) })),
    ),
  )
  const pulls = (at: 'created_at' | 'merged_at') =>
    records.pullRequests.flatMap(({ author, [at]: moment }): Dated[] =>
      moment === null ? [] : [{ who: author, date: dateOf(moment), value: 1 }],
    )
  const commits = records.commits.map(({ author, date, commits }) => ({ who: author, date, value: commits }))
  return [
    ...sessions,
    ...make('commits', 'count', 'commits', commits),
    ...make('prs_opened', 'count', 'pull_requests', pulls('created_at')),
    ...make('prs_merged', 'count', 'pull_requests', pulls('merged_at')),
  ]
}

interface Dated {
  readonly who: string | null
  readonly date: string
  readonly value: number | null
}

function asPart({ who, date, value }: Dated): KpiPart {
  return { who, date, above: value ?? 0, below: 1 }
}

/** A day of which something is known and its sum is not is null; a day without anything is 0. */
function sumByDate(dates: readonly string[], parts: readonly Dated[]): (number | null)[] {
  const sums = new Map<string, number | null>()
  for (const { date, value } of parts) {
    const sum = sums.get(date)
    sums.set(date, value === null ? (sum ?? null) : (sum ?? 0) + value)
  }
  return dates.map((date) => (sums.has(date) ? (sums.get(date) ?? null) : 0))
}

function datesWithin(window: CodingWindow, known: KnownDays | null): string[] {
  if (known === null) return []
  const span = knownSpan(window, known)
  if (span === null) return []
  // a day that is not over would look like one with little
  const whole = Math.floor(span.toMs / DAY_MS) * DAY_MS
  return datesBetween(span.fromMs, Math.min(whole, Date.parse(known.until) + DAY_MS))
}
