import { z } from 'zod'
import { PageQuery } from './page.ts'
import { PredictionId } from './prediction.ts'

/** `job_` and 26 characters of Crockford's base 32: time first, so that ids sort, then chance. */
export const JobId = z.string().regex(/^job_[0-9a-hjkmnp-tv-z]{26}$/)
export type JobId = z.infer<typeof JobId>

export const JobKind = z.enum(['predict-table'])
export type JobKind = z.infer<typeof JobKind>

/** The last three are final: a job that has one of them never gets another. */
export const JobState = z.enum(['queued', 'running', 'completed', 'failed', 'cancelled'])
export type JobState = z.infer<typeof JobState>

export const FINAL_JOB_STATES = ['completed', 'failed', 'cancelled'] as const satisfies readonly JobState[]

/** What a job leaves behind: the prediction whose calls are now there. */
export const JobResult = z.object({ prediction_id: PredictionId })
export type JobResult = z.infer<typeof JobResult>

export const Job = z.object({
  id: JobId,
  kind: JobKind,
  /** what it works on, as its sender called it */
  name: z.string().nullable(),
  state: JobState,
  /** 0 to 100, of the rows */
  progress: z.number().min(0).max(100),
  /** what is being done: `reading`, `scoring`, `writing`; null while it waits and once it is over */
  stage: z.enum(['reading', 'scoring', 'writing']).nullable(),
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
