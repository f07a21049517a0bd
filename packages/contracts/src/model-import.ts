import { z } from 'zod'
import { ExplanationMethod, ModelOrigin } from './model.ts'
import { PageQuery } from './page.ts'
import { TrainedModelId } from './training.ts'

/** What is said of a model that another program trained, beside its file: fields of the form, or of a JSON `manifest`. */
export const ModelImportOptions = z.object({
  /** the file's name when not given */
  name: z.string().trim().min(1).max(200).optional(),
  /** of an XGBoost model saved after early stopping: the rounds up to the best, or all that the file holds */
  rounds: z.enum(['best', 'all']).optional(),
  /** of many classes the one that is the positive one, counted from 0; it is held against all others */
  class: z.int().min(0).max(999).optional(),
  positive: z.string().trim().min(1).max(200).optional(),
  negative: z.string().trim().min(1).max(200).optional(),
  /** .5 when not given */
  threshold: z.number().min(0).max(1).optional(),
  /** of an ONNX model: the output that holds what is said of a row */
  output: z.string().min(1).max(500).optional(),
  /** what that is; probabilities when not given */
  output_is: z.enum(['probability', 'log_odds']).optional(),
})
export type ModelImportOptions = z.infer<typeof ModelImportOptions>

/** The same as a JSON file, which may also name the columns, in the model's order; a field of another name is a fault. */
export const ModelImportManifest = z.strictObject({
  ...ModelImportOptions.shape,
  columns: z.array(z.string().min(1).max(1000)).min(1).max(2000).optional(),
})
export type ModelImportManifest = z.infer<typeof ModelImportManifest>

export const ImportedModel = z.object({
  id: TrainedModelId,
  name: z.string(),
  model_type: z.string(),
  origin: ModelOrigin,
  columns: z.array(z.string()),
  threshold: z.number(),
  labels: z.array(z.string()),
  explanation: ExplanationMethod,
  created_at: z.iso.datetime(),
})
export type ImportedModel = z.infer<typeof ImportedModel>

/** One's own imported models, the newest first. */
export const ImportedModelQuery = PageQuery
export const ImportedModelList = z.object({ models: z.array(ImportedModel), next_cursor: z.string().nullable() })
export type ImportedModelList = z.infer<typeof ImportedModelList>

export const ModelDeleted = z.object({ id: TrainedModelId, deleted: z.literal(true) })
export type ModelDeleted = z.infer<typeof ModelDeleted>
