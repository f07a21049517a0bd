import type { Shown } from '@vouch/contracts/review'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { prediction } from '../db/schema/predictions.ts'
import { sight } from '../db/schema/reviews.ts'
import type { StoredSubmission } from '../prediction/store.ts'

type Subject = Pick<StoredSubmission, 'id' | 'accountId' | 'patientId'>
type Sights = ReadonlyMap<number, Shown>

/** What is about to be given of a submission: of all its rows, or of some. */
export interface Showing {
  readonly rows: 'all' | readonly number[]
  readonly shown: 'call' | 'reasons'
}

/** The row of a sight that is of every row. */
const EVERY_ROW = -1
const RANK = { nothing: 0, call: 1, reasons: 2 } as const satisfies Record<Shown, number>
const NONE: ReadonlySet<number> = new Set()

/** Rows of a submission whose calls an account is to judge before it is told of them. */
export async function blindRows(db: Sql, accountId: string | null, predictionId: string): Promise<ReadonlySet<number>> {
  return accountId === null ? NONE : blindOf(await readSights(db, accountId, predictionId))
}

/** Whether an account is to judge a call of a patient before it is told of it. */
export async function hasBlindCall(
  db: Sql,
  { accountId, patientId }: { readonly accountId: string; readonly patientId: string },
): Promise<boolean> {
  const [found] = await db
    .select({ row: sight.row })
    .from(sight)
    .innerJoin(prediction, eq(prediction.id, sight.predictionId))
    .where(and(eq(sight.accountId, accountId), eq(sight.shown, 'nothing'), eq(prediction.patientId, patientId)))
    .limit(1)
  return found !== undefined
}

/**
 * Notes what an account is about to be given of a submission, before it is; what was seen is never given blind
 * afterwards. Whoever sent the submission knows its calls from its answer, and of nobody's no call is given blind.
 * @returns the rows of which nothing may be given
 */
export async function noteShown(
  db: Sql,
  accountId: string | null,
  { id, accountId: owner, patientId }: Subject,
  { rows, shown }: Showing,
): Promise<ReadonlySet<number>> {
  if (accountId === null || (owner === null && patientId === null)) return NONE
  if (owner === accountId && shown === 'call') return NONE
  const wanted = rows === 'all' ? [EVERY_ROW] : rows
  const known = await readSights(db, accountId, id)
  if (wanted.every((row) => isCovered(known, row, shown))) return blindOf(known)
  return db.transaction(async (tx) => {
    await lockSights(tx, accountId, id)
    const blind = await blindRows(tx, accountId, id)
    await writeSights(
      tx,
      { accountId, predictionId: id },
      wanted.filter((row) => !blind.has(row)).map((row) => ({ row, shown })),
    )
    return blind
  })
}

/**
 * One reader and one lease at a time for an account and a submission, until the transaction ends: otherwise a call could be
 * given blind while a page with it is on its way.
 */
export async function lockSights(tx: Sql, accountId: string, predictionId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`sight ${accountId} ${predictionId}`}, 0))`)
}

/** One request of an account for calls to judge at a time: two at once would give it twice as many. */
export async function lockTaking(tx: Sql, accountId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`taking ${accountId}`}, 0))`)
}

/** Within the lock: what an account has been given of a call before this moment, as the server knows it. */
export async function readShown(tx: Sql, accountId: string, { id, accountId: owner, row }: Subject & { row: number }) {
  const sights = await readSights(tx, accountId, id)
  const own = sights.get(row) ?? null
  const most = larger(
    own ?? 'nothing',
    larger(sights.get(EVERY_ROW) ?? 'nothing', owner === accountId ? 'call' : 'nothing'),
  )
  const blind = own === 'nothing'
  // a whole page that was read since was read without it
  return { blind, shown: blind ? ('nothing' as const) : most }
}

/** Within the lock: gives an account a call, blind where that is wanted and it has not seen it. @returns whether it is blind */
export async function giveCall(
  tx: Sql,
  accountId: string,
  { blind, ...call }: Subject & { readonly row: number; readonly blind: boolean },
): Promise<boolean> {
  const before = await readShown(tx, accountId, call)
  if (before.blind) return true
  const given = before.shown === 'nothing' && blind ? 'nothing' : 'call'
  await writeSights(tx, { accountId, predictionId: call.id }, [{ row: call.row, shown: given }])
  return given === 'nothing'
}

/** Within the lock: the verdict is in, and the call no secret any more. */
export async function endBlindness(tx: Sql, accountId: string, call: { id: string; row: number }): Promise<void> {
  await writeSights(tx, { accountId, predictionId: call.id }, [{ row: call.row, shown: 'call' }])
}

/** What an account was given is of no use once it is deleted; its reviews say what it had seen. */
export async function deleteSightsOf(tx: Sql, accountId: string): Promise<void> {
  await tx.delete(sight).where(eq(sight.accountId, accountId))
}

async function readSights(db: Sql, accountId: string, predictionId: string): Promise<Sights> {
  const rows = await db
    .select({ row: sight.row, shown: sight.shown })
    .from(sight)
    .where(and(eq(sight.accountId, accountId), eq(sight.predictionId, predictionId)))
  return new Map(rows.map(({ row, shown }) => [row, shown]))
}

/** What was given before is never taken back. One whose submission is gone meanwhile needs no note. */
export async function writeSights(
  tx: Sql,
  { accountId, predictionId }: { readonly accountId: string; readonly predictionId: string },
  given: readonly { readonly row: number; readonly shown: Shown }[],
): Promise<void> {
  if (given.length === 0) return
  const [there] = await tx
    .select({ id: prediction.id })
    .from(prediction)
    .where(inArray(prediction.id, [predictionId]))
    .for('key share')
  if (!there) return
  await tx
    .insert(sight)
    .values(given.map(({ row, shown }) => ({ accountId, predictionId, row, shown })))
    .onConflictDoUpdate({
      target: [sight.accountId, sight.predictionId, sight.row],
      set: { shown: sql`case when ${sight.shown} = 'reasons' then 'reasons' else excluded.shown end` },
    })
}

function blindOf(sights: Sights): ReadonlySet<number> {
  const rows = [...sights].flatMap(([row, shown]) => (shown === 'nothing' ? [row] : []))
  return rows.length === 0 ? NONE : new Set(rows)
}

function isCovered(sights: Sights, row: number, shown: Shown): boolean {
  const known = sights.get(row)
  // what is blind is not shown, so that there is nothing to note
  if (known === 'nothing') return true
  return RANK[larger(known ?? 'nothing', sights.get(EVERY_ROW) ?? 'nothing')] >= RANK[shown]
}

function larger(a: Shown, b: Shown): Shown {
  return RANK[a] >= RANK[b] ? a : b
}
