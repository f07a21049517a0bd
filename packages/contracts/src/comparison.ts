import { z } from 'zod'
import { CallAgreement } from './call-agreement.ts'
import { Metric } from './metric.ts'
import { Curves } from './model.ts'
import { PairedAuc } from './promotion.ts'
import { TrainingId } from './training.ts'

export const ComparisonQuery = z.object({
  /** a training, or the model that it made */
  id: z.string().max(64),
  /** another of the same data set, or a model that is served; the one that answers by default when not given */
  with: z.string().max(64).optional(),
})
export type ComparisonQuery = z.infer<typeof ComparisonQuery>

/** One of two models, measured on the rows that both judged. */
export const ComparedModel = z.object({
  model: z.string(),
  /** null of a model that is served and was not trained here */
  session_id: TrainingId.nullable(),
  name: z.string(),
  model_type: z.string(),
  /** that its rows are called by: its own */
  threshold: z.number(),
  metrics: z.array(Metric),
  curves: Curves,
})
export type ComparedModel = z.infer<typeof ComparedModel>

/** Two models side by side, on every row that both judged without having been trained on it. */
export const Comparison = z.object({
  dataset_id: z.string(),
  first: ComparedModel,
  second: ComparedModel,
  paired: PairedAuc,
  agreement: CallAgreement,
  /** rows that they call differently, those first where they are furthest apart; of many the first ones */
  differing: z.array(
    z.object({
      /** of the data set, counted from 0 */
      row: z.int().min(0),
      label: z.enum(['positive', 'negative']),
      first: z.number(),
      second: z.number(),
    }),
  ),
  /** what to know before one is called the better */
  cautions: z.array(z.string()),
})
export type Comparison = z.infer<typeof Comparison>
