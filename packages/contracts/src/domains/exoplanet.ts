import { z } from 'zod'
import { JobAccepted } from '../job.ts'
import { NotAssessed, PredictionId, Probability } from '../prediction.ts'
import { EvidenceOf, MAX_JSON_ROWS, ReceiptOf, Row, SubmitOptions, TableMapping, ValueInWords } from '../submission.ts'

/** Where a table comes from, recognised from its columns. */
export const Mission = z.enum(['koi', 'k2', 'toi', 'tce', 'generic'])
export type Mission = z.infer<typeof Mission>

/** How the columns of a table were understood, and which mission's they are. */
export const Mapping = TableMapping.extend({ mission: Mission, mission_name: z.string() })
export type Mapping = z.infer<typeof Mapping>

export const CallLabel = z.enum(['PLANET', 'FALSE POSITIVE'])
export type CallLabel = z.infer<typeof CallLabel>

/** `orbital_period` d, `planet_radius` Earth radii, `transit_duration` h; with `features=all` every input of the model. */
export const CallFeatures = z
  .object({
    orbital_period: z.number().nullable(),
    planet_radius: z.number().nullable(),
    transit_duration: z.number().nullable(),
  })
  .catchall(z.number().nullable())
export type CallFeatures = z.infer<typeof CallFeatures>

export const Call = z.object({
  row: z.int().min(0),
  id: z.string(),
  prediction: CallLabel,
  probability: Probability,
  abstained: z.boolean(),
  features: CallFeatures,
  /** whether the catalogue's own errors flip the call in more than one draw of ten; null when it was not asked, or none is known */
  fragile: z.boolean().nullable(),
  flip_rate: z.number().min(0).max(1).nullable(),
})
export type Call = z.infer<typeof Call>

export const Summary = z.object({
  predicted_planets: z.int().min(0),
  false_positives: z.int().min(0),
  abstained: z.int().min(0),
  mean_probability: z.number().nullable(),
  /** calls with a probability above .7 or below .3 */
  high_confidence_count: z.int().min(0),
})
export type Summary = z.infer<typeof Summary>

/** What a table of calls comes with: everything but the calls. */
export const Receipt = ReceiptOf.extend({
  /** receipts that were kept before there was a second domain do not say it */
  domain: z.literal('exoplanet').default('exoplanet'),
  summary: Summary,
  mapping: Mapping,
})
export type Receipt = z.infer<typeof Receipt>

export const PredictOutput = Receipt.extend({
  predictions: z.array(Call),
  not_assessed: z.array(NotAssessed),
  /** null: every call is here; those of a larger table are read in pages (`GET /api/predictions/{id}/calls`) */
  next_cursor: z.string().nullable(),
})
export type PredictOutput = z.infer<typeof PredictOutput>

/** A table is answered with every call, or, when it holds more rows than one answer, with the job that makes them. */
export const PredictTableOutput = z.union([PredictOutput, JobAccepted])
export type PredictTableOutput = z.infer<typeof PredictTableOutput>

export const PredictInput = SubmitOptions.extend({ rows: z.array(Row).min(1).max(MAX_JSON_ROWS) })
export type PredictInput = z.infer<typeof PredictInput>

/** A stored receipt. Its counts would tell of a call that its reader is to judge blind. */
export const StoredReceipt = Receipt.extend({ summary: Summary.nullable(), blind: z.boolean() })
export type StoredReceipt = z.infer<typeof StoredReceipt>

/** A call that its reader is to judge before it is shown. */
export const BlindCall = Call.pick({ row: true, id: true, features: true }).extend({
  call: z.null(),
  blind: z.literal(true),
})
export type BlindCall = z.infer<typeof BlindCall>

export const CallPage = z.object({
  prediction_id: PredictionId,
  predictions: z.array(Call),
  not_assessed: z.array(NotAssessed),
  /** in none of the other lists */
  blind: z.array(BlindCall),
  next_cursor: z.string().nullable(),
})
export type CallPage = z.infer<typeof CallPage>

/** One feature of one row, beside the rows the model was trained on. */
export const EvidenceItem = EvidenceOf.extend({
  /** share of training planets, of training false positives, with a value at or below this one */
  percentile_planets: z.number().min(0).max(1).nullable(),
  percentile_false_positives: z.number().min(0).max(1).nullable(),
})
export type EvidenceItem = z.infer<typeof EvidenceItem>

export const Evidence = z.object({
  prediction_id: PredictionId,
  row: z.int().min(0),
  id: z.string(),
  /** null, and `blind`, for who is to judge it before it is shown; then the evidence is the row's values and no more */
  call: Call.nullable(),
  blind: z.boolean(),
  evidence: z.array(EvidenceItem),
  /** what stands beside every call: period, radius, duration */
  values: z.array(ValueInWords),
})
export type Evidence = z.infer<typeof Evidence>

/** The archive's table kept here for catalogue features and for the page. */
export const Catalogue = z.object({
  name: z.string(),
  fetched: z.boolean(),
  fetched_at: z.iso.datetime().nullable(),
  sha256: z.string().nullable(),
  rows: z.int().min(0).nullable(),
  source: z.string(),
})
export type Catalogue = z.infer<typeof Catalogue>
