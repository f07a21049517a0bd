import type { CodingSession } from '@vouch/contracts/domains/coding'
import { and, asc, desc, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { codingSession } from '../../db/schema/coding.ts'
import { createIdTail, idTimeMs } from '../../id.ts'
import { toSession } from './list-sessions.ts'
import { toUuid } from './session-rows.ts'
import type { Arrival, Place } from './session-feed.ts'

/** Sessions that are read at once. */
const PAGE = 1000
/** Before all sessions. */
const BEGINNING: Place = { batch: '', at: '-infinity', id: '00000000-0000-0000-0000-000000000000' }

const { batch, at, id } = codingSession
// the moment as the database writes it: one of ours is of whole milliseconds
const place = { batch, at: sql<string>`${at}::text`, id }

const Turn = z.object({ rows: z.array(z.object({ now: z.coerce.number(), newest: z.string().nullable() })).length(1) })

/**
 * Waits until no other adds sessions, and begins a batch that sorts after all that are there: by the database’s clock, however the
 * machines’ own go. So batches are there in the order of their names. Its turn ends with the transaction.
 */
export async function beginBatch(tx: Sql): Promise<string> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('coding sessions', 0))`)
  const found: unknown = await tx.execute(sql`
    select floor(extract(epoch from clock_timestamp()) * 1000) as now, (select max(batch) from ${codingSession}) as newest`)
  const [turn] = Turn.parse(found).rows
  return createIdTail(Math.max(turn?.now ?? 0, idTimeMs(turn?.newest ?? '') + 1))
}

/** Where the last session is that came. */
export async function newestPlace(db: Sql): Promise<Place> {
  const [newest] = await db.select(place).from(codingSession).orderBy(desc(batch), desc(at), desc(id)).limit(1)
  return newest ?? BEGINNING
}

/** The sessions that came next, some at a time, in the order of their places. */
export async function sessionsAfter(
  db: Sql,
  after: Place,
  developers: readonly string[] | null = null,
): Promise<Arrival[]> {
  const seen = developers === null ? undefined : inArray(codingSession.developerId, [...developers])
  const beyond = sql`(${batch}, ${at}, ${id}) > (${after.batch}, ${after.at}::timestamptz, ${after.id}::uuid)`
  const rows = await db
    .select({ row: getTableColumns(codingSession), place })
    .from(codingSession)
    .where(and(beyond, seen))
    .orderBy(asc(batch), asc(at), asc(id))
    .limit(PAGE)
  return rows.map(({ row, place: its }) => ({ place: its, session: toSession(row) }))
}

/** All sessions that came after one; of one that is not there: nothing. @returns the batch up to which there are no more */
export async function* sessionsSince(
  db: Sql,
  known: string,
  developers: readonly string[] | null,
): AsyncGenerator<CodingSession, string, undefined> {
  let [last]: Place[] = await db
    .select(place)
    .from(codingSession)
    .where(eq(id, toUuid(known)))
  if (!last) return ''
  for (;;) {
    const found: Arrival[] = await sessionsAfter(db, last, developers)
    for (const { session } of found) yield session
    last = found.at(-1)?.place ?? last
    if (found.length < PAGE) return last.batch
  }
}
