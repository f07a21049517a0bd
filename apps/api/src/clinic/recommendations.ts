import type { PendingReviews, Recommendation, RecommendationPage, RecommendationStatus } from '@vouch/contracts/clinic'
import type { PageQuery } from '@vouch/contracts/page'
import { reasonsInWords } from '@vouch/core/domains/heart/reasons'
import { and, eq, sql } from 'drizzle-orm'
import { auditAct } from '../account/audit-act.ts'
import { isExpert } from '../account/caller.ts'
import { accountOf } from '../account/manage.ts'
import { appendAudit } from '../audit/audit.ts'
import type { Sql } from '../db/client.ts'
import { patient } from '../db/schema/patients.ts'
import { prediction } from '../db/schema/predictions.ts'
import { review, reviewItem } from '../db/schema/reviews.ts'
import { type Relation, requireRelation, treatedBy } from '../patient/care.ts'
import { noteCallsRead } from '../patient/note-read.ts'
import { openDraw } from '../review/draw.ts'
import { readPolicy } from '../review/policy.ts'
import { giveCall, lockSights, noteShown } from '../review/sights.ts'
import type { Context } from '../trpc.ts'
import {
  countRecommendations,
  listRecommendations,
  listStanding,
  type StandingWord,
  type StoredRecommendation,
} from './store.ts'
import { requireDoctor } from './whose.ts'

/** A patient's calls, the newest first; those that the reader is to judge blind without what they say. */
export async function pageRecommendations(
  ctx: Context,
  patientId: string,
  { cursor, limit }: PageQuery,
): Promise<RecommendationPage> {
  const { sql: db } = ctx.services.database
  const relation = await requireRelation(db, ctx.caller, patientId)
  const found = await listRecommendations(db, { of: eq(prediction.patientId, patientId), cursor, limit: limit + 1 })
  const rows = found.slice(0, limit)
  // a patient judges nothing
  const blind = relation === 'self' ? new Set<string>() : await hideFrom(ctx, relation, rows)
  const recommendations = await toRecommendations(db, rows, blind)
  await db.transaction((tx) =>
    appendAudit(
      tx,
      auditAct(ctx, { action: 'patient.read', subject: patientId, detail: { as: relation, calls: rows.length } }),
    ),
  )
  return {
    patient_id: patientId,
    recommendations,
    next_cursor: found.length > limit ? (rows.at(-1)?.predictionId ?? null) : null,
  }
}

/**
 * Which calls a reader must not see. Whichever page a doctor opens first, chance decides there whether he judges a call blind that
 * nobody has judged yet; an admin is not asked for a verdict.
 */
async function hideFrom(
  ctx: Context,
  relation: Exclude<Relation, 'self'>,
  rows: readonly StoredRecommendation[],
): Promise<ReadonlySet<string>> {
  const { sql: db } = ctx.services.database
  const accountId = accountOf(ctx)
  const { blind_share: share } = await readPolicy(db, 'heart')
  const said = await listStanding(
    db,
    rows.map(({ predictionId }) => predictionId),
  )
  const judged = new Set(said.map(({ predictionId }) => predictionId))
  const blind = new Set<string>()
  for (const row of rows) {
    const drawn = relation === 'doctor' && !judged.has(row.predictionId)
    const hidden = drawn ? await giveOut(db, accountId, { row, share }) : await isHidden(db, accountId, row)
    if (hidden) blind.add(row.predictionId)
  }
  return blind
}

/** Notes that a reader is about to see a call with its reasons. @returns whether he must not */
async function isHidden(
  db: Sql,
  accountId: string,
  { predictionId, patientId }: StoredRecommendation,
): Promise<boolean> {
  const submission = { id: predictionId, accountId: null, patientId }
  return (await noteShown(db, accountId, submission, { rows: [0], shown: 'reasons' })).has(0)
}

/**
 * Calls of the caller's patients on which a verdict is wanted that is not in: those that he has not judged, of items that are
 * open. Being listed they are given to him, some of them blind, which stays so until his verdict.
 * @throws VouchError `forbidden` for who is no doctor
 */
export async function pagePending(ctx: Context, { cursor, limit }: PageQuery): Promise<PendingReviews> {
  const accountId = requireDoctor(ctx)
  const { sql: db } = ctx.services.database
  const of = pendingFor(ctx, accountId)
  const found = await listRecommendations(db, { of, cursor, limit: limit + 1 })
  const rows = found.slice(0, limit)
  const { blind_share: share } = await readPolicy(db, 'heart')
  const blind = new Set<string>()
  for (const row of rows) if (await giveOut(db, accountId, { row, share })) blind.add(row.predictionId)
  const told = await toRecommendations(db, rows, blind)
  await noteCallsRead(db, ctx, rows)
  return {
    pending_reviews: told.map((one, i) => ({ ...one, patient_name: rows[i]?.patientName ?? '' })),
    total: await countRecommendations(db, of),
    next_cursor: found.length > limit ? (rows.at(-1)?.predictionId ?? null) : null,
  }
}

/** Which calls wait for a doctor: an admin who treats nobody has none. */
export function pendingFor({ caller }: Pick<Context, 'caller'>, accountId: string) {
  if (!isExpert(caller, 'heart')) return sql`false`
  return and(
    treatedBy(accountId),
    sql`not exists (select 1 from ${review} r where r.prediction_id = ${prediction}.id and r.account_id = ${accountId})`,
    sql`not exists (select 1 from ${reviewItem} i where i.prediction_id = ${prediction}.id and i.state <> 'open')`,
    sql`${patient.accountId} is distinct from ${accountId}`,
  )
}

/** Gives a doctor a call with its reasons, unless chance, or what was decided before, has him judge it blind. */
async function giveOut(
  db: Sql,
  accountId: string,
  { row, share }: { readonly row: StoredRecommendation; readonly share: number },
): Promise<boolean> {
  const { predictionId, patientId } = row
  const call = { id: predictionId, accountId: null, patientId, row: 0 }
  const blind = (await openDraw(db))(`${predictionId} ${accountId}`) < share
  const hidden = await db.transaction(async (tx) => {
    await lockSights(tx, accountId, predictionId)
    return giveCall(tx, accountId, { ...call, blind })
  })
  return hidden || (await isHidden(db, accountId, row))
}

async function toRecommendations(
  db: Sql,
  rows: readonly StoredRecommendation[],
  blind: ReadonlySet<string>,
): Promise<Recommendation[]> {
  const said = await listStanding(
    db,
    rows.map(({ predictionId }) => predictionId),
  )
  return rows.map((row) => {
    const hidden = blind.has(row.predictionId)
    return toRecommendation(row, { hidden, said: said.filter(({ predictionId }) => predictionId === row.predictionId) })
  })
}

function toRecommendation(
  row: StoredRecommendation,
  { hidden, said }: { readonly hidden: boolean; readonly said: readonly StandingWord[] },
): Recommendation {
  const { label, probability, abstained } = row
  return {
    recommendation_id: row.predictionId,
    patient_id: row.patientId,
    ai_prediction: hidden ? null : label,
    probability: hidden ? null : probability,
    abstained: hidden ? null : abstained,
    call: hidden ? null : { label, probability, abstained },
    blind: hidden,
    threshold: row.threshold,
    timestamp: row.createdAt.toISOString(),
    model: row.modelId,
    model_version: row.modelVersion,
    features_used: row.features,
    reasoning: hidden ? null : reasonsInWords(row.reasoning),
    contributions: hidden ? null : [...row.reasoning],
    // what others said of it would tell of it
    status: hidden ? 'pending' : statusOf(said),
  }
}

const STATUS = {
  accept: 'approved',
  reject: 'rejected',
  correct: 'corrected',
  unsure: 'unsure',
} as const satisfies Record<StandingWord['verdict'], RecommendationStatus>

/** How a call stands: by the last word on it, or by all that was said of it where that is the same. */
export function statusOf(said: readonly StandingWord[]): RecommendationStatus {
  const last = said.findLast(({ kind }) => kind === 'adjudication')
  if (last) return statusOfVerdict(last)
  const sure = said.filter(({ verdict }) => verdict !== 'unsure')
  const labels = new Set(sure.map(({ said: label, verdict }) => label ?? verdict))
  if (labels.size > 1) return 'disputed'
  const one = sure.at(-1) ?? said.at(-1)
  return one ? statusOfVerdict(one) : 'pending'
}

/** Who named the label that was called, not knowing it, has accepted the call. */
export function statusOfVerdict({ verdict, said, label }: Pick<StandingWord, 'verdict' | 'said' | 'label'>) {
  return verdict === 'correct' && said === label ? STATUS.accept : STATUS[verdict]
}
