import { z } from 'zod'
import { NotAssessed, PredictionId, Probability } from '../prediction.ts'
import { EvidenceOf, ReceiptOf, TableMapping, ValueInWords } from '../submission.ts'

/** `POSITIVE`: of the classes that the model was taught to find; its `labels` name them, the positive one last. */
export const OtherLabel = z.enum(['POSITIVE', 'NEGATIVE'])
export type OtherLabel = z.infer<typeof OtherLabel>

/** A call of a row of any table, by a model that was trained or imported for such tables. */
export const OtherCall = z.object({
  row: z.int().min(0),
  id: z.string(),
  prediction: OtherLabel,
  /** of POSITIVE */
  probability: Probability,
  abstained: z.boolean(),
  /** with `features=all` every input of the model; no value stands beside every call */
  features: z.record(z.string(), z.number().nullable()),
  /** null: no errors of such values are known */
  fragile: z.boolean().nullable(),
  flip_rate: z.number().min(0).max(1).nullable(),
})
export type OtherCall = z.infer<typeof OtherCall>

export const OtherSummary = z.object({
  predicted_positive: z.int().min(0),
  predicted_negative: z.int().min(0),
  abstained: z.int().min(0),
  mean_probability: z.number().nullable(),
  /** calls with a probability above .7 or below .3 */
  high_confidence_count: z.int().min(0),
})
export type OtherSummary = z.infer<typeof OtherSummary>

export const OtherReceipt = ReceiptOf.extend({
  domain: z.literal('other'),
  summary: OtherSummary,
  mapping: TableMapping,
})
export type OtherReceipt = z.infer<typeof OtherReceipt>

/** A stored receipt. Its counts would tell of a call that its reader is to judge blind. */
export const StoredOtherReceipt = OtherReceipt.extend({ summary: OtherSummary.nullable(), blind: z.boolean() })
export type StoredOtherReceipt = z.infer<typeof StoredOtherReceipt>

/** A call that its reader is to judge before it is shown. */
export const BlindOtherCall = OtherCall.pick({ row: true, id: true, features: true }).extend({
  call: z.null(),
  blind: z.literal(true),
})
export type BlindOtherCall = z.infer<typeof BlindOtherCall>

/** What the one door answers with, `POST /api/predict`, where the model is of no field. */
export const OtherPredictOutput = OtherReceipt.extend({
  predictions: z.array(OtherCall),
  not_assessed: z.array(NotAssessed),
  next_cursor: z.string().nullable(),
})
export type OtherPredictOutput = z.infer<typeof OtherPredictOutput>

export const OtherCallPage = z.object({
  prediction_id: PredictionId,
  predictions: z.array(OtherCall),
  not_assessed: z.array(NotAssessed),
  /** in none of the other lists */
  blind: z.array(BlindOtherCall),
  next_cursor: z.string().nullable(),
})
export type OtherCallPage = z.infer<typeof OtherCallPage>

/** One input of one row, beside the rows the model was trained on. */
export const OtherEvidenceItem = EvidenceOf.extend({
  /** share of training rows of each kind with a value at or below this one */
  percentile_positive: z.number().min(0).max(1).nullable(),
  percentile_negative: z.number().min(0).max(1).nullable(),
})
export type OtherEvidenceItem = z.infer<typeof OtherEvidenceItem>

export const OtherEvidence = z.object({
  prediction_id: PredictionId,
  row: z.int().min(0),
  id: z.string(),
  /** null, and `blind`, for who is to judge it before it is shown; then the evidence is the row's values and no more */
  call: OtherCall.nullable(),
  blind: z.boolean(),
  evidence: z.array(OtherEvidenceItem),
  /** none: what a value means, only the table's owner knows; the numbers are in the evidence */
  values: z.array(ValueInWords),
})
export type OtherEvidence = z.infer<typeof OtherEvidence>
