import { z } from 'zod'
import { JobAccepted } from '../job.ts'
import { ModelRef } from '../model.ts'
import { NotAssessed, PredictionId, Probability, Threshold, Warning } from '../prediction.ts'

/** Where a table comes from, recognised from its columns. */
export const Mission = z.enum(['koi', 'k2', 'toi', 'tce', 'generic'])
export type Mission = z.infer<typeof Mission>

/** How the columns of a table were understood. Every column of the table stands in exactly one of the lists. */
export const Mapping = z.object({
  mission: Mission,
  mission_name: z.string(),
  rows: z.int().min(0),
  /** the column that names a row, null when rows are named by their number */
  id_column: z.string().nullable(),
  mapped: z.array(
    z.object({
      column: z.string(),
      quantity: z.string(),
      /** unit of the column as understood, and the unit it was brought to */
      unit: z.string(),
      to_unit: z.string(),
      /** `default`: the mission's own; `header`: written in the header or the archive's comment lines */
      unit_from: z.enum(['default', 'header']),
      /** rows in which the column held a usable number */
      filled: z.int().min(0),
      /** cells that were neither empty nor a usable number */
      unreadable: z.int().min(0),
    }),
  ),
  /** quantities the model can use that no column gave */
  missing: z.array(z.object({ quantity: z.string(), unit: z.string(), description: z.string() })),
  /** columns that tell the answer: seen, never used */
  leaking: z.array(z.object({ column: z.string(), reason: z.string() })),
  ignored: z.array(z.string()),
  warnings: z.array(Warning),
})
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
export const Receipt = z.object({
  success: z.literal(true),
  model_used: z.string(),
  model_version: z.string(),
  model_sha256: z.string(),
  threshold: Threshold,
  abstain: z.object({ from: z.number(), to: z.number() }).nullable(),
  total_samples: z.int().min(0),
  summary: Summary,
  /** null when the caller asked for nothing to be kept */
  prediction_id: PredictionId.nullable(),
  created_at: z.iso.datetime(),
  /** sha256 over what decided the calls: the bytes or rows, the model, the context */
  input_sha256: z.string(),
  /** the catalogue that catalogue features were made with; null when the model uses none */
  context: z.object({ name: z.string(), sha256: z.string().nullable(), rows: z.int().min(0) }).nullable(),
  /** the table says that it is simulated */
  simulated: z.boolean(),
  processing_time_ms: z.number().min(0),
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

const Options = {
  model: ModelRef.optional(),
  /** default: the model's own, chosen on out-of-fold calls */
  threshold: Threshold.optional(),
  /** `all`: every input of the model beside the three */
  features: z.enum(['three', 'all']).default('three'),
  /** 64 seeded draws within the catalogue's errors for each row */
  fragile: z.boolean().optional(),
  /** false keeps nothing of the submission */
  store: z.boolean().default(true),
}

/** The most rows a JSON body may hold; more belong into a file. */
export const MAX_JSON_ROWS = 20_000

/** One row: column name → value, named as a mission's table or the aliases name them. */
export const Row = z.record(z.string().max(200), z.union([z.number(), z.string().max(2000), z.boolean(), z.null()]))
export type Row = z.infer<typeof Row>

export const PredictInput = z.object({ rows: z.array(Row).min(1).max(MAX_JSON_ROWS), ...Options })
export type PredictInput = z.infer<typeof PredictInput>

/** The options of a table sent as a file: `multipart/form-data` with the file in `file`. */
export const PredictTableOptions = z.object(Options)
export type PredictTableOptions = z.infer<typeof PredictTableOptions>

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
export const EvidenceItem = z.object({
  name: z.string(),
  unit: z.string(),
  description: z.string(),
  value: z.number().nullable(),
  /** share of training planets, of training false positives, with a value at or below this one */
  percentile_planets: z.number().min(0).max(1).nullable(),
  percentile_false_positives: z.number().min(0).max(1).nullable(),
  outside_training: z.boolean(),
  importance_rank: z.int().min(1).nullable(),
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

/** A table to try the product with. */
export const Sample = z.object({ name: z.string(), csv: z.string(), note: z.string() })
export type Sample = z.infer<typeof Sample>
