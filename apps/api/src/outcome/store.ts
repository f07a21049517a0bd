import type { OutcomeQuery } from '@vouch/contracts/outcome'
import { and, desc, eq, getTableColumns, inArray, isNotNull, lt, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { type Caller, isAdmin } from '../account/caller.ts'
import type { Sql } from '../db/client.ts'
import { prediction } from '../db/schema/predictions.ts'
import { outcome, review, reviewItem, sight } from '../db/schema/reviews.ts'
import { isTreatedBy } from '../patient/care.ts'
import { keepable } from '../prediction/store.ts'

export type NewOutcome = Omit<typeof outcome.$inferInsert, 'createdAt'>
export type StoredOutcome = Omit<typeof outcome.$inferSelect, 'subgroup'> & { readonly correctedBy: string | null }
export type OutcomeLine = Pick<StoredOutcome, 'predictionId' | 'row' | 'source'>

const later = alias(outcome, 'later')
const COLUMNS = { ...getTableColumns(outcome), correctedBy: later.id }

const select = (db: Sql) => db.select(COLUMNS).from(outcome).leftJoin(later, eq(later.corrects, outcome.id))

/** @returns false where another began or corrected the same line first, or it is there already */
export async function insertOutcome(tx: Sql, made: NewOutcome): Promise<boolean> {
  const added = await tx.insert(outcome).values(made).onConflictDoNothing().returning({ id: outcome.id })
  return added.length > 0
}

export async function findOutcomes(db: Sql, ids: readonly string[]): Promise<StoredOutcome[]> {
  return select(db)
    .where(inArray(outcome.id, [...ids]))
    .orderBy(outcome.id)
}

/** What stands of what a source told of a call. */
export async function findStandingOutcome(db: Sql, line: OutcomeLine): Promise<StoredOutcome | null> {
  const [found] = await select(db).where(
    and(
      eq(outcome.predictionId, line.predictionId),
      eq(outcome.row, line.row),
      eq(outcome.source, line.source),
      sql`${later.id} is null`,
    ),
  )
  return found ?? null
}

/** What stands of what a source told of some calls, by `outcomeKey`. */
export async function findStandingOutcomes(
  db: Sql,
  predictionIds: readonly string[],
  source: StoredOutcome['source'],
): Promise<Map<string, Pick<StoredOutcome, 'id' | 'label' | 'observedOn'>>> {
  const { id, predictionId, row, label, observedOn } = outcome
  const rows = await db
    .select({ id, predictionId, row, label, observedOn })
    .from(outcome)
    .leftJoin(later, eq(later.corrects, outcome.id))
    .where(and(inArray(predictionId, [...predictionIds]), eq(outcome.source, source), sql`${later.id} is null`))
  return new Map(rows.map((one) => [outcomeKey(one), one]))
}

export function outcomeKey({ predictionId, row }: Pick<OutcomeLine, 'predictionId' | 'row'>): string {
  return `${predictionId}/${row}`
}

/** Adds many in one statement. @returns how many: fewer, where another began or corrected a line of them first */
export async function insertOutcomes(tx: Sql, made: readonly NewOutcome[]): Promise<number> {
  const rows = made.map((one) => ({
    id: one.id,
    prediction_id: one.predictionId,
    row: one.row,
    domain: one.domain,
    subject: one.subject,
    subgroup: one.subgroup,
    label: one.label,
    source: one.source,
    detail: one.detail,
    observed_on: one.observedOn,
    account_id: one.accountId,
    model_id: one.modelId,
    model_version: one.modelVersion,
    call: one.call,
    probability: one.probability,
    abstained: one.abstained,
    threshold: one.threshold,
    slice: one.slice,
    inclusion: one.inclusion,
    corrects: one.corrects,
  }))
  const found: unknown = await tx.execute(sql`
    insert into ${outcome} (id, prediction_id, "row", domain, subject, subgroup, label, source, detail, observed_on, account_id,
      model_id, model_version, call, probability, abstained, threshold, slice, inclusion, corrects)
    select * from jsonb_to_recordset(${keepable(JSON.stringify(rows))}::jsonb) as r(
      id text, prediction_id text, "row" int, domain text, subject text, subgroup jsonb, label text, source text, detail text,
      observed_on date, account_id text, model_id text, model_version text, call text, probability float8, abstained boolean,
      threshold float8, slice text, inclusion float8, corrects text)
    on conflict do nothing
    returning id`)
  return Added.parse(found).rows.length
}

const Added = z.object({ rows: z.array(z.object({ id: z.string() })) })

/** Why calls of some submissions stand, or stood, in the queue, by `outcomeKey`. */
export async function findSlices(
  db: Sql,
  predictionIds: readonly string[],
): Promise<Map<string, Pick<StoredOutcome, 'slice' | 'inclusion'>>> {
  const { predictionId, row, slice, inclusion } = reviewItem
  const rows = await db
    .select({ predictionId, row, slice, inclusion })
    .from(reviewItem)
    .where(inArray(predictionId, [...predictionIds]))
  return new Map(rows.map((one) => [outcomeKey(one), { slice: one.slice, inclusion: one.inclusion }]))
}

/** Why a call stands, or stood, in the queue. */
export async function findSlice(
  db: Sql,
  call: Pick<OutcomeLine, 'predictionId' | 'row'>,
): Promise<Pick<StoredOutcome, 'slice' | 'inclusion'>> {
  const [item] = await db
    .select({ slice: reviewItem.slice, inclusion: reviewItem.inclusion })
    .from(reviewItem)
    .where(and(eq(reviewItem.predictionId, call.predictionId), eq(reviewItem.row, call.row)))
  return item ?? { slice: null, inclusion: null }
}

type OutcomeReader = Pick<Caller, 'grants'> & { readonly accountId: string }

/**
 * That a caller may read an outcome: one that he noted, or of a call that he sent, has judged, or of a patient whom he
 * treats; an admin every one. What became of a call that one is to judge blind would tell how to judge it.
 */
function isReadable(db: Sql, caller: OutcomeReader): SQL | undefined {
  const { accountId } = caller
  const told = sql`not exists (
    select 1 from ${sight} where ${sight.accountId} = ${accountId} and ${sight.predictionId} = ${outcome.predictionId}
      and ${sight.row} = ${outcome.row} and ${sight.shown} = 'nothing')`
  if (isAdmin(caller)) return told
  const one = { one: sql`1` }
  const judged = db
    .select(one)
    .from(review)
    .where(
      and(eq(review.predictionId, outcome.predictionId), eq(review.row, outcome.row), eq(review.accountId, accountId)),
    )
  const treated = and(isNotNull(prediction.patientId), isTreatedBy(accountId, prediction.patientId))
  const sent = db
    .select(one)
    .from(prediction)
    .where(and(eq(prediction.id, outcome.predictionId), or(eq(prediction.accountId, accountId), treated)))
  return and(told, sql`(${outcome.accountId} = ${accountId} or exists ${judged} or exists ${sent})`)
}

/** What a caller may read, the newest first. */
export async function listOutcomes(db: Sql, reader: OutcomeReader, query: OutcomeQuery): Promise<StoredOutcome[]> {
  const { cursor, domain: of, prediction_id: submission, row: at, standing, limit } = query
  const conditions = [
    isReadable(db, reader),
    cursor === undefined ? undefined : lt(outcome.id, cursor),
    of === undefined ? undefined : eq(outcome.domain, of),
    submission === undefined ? undefined : eq(outcome.predictionId, submission),
    at === undefined ? undefined : eq(outcome.row, at),
    standing ? sql`${later.id} is null` : undefined,
  ]
  return select(db)
    .where(and(...conditions))
    .orderBy(desc(outcome.id))
    .limit(limit)
}
