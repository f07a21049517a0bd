import type { CodingSession } from '@vouch/contracts/domains/coding'
import { dateOf } from './utc-days.ts'

/** A suggestion of which this share is still there is one that was kept. */
export const KEPT_RATIO = 0.7
/** A status from here on is an error. */
export const ERROR_STATUS = 400
/** Costs are added as whole numbers, so that a sum is the same in whatever order it is made. */
export const PICO_USD = 1e12

/**
 * What one developer did on one day, UTC: sums that add up over days, developers, models and repositories. Every figure of
 * sessions is made of them, so that a million sessions cost as much as their days.
 */
export interface SessionDay {
  /** YYYY-MM-DD */
  readonly date: string
  /** null: the source names nobody */
  readonly developer: string | null
  readonly sessions: number
  /** with a verdict, and those of them that were accepted */
  readonly decided: number
  readonly accepted: number
  /** with a status, and those of them that are errors */
  readonly answered: number
  readonly errors: number
  /** with a model’s name, and those of them whose model the policy names */
  readonly named: number
  readonly in_policy: number
  /** of all sessions whose tokens are known */
  readonly tokens: number
  /** accepted sessions whose tokens are known, and these */
  readonly accepted_counted: number
  readonly accepted_tokens: number
  /** of accepted sessions whose tokens and lines are known */
  readonly line_tokens: number
  readonly lines: number
  /** lines of all accepted sessions that say how many */
  readonly accepted_lines: number
  /** with a share that stayed, and those of them that were kept */
  readonly rated: number
  readonly kept: number
  /** with a cost, and that in 1e-12 US dollars */
  readonly costed: number
  readonly cost_pico: number
  /** of the first and the last session, milliseconds since 1970 */
  readonly first_ms: number
  readonly last_ms: number
}

/** The sums of a `SessionDay` that are added up; the first and the last moment are not. */
export type SessionSums = Omit<SessionDay, 'date' | 'developer' | 'first_ms' | 'last_ms'>

/**
 * The days of some sessions, by date and developer.
 * @param inPolicy whether a model is one that is meant to be used; null where nobody has said which are
 */
export function sumByDay(
  sessions: Iterable<Omit<CodingSession, 'id'>>,
  inPolicy: ((model: string) => boolean) | null,
): SessionDay[] {
  const days = new Map<string, SessionDay>()
  for (const session of sessions) {
    const one = dayOf(session, inPolicy)
    const key = JSON.stringify([one.date, one.developer])
    const sum = days.get(key)
    days.set(key, sum ? addDays(sum, one) : one)
  }
  return [...days.values()]
}

/** Two days’ sums as one, under the date and the developer of the first. */
export function addDays(a: SessionDay, b: SessionDay): SessionDay {
  return {
    date: a.date,
    developer: a.developer,
    sessions: a.sessions + b.sessions,
    decided: a.decided + b.decided,
    accepted: a.accepted + b.accepted,
    answered: a.answered + b.answered,
    errors: a.errors + b.errors,
    named: a.named + b.named,
    in_policy: a.in_policy + b.in_policy,
    tokens: a.tokens + b.tokens,
    accepted_counted: a.accepted_counted + b.accepted_counted,
    accepted_tokens: a.accepted_tokens + b.accepted_tokens,
    line_tokens: a.line_tokens + b.line_tokens,
    lines: a.lines + b.lines,
    accepted_lines: a.accepted_lines + b.accepted_lines,
    rated: a.rated + b.rated,
    kept: a.kept + b.kept,
    costed: a.costed + b.costed,
    cost_pico: a.cost_pico + b.cost_pico,
    first_ms: Math.min(a.first_ms, b.first_ms),
    last_ms: Math.max(a.last_ms, b.last_ms),
  }
}

function dayOf(session: Omit<CodingSession, 'id'>, inPolicy: ((model: string) => boolean) | null): SessionDay {
  const { model, status_code: status, total_tokens: tokens, accepted_lines: lines, cost_usd: cost } = session
  const at = Date.parse(session.timestamp)
  const accepted = session.accepted_flag === true
  const counted = accepted && tokens !== null
  const lined = counted && lines !== null
  return {
    date: dateOf(at),
    developer: session.developer_id,
    sessions: 1,
    decided: one(session.accepted_flag !== null),
    accepted: one(accepted),
    answered: one(status !== null),
    errors: one(status !== null && status >= ERROR_STATUS),
    named: one(model !== null),
    in_policy: one(model !== null && inPolicy !== null && inPolicy(model)),
    tokens: tokens ?? 0,
    accepted_counted: one(counted),
    accepted_tokens: counted ? tokens : 0,
    line_tokens: lined ? tokens : 0,
    lines: lined ? lines : 0,
    accepted_lines: accepted ? (lines ?? 0) : 0,
    rated: one(session.diff_ratio !== null),
    kept: one(session.diff_ratio !== null && session.diff_ratio >= KEPT_RATIO),
    costed: one(cost !== null),
    cost_pico: cost === null ? 0 : Math.round(cost * PICO_USD),
    first_ms: at,
    last_ms: at,
  }
}

function one(is: boolean): 0 | 1 {
  return is ? 1 : 0
}
