import { DomainId } from '@vouch/contracts/domain'
import { VouchError } from '@vouch/core/error'
import { and, desc, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Acting } from '../account/audit-act.ts'
import { isAdmin } from '../account/caller.ts'
import { accountOf } from '../account/manage.ts'
import type { Sql } from '../db/client.ts'
import { prediction } from '../db/schema/predictions.ts'
import { review, reviewItem, reviewLease, sight } from '../db/schema/reviews.ts'
import { seesPatient } from '../patient/care.ts'
import { mayRead, noPrediction } from '../prediction/open-prediction.ts'
import { parsePredictionId } from '../prediction/prediction-id.ts'
import { checkExpert } from '../review/lease-items.ts'

/** A submission, with those of its rows of which somebody may note what became of them; null: all. */
export interface Noteable {
  readonly submission: NamedSubmission
  readonly rows: readonly number[] | null
}
export type NamedSubmission = Awaited<ReturnType<typeof listNamed>>[number]

/** Submissions whose calls are looked at, the newest, where none are named. */
const MOST_SUBMISSIONS = 500

const COLUMNS = {
  id: prediction.id,
  accountId: prediction.accountId,
  patientId: prediction.patientId,
  domain: prediction.domain,
  modelId: prediction.modelId,
  modelVersion: prediction.modelVersion,
  threshold: prediction.threshold,
  callsSha256: prediction.callsSha256,
  /** the column that named its rows; null: they were only counted */
  named: sql<string | null>`${prediction.receipt}->'mapping'->>'id_column'`,
}
const notExpired = sql`(${prediction.expiresAt} is null or ${prediction.expiresAt} > now())`

/** Calls of one domain. */
export interface Noteables {
  readonly domain: DomainId
  readonly open: readonly Noteable[]
  /** submissions that were not looked at */
  readonly left: number
}

/**
 * The calls of some submissions of which the caller may note what became of them, as `openRecorded` says for one: his own,
 * those that he judges or has judged, and for an admin every one. A patient's call has no name to be found by.
 * @throws VouchError `not_found` for one that is not his to see; `forbidden` for who is no expert of its domain; `conflict`
 * for one that he sees and does not judge; `invalid` for one of whose rows no name is known, or of another domain
 */
export async function openNoteable(
  ctx: Acting,
  ids: readonly string[],
  wanted: DomainId | undefined,
): Promise<Noteables> {
  const { sql: db } = ctx.services.database
  const known = [...new Set(ids.map(parsePredictionId))]
  const near = isAdmin(ctx.caller) ? new Map<string, number[]>() : await listNear(db, accountOf(ctx))
  const found = new Map((await listNamed(db, { ids: known, limit: known.length })).map((one) => [one.id, one]))
  let domain = wanted
  const open: Noteable[] = []
  for (const [i, id] of known.entries()) {
    const submission = found.get(id)
    if (!submission) throw noPrediction()
    open.push({ submission, rows: await rowsOf(ctx, submission, near.get(id)) })
    const own = DomainId.parse(submission.domain)
    domain ??= own
    if (own !== domain) throw unfit(`prediction_ids.${i}`, `is of ${own}, and not of ${domain}`)
    if (submission.named === null) throw unfit(`prediction_ids.${i}`, 'has rows without names to find them by')
  }
  if (domain === undefined) throw noPrediction()
  return { domain, open, left: 0 }
}

function unfit(field: string, message: string): VouchError {
  return new VouchError('invalid', `${field}: ${message}`, [{ field, message }])
}

/** @throws VouchError `not_found`, `forbidden`, or `conflict` where it is another's that he may read */
async function rowsOf(
  { services, caller }: Acting,
  submission: NamedSubmission,
  near: readonly number[] | undefined,
): Promise<readonly number[] | null> {
  const { accountId, patientId } = submission
  if (isAdmin(caller)) return null
  const own = patientId === null && accountId !== null && accountId === caller.accountId
  const treated = patientId !== null && (await seesPatient(services.database.sql, caller, patientId))
  if (!own && !treated && !near && !(await mayRead(services, caller, submission))) throw noPrediction()
  checkExpert(caller, DomainId.parse(submission.domain))
  if (own || treated) return null
  if (near) return near
  throw new VouchError('conflict', 'This prediction is another’s: take its calls from the queue to judge them.')
}

/** The same of all submissions of a domain whose rows have names, the newest. @throws VouchError `forbidden` */
export async function listNoteable(ctx: Acting, domain: DomainId): Promise<Noteables> {
  checkExpert(ctx.caller, domain)
  const { sql: db } = ctx.services.database
  const accountId = isAdmin(ctx.caller) ? null : accountOf(ctx)
  const near = accountId === null ? new Map<string, number[]>() : await listNear(db, accountId)
  const which = { domain, accountId, more: [...near.keys()] }
  const found = await listNamed(db, { ...which, limit: MOST_SUBMISSIONS })
  const open = found.map((submission) => {
    const whole = accountId === null || submission.accountId === accountId
    return { submission, rows: whole ? null : (near.get(submission.id) ?? []) }
  })
  const left = found.length < MOST_SUBMISSIONS ? 0 : (await countNamed(db, which)) - found.length
  return { domain, open, left }
}

type Which =
  | { readonly ids: readonly string[] }
  | { readonly domain: DomainId; readonly accountId: string | null; readonly more: readonly string[] }

/** The newest first. */
function listNamed(db: Sql, { limit, ...which }: Which & { readonly limit: number }) {
  return db
    .select(COLUMNS)
    .from(prediction)
    .where(and(isOf(which), notExpired))
    .orderBy(desc(prediction.id))
    .limit(limit)
}

async function countNamed(db: Sql, which: Which): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(prediction)
    .where(and(isOf(which), notExpired))
  return row?.count ?? 0
}

function isOf(which: Which) {
  if ('ids' in which) return inArray(prediction.id, [...which.ids])
  const { domain, accountId, more } = which
  const his =
    accountId === null
      ? undefined
      : or(eq(prediction.accountId, accountId), sql`${prediction.id} = any(${sql.param([...more])}::text[])`)
  return and(eq(prediction.domain, domain), isNull(prediction.patientId), isNotNull(COLUMNS.named), his)
}

/** Rows of others' submissions that an expert has, or had, in hand, has judged or is to judge, or may have the last word on. */
async function listNear(db: Sql, accountId: string): Promise<Map<string, number[]>> {
  const leased = db
    .select({ one: sql`1` })
    .from(reviewLease)
    .where(and(eq(reviewLease.itemId, reviewItem.id), eq(reviewLease.accountId, accountId)))
  const queued = await db
    .select({ predictionId: reviewItem.predictionId, row: reviewItem.row })
    .from(reviewItem)
    .innerJoin(prediction, and(eq(prediction.id, reviewItem.predictionId), isNull(prediction.patientId)))
    .where(sql`(${reviewItem.state} = 'disputed' or exists ${leased})`)
  const judged = await db
    .selectDistinct({ predictionId: review.predictionId, row: review.row })
    .from(review)
    .innerJoin(reviewItem, and(eq(reviewItem.predictionId, review.predictionId), eq(reviewItem.row, review.row)))
    .innerJoin(prediction, and(eq(prediction.id, review.predictionId), isNull(prediction.patientId)))
    .where(eq(review.accountId, accountId))
  const blind = await db
    .select({ predictionId: sight.predictionId, row: sight.row })
    .from(sight)
    .innerJoin(prediction, and(eq(prediction.id, sight.predictionId), isNull(prediction.patientId)))
    .where(and(eq(sight.accountId, accountId), eq(sight.shown, 'nothing')))
  const rows = new Map<string, Set<number>>()
  for (const { predictionId, row } of [...queued, ...judged, ...blind])
    rows.set(predictionId, (rows.get(predictionId) ?? new Set()).add(row))
  return new Map([...rows].map(([id, some]) => [id, [...some]]))
}
