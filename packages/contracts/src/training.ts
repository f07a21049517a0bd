import { z } from 'zod'
import { PartialDependence, ShapSummary } from './effect.ts'
import { JobState, JobStage, LearningCurve, TrainingDetail } from './job.ts'
import { FieldNote, Hyperparameters, TrainingConfig } from './learner.ts'
import { Metric } from './metric.ts'
import { Curves, Importance } from './model.ts'
import { PageQuery } from './page.ts'

/** `trn_` and 26 characters of Crockford's base 32: time first, so that ids sort, then chance. */
export const TrainingId = z.string().regex(/^trn_[0-9a-hjkmnp-tv-z]{26}$/)
export type TrainingId = z.infer<typeof TrainingId>

/** `mdl_` and the same: a model that was trained or imported here. */
export const TrainedModelId = z.string().regex(/^mdl_[0-9a-hjkmnp-tv-z]{26}$/)
export type TrainedModelId = z.infer<typeof TrainedModelId>

export const TrainingRef = z.object({ id: z.string().max(64) })
export type TrainingRef = z.infer<typeof TrainingRef>

/** A training has been taken on (202). */
export const TrainingAccepted = z.object({
  session_id: TrainingId,
  status: JobState,
  warnings: z.array(FieldNote),
  /** where it is followed */
  location: z.string(),
})
export type TrainingAccepted = z.infer<typeof TrainingAccepted>

export const TrainingProgress = z.object({
  session_id: TrainingId,
  status: JobState,
  /** 0 to 100 */
  progress: z.number().min(0).max(100),
  stage: JobStage.nullable(),
  /** so far; null before there are any */
  metrics: TrainingDetail.nullable(),
  eta_seconds: z.number().min(0).nullable(),
  /** why it failed, or why it waits to be tried again */
  reason: z.string().nullable(),
})
export type TrainingProgress = z.infer<typeof TrainingProgress>

/** One setting that a search tried. */
export const SearchTrial = z.object({
  candidate: z.int(),
  round: z.int(),
  /** share of the rows */
  budget: z.number(),
  /** area under the ROC curve, on the search's own folds */
  score: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  hyperparameters: Hyperparameters,
})
export type SearchTrial = z.infer<typeof SearchTrial>

/** What a training found. */
export const TrainingResult = z.object({
  model_id: TrainedModelId,
  model_sha256: z.string(),
  hyperparameters: Hyperparameters,
  threshold: z.number(),
  metrics: z.array(Metric),
  rows: z.int(),
  /** null: rows were split one by one */
  groups: z.int().nullable(),
  positives: z.int(),
  features: z.array(z.string()),
  /**
   * rounds the kept model was trained for, no more than the folds that are judged had, because it was told to stop; the
   * metrics' `split` and `n` say which folds are judged. Null when it was not, or only once all folds were done
   */
  stopped_at: z.int().nullable(),
  /** largest difference of probability between the trainer and the graph, and over how many rows */
  parity: z.object({ probability: z.number(), rows: z.int() }),
  trials: z.array(SearchTrial),
})
export type TrainingResult = z.infer<typeof TrainingResult>

export const TrainingSession = TrainingProgress.extend({
  name: z.string(),
  dataset_id: z.string(),
  dataset_sha256: z.string(),
  config: TrainingConfig,
  warnings: z.array(FieldNote),
  result: TrainingResult.nullable(),
  /** the training that this one does again, and whether its graph is the same to the byte; null of one asked for anew */
  reproduction: z.object({ of: TrainingId, model_sha256: z.string(), same: z.boolean().nullable() }).nullable(),
  created_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
})
export type TrainingSession = z.infer<typeof TrainingSession>

/** One's own trainings, the newest first. */
export const TrainingListQuery = PageQuery
export const TrainingList = z.object({ sessions: z.array(TrainingSession), next_cursor: z.string().nullable() })
export type TrainingList = z.infer<typeof TrainingList>

/** Forgets trainings that were over so long ago; one that runs is never touched, and what was trained stays. */
export const TrainingCleanup = z.object({ max_age_hours: z.number().min(0).default(24) })
export type TrainingCleanup = z.infer<typeof TrainingCleanup>
export const TrainingCleaned = z.object({ deleted: z.int().min(0) })
export type TrainingCleaned = z.infer<typeof TrainingCleaned>

export const TrainingDeleted = z.object({ session_id: TrainingId, deleted: z.literal(true) })
export type TrainingDeleted = z.infer<typeof TrainingDeleted>

/**
 * A labelled row's call by a model that was not trained on it: what the metrics count. Out of fold each fold is called by a
 * threshold that was chosen on the other folds, the locked test by the model's.
 */
export const TrainingCall = z.object({
  /** of the data set, counted from 0 */
  row: z.int().min(0),
  label: z.string(),
  /** positive at this row's `threshold` or more */
  prediction: z.string(),
  probability: z.number().min(0).max(1),
  /** null of what was trained before it was kept: called by the model's */
  threshold: z.number().nullable(),
  /** from 1; null: the row is of the locked test */
  fold: z.int().min(1).nullable(),
})
export type TrainingCall = z.infer<typeof TrainingCall>

/** A page of a training's calls, in the order of the data set; of labels and calls the words are the model's. */
export const TrainingCalls = z.object({
  session_id: TrainingId,
  model_id: TrainedModelId,
  /** of the kept model, chosen on all calls out of fold; each row says which one called it */
  threshold: z.number(),
  total: z.int().min(0),
  predictions: z.array(TrainingCall),
  next_cursor: z.string().nullable(),
})
export type TrainingCalls = z.infer<typeof TrainingCalls>

export const TrainedModel = z.object({
  id: TrainedModelId,
  name: z.string(),
  model_type: z.string(),
  session_id: TrainingId,
  dataset_id: z.string(),
  metrics: z.array(Metric),
  badge: z.boolean(),
  created_at: z.iso.datetime(),
})
export type TrainedModel = z.infer<typeof TrainedModel>
export const TrainedModelList = z.object({ models: z.array(TrainedModel), next_cursor: z.string().nullable() })
export type TrainedModelList = z.infer<typeof TrainedModelList>

/** What a trained model goes by, over all rows. */
export const TrainingExplanation = z.object({
  session_id: TrainingId,
  model_id: TrainedModelId,
  /** how it was measured, and on which rows */
  method: z.string(),
  features: z.array(Importance),
})
export type TrainingExplanation = z.infer<typeof TrainingExplanation>

/** Data for plots: of the out-of-fold calls, and of the locked test's where there is one. */
export const TrainingVisualization = z.object({
  session_id: TrainingId,
  out_of_fold: Curves,
  test: Curves.nullable(),
  learning_curves: z.array(LearningCurve),
  importance: z.array(Importance),
  /** null of what was trained before it was measured */
  partial_dependence: PartialDependence.nullable().default(null),
  /** null of what was trained before it was measured, and of a model that cannot be explained */
  shap: ShapSummary.nullable().default(null),
  /** counts of calls against labels at the model's threshold */
  confusion: z.object({
    true_positives: z.int(),
    false_positives: z.int(),
    true_negatives: z.int(),
    false_negatives: z.int(),
  }),
})
export type TrainingVisualization = z.infer<typeof TrainingVisualization>
