import type { CodingSession } from '@vouch/contracts/domains/coding'
import { PICO_USD } from '@vouch/core/domains/coding/session-day'
import { toRowsJson } from './to-rows-json.ts'

/** The id as the wire has it, and as a row does. */
export const toUuid = (id: string): string => id.slice('trc_'.length)
export const toTraceId = (uuid: string): string => `trc_${uuid.replaceAll('-', '')}`

/** Sessions as the one parameter that a statement takes them from: made where they are read, since a text is passed on as it is. */
export interface SessionRows {
  readonly json: string
  readonly count: number
}

export function toSessionRows(sessions: readonly CodingSession[]): SessionRows {
  return { json: toRowsJson([...mergeSame(sessions)].map(toRow)), count: sessions.length }
}

/** A call that is there more than once is one, with what any of them says of its verdict: it may have come after the call. */
function mergeSame(sessions: readonly CodingSession[]): Iterable<CodingSession> {
  const byId = new Map<string, CodingSession>()
  for (const session of sessions) {
    const known = byId.get(session.id)
    byId.set(session.id, known === undefined ? session : withVerdict(known, session))
  }
  return byId.values()
}

function withVerdict(known: CodingSession, later: CodingSession): CodingSession {
  return {
    ...known,
    accepted_flag: known.accepted_flag ?? later.accepted_flag,
    accepted_lines: known.accepted_lines ?? later.accepted_lines,
    diff_ratio: known.diff_ratio ?? later.diff_ratio,
  }
}

/** Short names: they are sent with every row. */
function toRow(session: CodingSession) {
  return {
    id: toUuid(session.id),
    s: session.session_id,
    d: session.developer_id,
    at: session.timestamp,
    m: session.model,
    ti: session.tokens_in,
    to: session.tokens_out,
    tc: session.tokens_cached,
    tw: session.tokens_cache_written,
    tr: session.tokens_reasoning,
    tt: session.total_tokens,
    l: session.latency_ms,
    c: session.status_code,
    a: session.accepted_flag,
    n: session.accepted_lines,
    r: session.diff_ratio,
    f: session.confidence,
    p: session.repo_slug,
    u: session.cost_usd === null ? null : Math.round(session.cost_usd * PICO_USD),
    b: session.priced_by,
    o: session.source,
  }
}
