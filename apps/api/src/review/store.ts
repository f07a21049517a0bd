import type { ReviewQuery } from '@vouch/contracts/review'
import { and, desc, eq, isNotNull, lt, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { type Caller, isAdmin } from '../account/caller.ts'
import type { Sql } from '../db/client.ts'
import { prediction } from '../db/schema/predictions.ts'
import { review, sight } from '../db/schema/reviews.ts'
import { isTreatedBy } from '../patient/care.ts'

export type NewReview = Omit<typeof review.$inferInsert, 'createdAt'>
export type StoredReview = Omit<typeof review.$inferSelect, 'subgroup'> & { readonly correctedBy: string | null }
export type ReviewKind = StoredReview['kind']

export interface CallPlace {
  readonly predictionId: string
  readonly row: number
}

const later = alias(review, 'later')
const { id, predictionId, row, domain, subject, kind, accountId, verdict, said, reasons, note, confidence } = review
const { seconds, shown, slice, inclusion, modelId, modelVersion, label, probability, abstained, threshold } = review
const COLUMNS = {
  ...{
    id,
    predictionId,
    row,
    domain,
    subject,
    kind,
    accountId,
    verdict,
    said,
    reasons,
    note,
    confidence,
    seconds,
    shown,
  },
  ...{ slice, inclusion, modelId, modelVersion, label, probability, abstained, threshold },
  corrects: review.corrects,
  createdAt: review.createdAt,
  correctedBy: later.id,
}

const select = (db: Sql) => db.select(COLUMNS).from(review).leftJoin(later, eq(later.corrects, review.id))
const stands = sql`${later.id} is null`
const ofCall = ({ predictionId, row }: CallPlace) => and(eq(review.predictionId, predictionId), eq(review.row, row))

/** Adds an event. @returns false where another began or corrected the same line first, or it is there already */
export async function insertReview(tx: Sql, made: NewReview): Promise<boolean> {
  const added = await tx.insert(review).values(made).onConflictDoNothing().returning({ id: review.id })
  return added.length > 0
}

export async function findReview(db: Sql, reviewId: string): Promise<StoredReview | null> {
  const [found] = await select(db).where(eq(review.id, reviewId))
  return found ?? null
}

/** What stands of an expert's words on a call. */
export async function findStanding(
  db: Sql,
  call: CallPlace,
  { accountId, kind }: Pick<StoredReview, 'accountId' | 'kind'>,
): Promise<StoredReview | null> {
  const [found] = await select(db).where(
    and(ofCall(call), eq(review.accountId, accountId), eq(review.kind, kind), stands),
  )
  return found ?? null
}

/** Everybody's words on a call that stand. */
export async function listStanding(db: Sql, call: CallPlace): Promise<StoredReview[]> {
  return select(db)
    .where(and(ofCall(call), stands))
    .orderBy(review.id)
}

/** That nothing of a review's call is kept from an account. */
function isTold(accountId: string): SQL {
  return sql`not exists (
    select 1 from ${sight} where ${sight.accountId} = ${accountId} and ${sight.predictionId} = ${review.predictionId}
      and ${sight.row} = ${review.row} and ${sight.shown} = 'nothing')`
}

/**
 * That a caller may read a review: his own, and others' on a call that he sent, that he has judged, or of a patient whom he
 * treats; an admin every one. Nobody reads what was said of a call that he is to judge blind.
 */
function isReadable(db: Sql, caller: Pick<Caller, 'grants'> & { accountId: string }): SQL | undefined {
  const { accountId } = caller
  if (isAdmin(caller)) return isTold(accountId)
  const mine = alias(review, 'mine')
  const judged = db
    .select({ one: sql`1` })
    .from(mine)
    .where(and(eq(mine.predictionId, review.predictionId), eq(mine.row, review.row), eq(mine.accountId, accountId)))
  const sent = db
    .select({ one: sql`1` })
    .from(prediction)
    .where(
      and(
        eq(prediction.id, review.predictionId),
        or(
          eq(prediction.accountId, accountId),
          and(isNotNull(prediction.patientId), isTreatedBy(accountId, prediction.patientId)),
        ),
      ),
    )
  return and(isTold(accountId), sql`(${review.accountId} = ${accountId} or exists ${judged} or exists ${sent})`)
}

export type ReviewReader = Pick<Caller, 'grants'> & { readonly accountId: string }

export async function findReadable(db: Sql, reader: ReviewReader, reviewId: string): Promise<StoredReview | null> {
  const [found] = await select(db).where(and(eq(review.id, reviewId), isReadable(db, reader)))
  return found ?? null
}

/** What a caller may read, the newest first. */
export async function listReviews(db: Sql, reader: ReviewReader, query: ReviewQuery): Promise<StoredReview[]> {
  const { cursor, domain: of, prediction_id: submission, row: at, expert, standing, limit } = query
  const conditions = [
    isReadable(db, reader),
    cursor === undefined ? undefined : lt(review.id, cursor),
    of === undefined ? undefined : eq(review.domain, of),
    submission === undefined ? undefined : eq(review.predictionId, submission),
    at === undefined ? undefined : eq(review.row, at),
    expert === undefined ? undefined : eq(review.accountId, expert === 'me' ? reader.accountId : expert),
    standing ? stands : undefined,
  ]
  return select(db)
    .where(and(...conditions))
    .orderBy(desc(review.id))
    .limit(limit)
}
