import { z } from 'zod'
import { ExplanationMethod, ModelRef } from './model.ts'
import { PredictionId, Probability } from './prediction.ts'

/** A cell as JSON has it. */
const Cell = z.union([z.number(), z.string().max(2000), z.boolean(), z.null()])

/** What is to be explained: a row of one's own, or a call that was kept. */
export const ExplainPredictionInput = z
  .object({
    /** for a row; a call is explained by the model that made it */
    model: ModelRef.optional(),
    row: z.record(z.string().max(200), Cell).optional(),
    call: z.object({ prediction_id: PredictionId, row: z.int().min(0) }).optional(),
    /** what if: values in place of the row's, by the names that `values` of the answer has; null: missing */
    changes: z.record(z.string().max(200), z.number().nullable()).default({}),
    /** `background`: rows of the model's training; default: what is exact for the model */
    against: z.enum(['training_paths', 'background']).optional(),
  })
  .refine(({ row, call }) => (row === undefined) !== (call === undefined), {
    path: ['row'],
    message: 'either a row or a call',
  })
export type ExplainPredictionInput = z.infer<typeof ExplainPredictionInput>

/** A number in both units of a model's output. */
const BothUnits = z.object({ log_odds: z.number(), probability: z.number() })

/** What one input of the model adds to the output. */
export const Contribution = z.object({
  name: z.string(),
  unit: z.string(),
  description: z.string(),
  /** as the model takes it; null: missing */
  value: z.number().nullable(),
  log_odds: z.number(),
  probability: z.number(),
  /** of the log-odds; null where nothing was sampled */
  standard_error: z.number().nullable(),
  /** beyond every value of the training rows */
  outside_training: z.boolean(),
})
export type Contribution = z.infer<typeof Contribution>

/** output = base + the sum of all contributions + residual, in both units. */
export const Explanation = z.object({
  prediction_id: PredictionId.nullable(),
  row: z.int().min(0).nullable(),
  model_used: z.string(),
  model_version: z.string(),
  model_sha256: z.string(),
  prediction: z.string(),
  threshold: Probability,
  output: BothUnits,
  base: BothUnits,
  residual: BothUnits,
  method: ExplanationMethod,
  /** what unknown features are taken from; `flat_curve`: a curve without a dip, and the middle of the training rows */
  against: z.enum(['training_paths', 'background', 'flat_curve']),
  background: z.object({ name: z.string(), rows: z.int().min(1) }).nullable(),
  /** the unit whose Shapley values, or integrated gradients, these are; the other's are shared out in proportion */
  shapley_of: z.enum(['log_odds', 'probability']),
  /** the largest first */
  contributions: z.array(Contribution),
  /** what may be changed, as it is now */
  values: z.array(
    z.object({ name: z.string(), unit: z.string(), description: z.string(), value: z.number().nullable() }),
  ),
  /** names of what was changed */
  changed: z.array(z.string()),
  /** why the call should be trusted less than the model's figures say; empty when nothing is known against it */
  warnings: z.array(z.string()),
})
export type Explanation = z.infer<typeof Explanation>
