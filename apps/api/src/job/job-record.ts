import { FINAL_JOB_STATES, Job, JobKind, JobResult, JobState, TrainingDetail } from '@vouch/contracts/job'
import { z } from 'zod'

const Time = z.string().transform((text) => new Date(text).toISOString())

/** A job as the database keeps it, without its input: a row and the data of an event alike. */
export const JobRecord = z.object({
  id: z.string(),
  account_id: z.string().nullable(),
  parent_id: z.string().nullable(),
  kind: z.string(),
  name: z.string().nullable(),
  state: JobState,
  progress: z.number(),
  stage: z.string().nullable(),
  detail: z.unknown(),
  result: z.unknown(),
  reason: z.string().nullable(),
  /** the file that it works on, and once it is completed the one that it left behind */
  file_sha256: z.string().nullable(),
  attempts: z.int(),
  version: z.int(),
  created_at: Time,
  started_at: Time.nullable(),
  heartbeat_at: Time.nullable(),
  finished_at: Time.nullable(),
})
export type JobRecord = z.infer<typeof JobRecord>

const FINAL = new Set<JobState>(FINAL_JOB_STATES)

export function isFinal({ state }: Pick<JobRecord, 'state'>): boolean {
  return FINAL.has(state)
}

/** What its owner sees of it. */
export function toJob(record: JobRecord): Job {
  const { id, name, state, progress, reason, attempts, version, created_at, started_at, finished_at } = record
  const running = state === 'running'
  return {
    id,
    kind: JobKind.parse(record.kind),
    name,
    state,
    progress,
    stage: running ? Job.shape.stage.parse(record.stage) : null,
    training: detailOf(record),
    eta_seconds: running ? secondsLeft(record) : null,
    attempts,
    result: state === 'completed' ? JobResult.parse(record.result) : null,
    reason,
    version,
    created_at,
    started_at,
    finished_at,
  }
}

/** Curves are told while they grow: later the figures have them, where the training made any. */
function detailOf({ detail, state }: JobRecord): TrainingDetail | null {
  const told = TrainingDetail.safeParse(detail).data ?? null
  return told === null || state === 'running' ? told : { ...told, curve: null, earlier_curves: [] }
}

/** As long again for each row as those before took; both times are the database's. */
function secondsLeft({ progress, started_at, heartbeat_at }: JobRecord): number | null {
  if (progress <= 0 || started_at === null || heartbeat_at === null) return null
  const elapsedMs = Date.parse(heartbeat_at) - Date.parse(started_at)
  return Math.max(0, Math.round((elapsedMs / 1000) * (100 / progress - 1)))
}
