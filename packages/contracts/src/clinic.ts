import { z } from 'zod'
import { CodingChoice, HealthFeatures, HeartLabel, PatientValues } from './domains/heart.ts'
import { Metric, ReliabilityBin } from './metric.ts'
import { JobState } from './job.ts'
import { ModelTypeName } from './learner.ts'
import { ModelRef, ModelStatus, Performance } from './model.ts'
import { PAGE_LIMIT, PageQuery } from './page.ts'
import { PatientId } from './patient.ts'
import { PredictionId, Probability, Threshold } from './prediction.ts'
import { ReviewId } from './review.ts'
import { TrainingId } from './training.ts'

/** What a value of a patient added to a call, in log-odds of disease; `value` in UCI's codes. */
export const ClinicReason = z.object({
  name: z.string(),
  /** with its value and unit, in words */
  text: z.string(),
  value: z.number().nullable(),
  unit: z.string(),
  log_odds: z.number(),
})
export type ClinicReason = z.infer<typeof ClinicReason>

/** `disputed`: doctors judged it differently, and nobody had the last word. */
export const RecommendationStatus = z.enum(['pending', 'approved', 'rejected', 'corrected', 'unsure', 'disputed'])
export type RecommendationStatus = z.infer<typeof RecommendationStatus>

/** A call of a patient: the prediction of one row. What it says is null, and `blind`, for who has to judge it first. */
export const Recommendation = z.object({
  recommendation_id: PredictionId,
  patient_id: PatientId,
  ai_prediction: HeartLabel.nullable(),
  /** of disease */
  probability: Probability.nullable(),
  abstained: z.boolean().nullable(),
  call: z.object({ label: HeartLabel, probability: Probability, abstained: z.boolean() }).nullable(),
  blind: z.boolean(),
  threshold: Threshold,
  timestamp: z.iso.datetime(),
  model: z.string(),
  model_version: z.string(),
  features_used: PatientValues,
  /** in plain words, what weighed most; null where it may not be shown */
  reasoning: z.string().nullable(),
  contributions: z.array(ClinicReason).nullable(),
  status: RecommendationStatus,
})
export type Recommendation = z.infer<typeof Recommendation>

export const RecommendationPage = z.object({
  patient_id: PatientId,
  recommendations: z.array(Recommendation),
  next_cursor: z.string().nullable(),
})
export type RecommendationPage = z.infer<typeof RecommendationPage>

export const ClinicPredictInput = z.object({
  patient_id: z.string().max(64),
  /** those of the newest record where they are left out */
  features: HealthFeatures.optional(),
  coding: CodingChoice,
  /** false: nothing is kept, and nobody reviews it */
  save_to_db: z.boolean().default(true),
  model: ModelRef.optional(),
})
export type ClinicPredictInput = z.infer<typeof ClinicPredictInput>

/** A call as whoever asked for it is told; without an id where it was not kept. */
export const ClinicPredictOutput = Recommendation.extend({
  success: z.literal(true),
  recommendation_id: PredictionId.nullable(),
  ai_prediction: HeartLabel,
  probability: Probability,
  abstained: z.boolean(),
  warnings: z.array(z.string()),
  /** what a page has to show beside it */
  notice: z.string(),
})
export type ClinicPredictOutput = z.infer<typeof ClinicPredictOutput>

const NOTE_CHARACTERS = 4000
const DAY_SECONDS = 86_400

/** A review in the words of a clinic: `approved` accepts the call, `rejected` rejects it, and with `correction` says what it is. */
export const DoctorFeedbackInput = z.object({
  recommendation_id: z.string().max(64),
  doctor_feedback: z.enum(['approved', 'rejected']),
  doctor_notes: z.string().max(NOTE_CHARACTERS).nullish(),
  /** what it is instead; of a call that is not shown yet, what it is */
  correction: HeartLabel.nullish(),
  confidence_score: z.number().min(0).max(1).nullish(),
  review_time_seconds: z.number().min(0).max(DAY_SECONDS).nullish(),
})
export type DoctorFeedbackInput = z.infer<typeof DoctorFeedbackInput>

export const DoctorFeedback = z.object({
  feedback_id: ReviewId,
  recommendation_id: PredictionId,
  patient_id: PatientId.nullable(),
  /** an account's id */
  doctor: z.string(),
  doctor_feedback: z.enum(['approved', 'rejected', 'corrected', 'unsure']),
  doctor_notes: z.string(),
  correction: HeartLabel.nullable(),
  confidence_score: z.number().nullable(),
  review_time_seconds: z.number().nullable(),
  ai_prediction: HeartLabel.nullable(),
  probability: Probability.nullable(),
  blind: z.boolean(),
  /** what the doctor had been shown before */
  shown: z.enum(['nothing', 'call', 'reasons']),
  model_version: z.string(),
  timestamp: z.iso.datetime(),
})
export type DoctorFeedback = z.infer<typeof DoctorFeedback>

export const DoctorFeedbackPage = z.object({
  feedback: z.array(DoctorFeedback),
  next_cursor: z.string().nullable(),
})
export type DoctorFeedbackPage = z.infer<typeof DoctorFeedbackPage>

export const PendingReviews = z.object({
  pending_reviews: z.array(Recommendation.extend({ patient_name: z.string() })),
  total: z.int().min(0),
  next_cursor: z.string().nullable(),
})
export type PendingReviews = z.infer<typeof PendingReviews>

export const PendingQuery = PageQuery.extend({ limit: z.int().min(1).max(PAGE_LIMIT).default(20) })
export type PendingQuery = z.infer<typeof PendingQuery>

const MOST_DAYS = 3650
const DEFAULT_DAYS = 30
export const DaysQuery = z.object({ days_back: z.int().min(1).max(MOST_DAYS).default(DEFAULT_DAYS) })
export type DaysQuery = z.infer<typeof DaysQuery>

/** Verdicts of the time, and how often they say what the call says. */
export const FeedbackStats = z.object({
  days_back: z.int(),
  total_feedback: z.int().min(0),
  approved: z.int().min(0),
  rejected: z.int().min(0),
  corrected: z.int().min(0),
  unsure: z.int().min(0),
  pending: z.int().min(0),
  /** not accuracy: who has seen a call agrees with it more */
  agreement: Metric,
  mean_confidence: z.number().nullable(),
  /** verdicts whose doctors said how sure they were */
  confidence_n: z.int().min(0),
  median_review_time_seconds: z.number().nullable(),
  review_time_n: z.int().min(0),
})
export type FeedbackStats = z.infer<typeof FeedbackStats>

/** Each figure on the calls that chance drew, from which it may be told of all, and on those that were judged. */
export const AccuracyVsFeedback = z.object({
  days_back: z.int(),
  calls: z.int().min(0),
  reviewed: z.int().min(0),
  with_outcome: z.int().min(0),
  /** calls against outcomes */
  accuracy: z.array(Metric),
  /** doctors against outcomes */
  skill: z.array(Metric),
  /** calls against doctors */
  agreement: z.array(Metric),
  /** what seeing the call does to verdicts */
  influence: z.array(Metric),
  switches: z.array(Metric),
  between_doctors: z.array(Metric),
  calibration: z.object({ metrics: z.array(Metric), bins: z.array(ReliabilityBin) }),
  notes: z.array(z.string()),
})
export type AccuracyVsFeedback = z.infer<typeof AccuracyVsFeedback>

export const TrendPoint = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  calls: z.int().min(0),
  reviewed: z.int().min(0),
  with_outcome: z.int().min(0),
  agreement: Metric,
  accuracy: Metric,
})
export type TrendPoint = z.infer<typeof TrendPoint>

export const Trends = z.object({
  days_back: z.int(),
  every: z.enum(['day', 'week', 'month']),
  trends: z.array(TrendPoint),
})
export type Trends = z.infer<typeof Trends>

/** By name, never by agreement: agreeing with a model is no merit. */
export const DoctorPerformance = z.object({
  days_back: z.int(),
  doctors: z.array(
    z.object({
      /** an account's id */
      doctor: z.string(),
      name: z.string().nullable(),
      reviews: z.int().min(0),
      blind_reviews: z.int().min(0),
      /** verdicts against outcomes */
      skill: Metric,
      agreement: Metric,
      mean_confidence: z.number().nullable(),
      confidence_n: z.int().min(0),
      median_review_time_seconds: z.number().nullable(),
      review_time_n: z.int().min(0),
    }),
  ),
  notes: z.array(z.string()),
})
export type DoctorPerformance = z.infer<typeof DoctorPerformance>

export const ModelComparison = z.object({
  days_back: z.int(),
  models: z.array(
    z.object({
      model: z.string(),
      model_version: z.string(),
      calls: z.int().min(0),
      accuracy: z.array(Metric),
      agreement: Metric,
      brier: Metric,
    }),
  ),
})
export type ModelComparison = z.infer<typeof ModelComparison>

export const DataQuality = z.object({
  days_back: z.int(),
  patients: z.int().min(0),
  attributes: z.array(
    z.object({
      name: z.string(),
      unit: z.string(),
      /** share of patients without it */
      missing: Metric,
      /** patients with a value beyond what the model was trained on; null where it does not go by this value alone */
      outside_training: z.int().min(0).nullable(),
      /** against patients before; null where there are none */
      drift: z
        .object({
          /** patients of the time, and from before it */
          n: z.int().min(0),
          reference_n: z.int().min(0),
          population_stability_index: z.number().nullable(),
          /** what chance alone keeps it below, 95 times of 100 */
          chance: z.number().nullable(),
          test: z.string().nullable(),
          p: z.number().nullable(),
          p_adjusted: z.number().nullable(),
        })
        .nullable(),
    }),
  ),
  notes: z.array(z.string()),
})
export type DataQuality = z.infer<typeof DataQuality>

/** A training on what became known of the clinic's calls: outcomes, last words, and, where asked for, what blind doctors agree on. */
export const TrainModelInput = z.object({
  model_type: ModelTypeName.default('random_forest'),
  /** train although nothing became known since the last time */
  force_retrain: z.boolean().default(false),
  days_back: z.int().min(1).max(MOST_DAYS).default(MOST_DAYS),
  include_agreed: z.boolean().default(false),
})
export type TrainModelInput = z.infer<typeof TrainModelInput>

export const TrainModelOutput = z.object({
  success: z.literal(true),
  /** `up_to_date`: the last training learned from the same rows, and nothing was begun */
  status: z.enum(['started', 'running', 'up_to_date']),
  session_id: TrainingId,
  dataset_id: z.string(),
  /** rows of each label; null where nothing was begun */
  labels: z.record(z.string(), z.int()).nullable(),
  location: z.string(),
  /** what comes next: nothing that was trained answers before it has passed the gate */
  next: z.string(),
})
export type TrainModelOutput = z.infer<typeof TrainModelOutput>

export const ModelState = z.object({
  model: z.string(),
  model_version: z.string().nullable(),
  model_type: z.string().nullable(),
  status: ModelStatus,
  /** one that was trained here and answers in its place; null: it answers itself */
  answered_by: z.string().nullable(),
  trained_at: z.string().nullable(),
  training_samples: z.int().nullable(),
  performance: Performance,
  /** calls of the caller's patients, or of all for an admin, whose label has become known */
  labelled_calls: z.record(z.string(), z.int().min(0)).nullable(),
  /** the caller's last training on them; null: there was none */
  training: z
    .object({ session_id: TrainingId, status: JobState, progress: z.number(), model_id: z.string().nullable() })
    .nullable(),
  notice: z.string(),
})
export type ModelState = z.infer<typeof ModelState>
