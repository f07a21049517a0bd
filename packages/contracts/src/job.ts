import { z } from 'zod'
import { PageQuery } from './page.ts'
import { PredictionId } from './prediction.ts'

/** `job_` and 26 characters of Crockford's base 32: time first, so that ids sort, then chance. */
export const JobId = z.string().regex(/^job_[0-9a-hjkmnp-tv-z]{26}$/)
export type JobId = z.infer<typeof JobId>

export const JobKind = z.enum(['predict-table', 'predict-light-curve', 'inject', 'train'])
export type JobKind = z.infer<typeof JobKind>

/** The last three are final: a job that has one of them never gets another. */
export const JobState = z.enum(['queued', 'running', 'completed', 'failed', 'cancelled'])
export type JobState = z.infer<typeof JobState>

export const FINAL_JOB_STATES = ['completed', 'failed', 'cancelled'] as const satisfies readonly JobState[]

/** What a job leaves behind: the prediction whose calls are now there, the model that was trained, or what became of injections. */
export const JobResult = z.object({
  prediction_id: PredictionId.nullable().default(null),
  model_id: z.string().nullable().default(null),
  /** under `/api/injections/{id}`; the job's own id, as it goes with the job */
  injection_id: JobId.nullable().default(null),
})
export type JobResult = z.infer<typeof JobResult>

/**
 * What is being done: a table is read, scored and written; transits are put into a curve and looked for; a model searched,
 * trained fold by fold and whole, and measured.
 */
export const JobStage = z.enum([
  'reading',
  'scoring',
  'writing',
  'searching',
  'injecting',
  'folds',
  'final',
  'measuring',
])
export type JobStage = z.infer<typeof JobStage>

/** How the loss of one training went, round by round; of many rounds some are left out, the last never. */
export const LearningCurve = z.object({
  /** from 1; null: the training on all rows but the test's */
  fold: z.int().nullable(),
  round: z.array(z.int()),
  /** mean log loss of the training rows, and of those held back to stop by */
  loss: z.array(z.number().nullable()),
  validation_loss: z.array(z.number().nullable()),
})
export type LearningCurve = z.infer<typeof LearningCurve>

/** How far a training is. */
export const TrainingDetail = z.object({
  /** from 1; null while it searches, and when all rows but the test's are trained on */
  fold: z.int().nullable(),
  folds: z.int(),
  /** a tree, an epoch or a step; null before the first */
  round: z.int().nullable(),
  rounds: z.int().nullable(),
  /** mean log loss of the training rows, and of those held back to stop by */
  loss: z.number().nullable(),
  validation_loss: z.number().nullable(),
  /** mean over the folds that are done */
  roc_auc: z.number().nullable(),
  /** settings that were tried, of so many */
  trial: z.int().nullable(),
  trials: z.int().nullable(),
  /** so far, of what is being trained; null before its first round, and while it searches */
  curve: LearningCurve.nullable().default(null),
  /** of the folds that are done; an event has the latest alone, as those before it have told the others */
  earlier_curves: z.array(LearningCurve).default([]),
})
export type TrainingDetail = z.infer<typeof TrainingDetail>

export const Job = z.object({
  id: JobId,
  kind: JobKind,
  /** what it works on, as its sender called it */
  name: z.string().nullable(),
  state: JobState,
  /** 0 to 100, of the rows */
  progress: z.number().min(0).max(100),
  /** null while it waits and once it is over */
  stage: JobStage.nullable(),
  /** of a training; null of others, and before it says how far it is */
  training: TrainingDetail.nullable(),
  /** null until enough is done to tell */
  eta_seconds: z.number().min(0).nullable(),
  /** how often it was begun; one whose worker died is begun again */
  attempts: z.int().min(0),
  /** null until it is completed */
  result: JobResult.nullable(),
  /** why it failed, or why it waits to be tried again */
  reason: z.string().nullable(),
  /** grows with every change; the id of its event */
  version: z.int().min(0),
  created_at: z.iso.datetime(),
  /** when the present attempt began */
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
})
export type Job = z.infer<typeof Job>

/** The answer to a submission that is worked on later (202): the job is followed, the prediction is there when it is done. */
export const JobAccepted = z.object({
  job_id: JobId,
  status: JobState,
  /** the calls will be under this id; until then it is not known (404) */
  prediction_id: PredictionId,
  /** where the job is seen: also in the header `Location` */
  location: z.string(),
})
export type JobAccepted = z.infer<typeof JobAccepted>

export const JobQuery = z.object({ id: z.string() })
export type JobQuery = z.infer<typeof JobQuery>

/** One's own jobs, the newest first. */
export const JobListQuery = PageQuery.extend({ state: JobState.optional() })
export type JobListQuery = z.infer<typeof JobListQuery>

export const JobPage = z.object({ jobs: z.array(Job), next_cursor: z.string().nullable() })
export type JobPage = z.infer<typeof JobPage>

/** `lastEventId`: the version that was seen last; what came after it is sent, then what comes. */
export const JobWatchInput = JobQuery.extend({ lastEventId: z.string().max(20).nullish() })
export type JobWatchInput = z.infer<typeof JobWatchInput>
