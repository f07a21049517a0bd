import { type CodingSession, SessionSource, type SessionsQuery, TraceId } from '@vouch/contracts/domains/coding'
import { PICO_USD } from '@vouch/core/domains/coding/session-day'
import { and, asc, count, desc, eq, getTableColumns, gte, inArray, lt, type SQL, sql } from 'drizzle-orm'
import type { Sql } from '../../db/client.ts'
import { codingSession } from '../../db/schema/coding.ts'
import { toTraceId, toUuid } from './session-rows.ts'

type SessionRecord = typeof codingSession.$inferSelect

/** Which sessions: `developers` are those whom the reader may see; null: everybody. */
export interface SessionsWanted extends Omit<SessionsQuery, 'page' | 'page_size'> {
  readonly developers: readonly string[] | null
}

const SORTED = { timestamp: codingSession.at, cost: codingSession.costPico, tokens: codingSession.totalTokens } as const

/** A page of sessions, and how many there are. What is not known sorts last, and ties by id, so that no page repeats another. */
export async function pageSessions(
  db: Sql,
  wanted: SessionsWanted,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ sessions: CodingSession[]; total: number }> {
  const where = and(...conditions(wanted))
  const by = SORTED[wanted.sort_by]
  const ordered = wanted.order === 'asc' ? sql`${by} asc nulls last` : sql`${by} desc nulls last`
  const tie = wanted.order === 'asc' ? asc(codingSession.id) : desc(codingSession.id)
  const [rows, [counted]] = await Promise.all([
    db.select().from(codingSession).where(where).orderBy(ordered, tie).limit(limit).offset(offset),
    db.select({ total: count() }).from(codingSession).where(where),
  ])
  return { sessions: rows.map(toSession), total: counted?.total ?? 0 }
}

/**
 * All of them, some at a time, by their moment and id: each statement begins where the last one ended, so that the millionth costs
 * as much as the first.
 */
export async function* eachSession(
  db: Sql,
  wanted: Omit<SessionsWanted, 'sort_by'>,
  rowsAtOnce: number,
): AsyncGenerator<CodingSession[], void, undefined> {
  const { at, id } = codingSession
  const [by, tie] = wanted.order === 'asc' ? [asc(at), asc(id)] : [desc(at), desc(id)]
  const beyond = sql.raw(wanted.order === 'asc' ? '>' : '<')
  // as the database writes it: a moment of ours is of whole milliseconds
  const place = sql<string>`${at}::text`
  let after: SQL | undefined
  for (;;) {
    const rows: { row: SessionRecord; place: string }[] = await db
      .select({ row: getTableColumns(codingSession), place })
      .from(codingSession)
      .where(and(...conditions(wanted), after))
      .orderBy(by, tie)
      .limit(rowsAtOnce)
    if (rows.length > 0) yield rows.map(({ row }) => toSession(row))
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) return
    after = sql`(${at}, ${id}) ${beyond} (${last.place}::timestamptz, ${last.row.id}::uuid)`
  }
}

function conditions({
  developers,
  developer_id: developer,
  model,
  repo_slug: repo,
  from,
  to,
}: Omit<SessionsWanted, 'sort_by' | 'order'>): SQL[] {
  return [
    ...(developers === null ? [] : [inArray(codingSession.developerId, [...developers])]),
    ...(developer === undefined ? [] : [eq(codingSession.developerId, developer)]),
    ...(model === undefined ? [] : [eq(codingSession.model, model)]),
    ...(repo === undefined ? [] : [eq(codingSession.repoSlug, repo)]),
    ...(from === undefined ? [] : [gte(codingSession.at, new Date(from))]),
    ...(to === undefined ? [] : [lt(codingSession.at, endOf(to))]),
  ]
}

/** A date is the whole of its day. */
function endOf(to: string): Date {
  const at = new Date(to)
  if (to.length === 'YYYY-MM-DD'.length) at.setUTCDate(at.getUTCDate() + 1)
  return at
}

/** By its own id, or by its source’s, of which the last call of a conversation is taken; null: there is none. */
export async function findSession(
  db: Sql,
  id: string,
  developers: readonly string[] | null,
): Promise<CodingSession | null> {
  const named = TraceId.safeParse(id).success ? eq(codingSession.id, toUuid(id)) : eq(codingSession.sessionId, id)
  const seen = developers === null ? undefined : inArray(codingSession.developerId, [...developers])
  const [row] = await db
    .select()
    .from(codingSession)
    .where(and(named, seen))
    .orderBy(desc(codingSession.at), desc(codingSession.id))
    .limit(1)
  return row ? toSession(row) : null
}

export function toSession(row: SessionRecord): CodingSession {
  return {
    id: toTraceId(row.id),
    session_id: row.sessionId,
    developer_id: row.developerId,
    timestamp: row.at.toISOString(),
    model: row.model,
    tokens_in: row.tokensIn,
    tokens_out: row.tokensOut,
    tokens_cached: row.tokensCached,
    tokens_cache_written: row.tokensCacheWritten,
    tokens_reasoning: row.tokensReasoning,
    total_tokens: row.totalTokens,
    latency_ms: row.latencyMs,
    status_code: row.statusCode,
    accepted_flag: row.accepted,
    accepted_lines: row.acceptedLines,
    diff_ratio: row.diffRatio,
    confidence: row.confidence,
    repo_slug: row.repoSlug,
    cost_usd: row.costPico === null ? null : row.costPico / PICO_USD,
    priced_by: row.pricedBy,
    source: SessionSource.parse(row.source),
  }
}
