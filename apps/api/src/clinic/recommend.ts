import type { ClinicPredictInput, ClinicPredictOutput } from '@vouch/contracts/clinic'
import { type HealthFeatures, HeartPredictOutput, NOT_A_MEDICAL_DEVICE } from '@vouch/contracts/domains/heart'
import { reasonsInWords, toReasons } from '@vouch/core/domains/heart/reasons'
import { VouchError } from '@vouch/core/error'
import { auditAct } from '../account/audit-act.ts'
import { accountOf } from '../account/manage.ts'
import { appendAudit } from '../audit/audit.ts'
import type { Sql } from '../db/client.ts'
import { withCoding } from '../domains/heart/with-coding.ts'
import { SUBJECTS } from '../domains/subjects.ts'
import { requireRelation } from '../patient/care.ts'
import { parsePatientId } from '../patient/patient-id.ts'
import { listRecords } from '../patient/store.ts'
import { fromAnswer } from '../prediction/answer.ts'
import { explainPrediction } from '../prediction/explain-prediction.ts'
import { predictRows } from '../prediction/predict.ts'
import type { Context } from '../trpc.ts'
import { hasBlindCall } from '../review/sights.ts'
import { insertRecommendation, type NewRecommendation } from './store.ts'
import { offerCall } from './offer-call.ts'

const Output = fromAnswer(HeartPredictOutput)

/** What a patient is called by, and where it comes from. */
interface Known {
  readonly features: HealthFeatures
  readonly coding: ClinicPredictInput['coding']
  readonly recordId: string | null
}

/**
 * A call of a patient with its reasons, kept for a doctor to judge unless it is asked not to. Whoever asks sees it, and so never
 * judges it blind.
 * @throws VouchError `not_found` for a patient who is not the caller's to see; `conflict` for who is to judge a call of them
 * blind, which another would tell; `invalid` where nothing is known of them
 */
export async function recommend(ctx: Context, input: ClinicPredictInput): Promise<ClinicPredictOutput> {
  const { services, caller } = ctx
  const accountId = accountOf(ctx)
  const patientId = parsePatientId(input.patient_id)
  await requireRelation(services.database.sql, caller, patientId)
  await checkNoneBlind(services.database.sql, { accountId, patientId })
  const { features, coding, recordId } = await valuesOf(ctx, patientId, input)
  const row = withCoding(features, coding)
  const model = input.model === undefined ? {} : { model: input.model }
  const options = { ...model, features: 'three', store: input.save_to_db } as const
  const sender = { accountId, patientId, newId: ctx.newId }
  const made = Output.parse(await predictRows(services, [row], { ...SUBJECTS.heart, options, ...sender }))
  const [call] = made.predictions
  if (!call) throw new Error('A patient was neither called nor refused.')
  const explained = await explainPrediction(ctx, { model: made.model_used, row, changes: {} })
  const reasons = toReasons(explained.contributions, call.features)
  const { prediction: label, probability, abstained } = call
  if (made.prediction_id === null) await note(ctx.services.database.sql, ctx, { patientId, prediction: null })
  else
    await keep(
      ctx,
      { patientId, threshold: made.threshold },
      {
        predictionId: made.prediction_id,
        recordId,
        label,
        probability,
        abstained,
        features: call.features,
        reasoning: reasons,
      },
    )
  return {
    success: true,
    recommendation_id: made.prediction_id,
    patient_id: patientId,
    ai_prediction: label,
    probability,
    abstained,
    call: { label, probability, abstained },
    blind: false,
    threshold: made.threshold,
    timestamp: made.created_at,
    model: made.model_used,
    model_version: made.model_version,
    features_used: call.features,
    reasoning: reasonsInWords(reasons),
    contributions: reasons,
    status: 'pending',
    warnings: [...made.mapping.warnings.map(({ message }) => message), ...explained.warnings],
    notice: NOT_A_MEDICAL_DEVICE,
  }
}

async function checkNoneBlind(db: Sql, of: { readonly accountId: string; readonly patientId: string }): Promise<void> {
  if (!(await hasBlindCall(db, of))) return
  throw new VouchError('conflict', 'You have a call of this patient to judge before you see it: judge that one first.')
}

/** Those that came with the request, or else those of the newest record. */
async function valuesOf(
  { services }: Context,
  patientId: string,
  { features, coding }: ClinicPredictInput,
): Promise<Known> {
  if (features) return { features, coding, recordId: null }
  const [newest] = await listRecords(services.database.sql, patientId, { skip: 0, limit: 1 })
  if (newest) return { features: newest.features, coding: newest.coding, recordId: newest.record_id }
  throw new VouchError('invalid', 'features: nothing was measured of this patient yet', [
    { field: 'features', message: 'nothing was measured of this patient yet' },
  ])
}

/** The submission is kept already; this goes with it, and is made again by whoever begins the request again. */
async function keep(
  ctx: Context,
  { patientId, threshold }: { readonly patientId: string; readonly threshold: number },
  made: NewRecommendation,
): Promise<void> {
  await ctx.services.database.sql.transaction(async (tx) => {
    await insertRecommendation(tx, made)
    await offerCall(tx, ctx, { ...made, patientId, threshold })
    await note(tx, ctx, { patientId, prediction: made.predictionId })
  })
}

/** Whoever calls a patient has read what is known of them, kept or not. */
async function note(
  db: Sql,
  ctx: Context,
  { patientId, prediction }: { readonly patientId: string; readonly prediction: string | null },
): Promise<void> {
  const act = auditAct(ctx, { action: 'patient.predict', subject: patientId, detail: { prediction } })
  await db.transaction((tx) => appendAudit(tx, act))
}
