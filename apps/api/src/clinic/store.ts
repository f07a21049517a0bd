import { HeartLabel, PatientValues } from '@vouch/contracts/domains/heart'
import { ClinicReason } from '@vouch/contracts/clinic'
import { and, desc, eq, gte, inArray, isNull, lt, sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../db/client.ts'
import { recommendation } from '../db/schema/clinic.ts'
import { patient } from '../db/schema/patients.ts'
import { prediction } from '../db/schema/predictions.ts'
import { review } from '../db/schema/reviews.ts'

/** A call of a patient before it is kept beside its submission. */
export interface NewRecommendation {
  readonly predictionId: string
  readonly recordId: string | null
  readonly label: HeartLabel
  readonly probability: number
  readonly abstained: boolean
  /** the values as the model's field knows them */
  readonly features: PatientValues
  readonly reasoning: readonly ClinicReason[]
}

/** A call of a patient as it was told, and by what. */
export interface StoredRecommendation extends NewRecommendation {
  readonly patientId: string
  readonly patientName: string
  readonly modelId: string
  readonly modelVersion: string
  readonly threshold: number
  readonly createdAt: Date
}

/** What a doctor said of it that stands. */
export type StandingWord = Pick<
  typeof review.$inferSelect,
  'predictionId' | 'kind' | 'accountId' | 'verdict' | 'said' | 'label'
>

export async function insertRecommendation(tx: Sql, made: NewRecommendation): Promise<void> {
  await tx
    .insert(recommendation)
    .values({ ...made, reasoning: [...made.reasoning] })
    .onConflictDoNothing()
}

const COLUMNS = {
  predictionId: recommendation.predictionId,
  recordId: recommendation.recordId,
  label: recommendation.label,
  probability: recommendation.probability,
  abstained: recommendation.abstained,
  features: recommendation.features,
  reasoning: recommendation.reasoning,
  patientId: prediction.patientId,
  patientName: patient.name,
  modelId: prediction.modelId,
  modelVersion: prediction.modelVersion,
  threshold: prediction.threshold,
  createdAt: prediction.createdAt,
}

const Reasons = z.array(ClinicReason)
const notExpired = sql`(${prediction.expiresAt} is null or ${prediction.expiresAt} > now())`

/** Calls of patients, the newest first, those before `cursor`. @param of which, among patients who are there */
export async function listRecommendations(
  db: Sql,
  { of, cursor, limit }: { of: SQL | undefined; cursor?: string | undefined; limit: number },
): Promise<StoredRecommendation[]> {
  const rows = await db
    .select(COLUMNS)
    .from(recommendation)
    .innerJoin(prediction, eq(prediction.id, recommendation.predictionId))
    .innerJoin(patient, and(eq(patient.id, prediction.patientId), isNull(patient.deletedAt)))
    .where(and(of, notExpired, cursor === undefined ? undefined : lt(recommendation.predictionId, cursor)))
    .orderBy(desc(recommendation.predictionId))
    .limit(limit)
  return rows.map((row) => ({
    ...row,
    label: HeartLabel.parse(row.label),
    features: PatientValues.parse(row.features),
    reasoning: Reasons.parse(row.reasoning),
    patientId: row.patientId ?? '',
    patientName: row.patientName ?? '',
  }))
}

export async function countRecommendations(db: Sql, of: SQL | undefined): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(recommendation)
    .innerJoin(prediction, eq(prediction.id, recommendation.predictionId))
    .innerJoin(patient, and(eq(patient.id, prediction.patientId), isNull(patient.deletedAt)))
    .where(and(of, notExpired))
  return row?.count ?? 0
}

/** When patients' calls were made, judged or not, in ms since 1970. */
export async function listTimes(db: Sql, { of, since }: { of: SQL | undefined; since: SQL }): Promise<number[]> {
  const rows = await db
    .select({ createdAt: prediction.createdAt })
    .from(recommendation)
    .innerJoin(prediction, eq(prediction.id, recommendation.predictionId))
    .innerJoin(patient, and(eq(patient.id, prediction.patientId), isNull(patient.deletedAt)))
    .where(and(of, since, notExpired))
  return rows.map(({ createdAt }) => createdAt.getTime())
}

/** What stands of all that was said of some calls, in the order it was said. */
export async function listStanding(db: Sql, predictionIds: readonly string[]): Promise<StandingWord[]> {
  if (predictionIds.length === 0) return []
  const { predictionId, kind, accountId, verdict, said, label } = review
  return db
    .select({ predictionId, kind, accountId, verdict, said, label })
    .from(review)
    .where(
      and(
        inArray(review.predictionId, [...predictionIds]),
        eq(review.row, 0),
        sql`not exists (select 1 from ${review} later where later.corrects = ${review}.id)`,
      ),
    )
    .orderBy(review.id)
}

/** Whom some calls are of, by the calls' ids. */
export async function listPatientsOf(db: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: prediction.id, patientId: prediction.patientId })
    .from(prediction)
    .where(inArray(prediction.id, [...ids]))
  return new Map(rows.map(({ id, patientId }) => [id, patientId]))
}

/** Patients' calls since a time, one a patient, the newest: what was known of them, for looking at data. */
export async function listValues(
  db: Sql,
  { of, from, to }: { of: SQL | undefined; from: Date | null; to: Date },
): Promise<PatientValues[]> {
  const rows = await db
    .selectDistinctOn([prediction.patientId], { features: recommendation.features })
    .from(recommendation)
    .innerJoin(prediction, eq(prediction.id, recommendation.predictionId))
    .innerJoin(patient, and(eq(patient.id, prediction.patientId), isNull(patient.deletedAt)))
    .where(
      and(of, from === null ? undefined : gte(prediction.createdAt, from), lt(prediction.createdAt, to), notExpired),
    )
    .orderBy(prediction.patientId, desc(prediction.id))
  return rows.map(({ features }) => PatientValues.parse(features))
}
