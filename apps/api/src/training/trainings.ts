import { TrainingConfig, FieldNote } from '@vouch/contracts/learner'
import { Manifest } from '@vouch/contracts/model'
import {
  type TrainedModelList,
  type TrainingCalls,
  type TrainingCleaned,
  type TrainingDeleted,
  type TrainingExplanation,
  TrainingId,
  type TrainingList,
  type TrainingProgress,
  TrainingResult,
  type TrainingSession,
  TrainingVisualization,
} from '@vouch/contracts/training'
import { VouchError } from '@vouch/core/error'
import { z } from 'zod'
import { accountOf } from '../account/manage.ts'
import { type Caller, isAdmin } from '../account/caller.ts'
import { appendAudit } from '../audit/audit.ts'
import { type JobRecord, isFinal, toJob } from '../job/job-record.ts'
import { parseRowCursor } from '../row-cursor.ts'
import type { Services } from '../services.ts'
import type { Context } from '../trpc.ts'
import {
  askToStop,
  deleteOver,
  deleteTraining,
  findFigures,
  findTrainedModel,
  findTraining,
  listTrainings,
  type StoredTraining,
} from './store.ts'

const SECONDS_AN_HOUR = 3600

/** A training and its job, as they stand. */
export interface FollowedTraining {
  readonly row: StoredTraining
  /** null once the job has been forgotten, which is long after it was over */
  readonly job: JobRecord | null
}

/**
 * A training that a caller may see: his own, or nobody's whose id he knows. What is another's is not there.
 * @throws VouchError `not_found`
 */
export async function openTraining(services: Services, caller: Caller, id: string): Promise<FollowedTraining> {
  const row = TrainingId.safeParse(id).success ? await findTraining(services.database.sql, id) : null
  const visible = row && (row.accountId === null || row.accountId === caller.accountId || isAdmin(caller))
  if (!visible) throw new VouchError('not_found', 'There is no such training.')
  return { row, job: await services.jobs.find(row.jobId) }
}

export function toProgress({ row, job }: FollowedTraining): TrainingProgress {
  const told = job && toJob(job)
  return {
    session_id: row.id,
    status: told?.state ?? (row.modelId === null ? 'failed' : 'completed'),
    progress: told?.progress ?? (row.modelId === null ? 0 : 100),
    stage: told?.stage ?? null,
    metrics: told?.training ?? null,
    eta_seconds: told?.eta_seconds ?? null,
    reason: told?.reason ?? null,
  }
}

export function toSession(followed: FollowedTraining): TrainingSession {
  const { row, job } = followed
  const told = job && toJob(job)
  const result = row.result === null ? null : TrainingResult.parse(row.result)
  return {
    ...toProgress(followed),
    name: row.name,
    dataset_id: row.datasetId,
    dataset_sha256: row.datasetSha256,
    config: TrainingConfig.parse(row.config),
    warnings: FieldNote.array().parse(row.warnings),
    result,
    reproduction: reproductionOf(row, result),
    created_at: row.createdAt.toISOString(),
    started_at: told?.started_at ?? null,
    finished_at: told?.finished_at ?? null,
  }
}

const Reproduces = z.object({ reproduces: z.object({ session_id: TrainingId, model_sha256: z.string() }).nullable() })

function reproductionOf({ plan }: StoredTraining, result: TrainingResult | null): TrainingSession['reproduction'] {
  const { reproduces } = Reproduces.safeParse(plan).data ?? { reproduces: null }
  if (reproduces === null) return null
  const { session_id: of, model_sha256 } = reproduces
  return { of, model_sha256, same: result === null ? null : result.model_sha256 === model_sha256 }
}

export async function pageTrainings(
  ctx: Context,
  query: { cursor?: string | undefined; limit: number },
): Promise<TrainingList> {
  const { database, jobs } = ctx.services
  const rows = await listTrainings(database.sql, accountOf(ctx), { ...query, limit: query.limit + 1 })
  const shown = rows.slice(0, query.limit)
  const sessions = await Promise.all(shown.map(async (row) => toSession({ row, job: await jobs.find(row.jobId) })))
  return { sessions, next_cursor: rows.length > shown.length ? (shown.at(-1)?.id ?? null) : null }
}

/** Stops the computation. @throws VouchError `conflict` for one that is over, saying how */
export async function cancelTraining(services: Services, caller: Caller, id: string): Promise<TrainingProgress> {
  const { row } = await openTraining(services, caller, id)
  const cancelled = await services.jobs.cancel(row.jobId)
  const followed = { row, job: cancelled ?? (await services.jobs.find(row.jobId)) }
  const progress = toProgress(followed)
  if (progress.status === 'cancelled') return progress
  throw new VouchError('conflict', `The training is over: it has ${progress.status}.`)
}

/** Has a training take no more rounds and keep what it has. @throws VouchError `conflict` for one that is over */
export async function stopTraining(services: Services, caller: Caller, id: string): Promise<TrainingProgress> {
  const followed = await openTraining(services, caller, id)
  const progress = toProgress(followed)
  if (followed.job === null || isFinal(followed.job))
    throw new VouchError('conflict', `The training is over: it has ${progress.status}.`)
  await askToStop(services.database.sql, id)
  return progress
}

/**
 * Deletes a training with its model, its calls and its figures.
 * @throws VouchError `forbidden` for one that is nobody's; `conflict` while it runs, and for one whose model was promoted
 */
export async function deleteOwn({ services, caller, requestId }: Context, id: string): Promise<TrainingDeleted> {
  const followed = await openTraining(services, caller, id)
  if (followed.row.accountId !== caller.accountId && !isAdmin(caller))
    throw new VouchError('forbidden', 'This training is nobody’s: it goes by itself, or an admin deletes it.')
  const freed = await services.database.sql.transaction(async (tx) => {
    const gone = await deleteTraining(tx, id)
    if (gone.count === 0)
      throw new VouchError(
        'conflict',
        followed.job === null || isFinal(followed.job)
          ? 'The model of this training was promoted: it stays, with what it was judged by.'
          : 'The training is not over: cancel it first.',
      )
    const act = { action: 'training.delete', subject: id, outcome: 'done' } as const
    await appendAudit(tx, { ...services.audit.by(caller, requestId), ...act })
    return gone.hashes
  })
  await services.files.release(freed)
  return { session_id: TrainingId.parse(id), deleted: true }
}

/** Forgets one's own trainings that made no model and were over long ago. One that waits or runs is never touched. */
export async function cleanUp(ctx: Context, maxAgeHours: number): Promise<TrainingCleaned> {
  const { services, caller, requestId } = ctx
  const accountId = accountOf(ctx)
  const { count, hashes } = await services.database.sql.transaction(async (tx) => {
    const gone = await deleteOver(tx, { accountId, olderThanSeconds: maxAgeHours * SECONDS_AN_HOUR })
    const act = {
      ...services.audit.by(caller, requestId),
      action: 'training.delete',
      subject: null,
      outcome: 'done',
    } as const
    await appendAudit(tx, { ...act, detail: { count: gone.count } })
    return gone
  })
  await services.files.release(hashes)
  return { deleted: count }
}

export async function pageTrainedModels(
  ctx: Context,
  query: { cursor?: string | undefined; limit: number },
): Promise<TrainedModelList> {
  const { sql: database } = ctx.services.database
  const rows = await listTrainings(database, accountOf(ctx), { ...query, limit: query.limit + 1, trained: true })
  const shown = rows.slice(0, query.limit)
  const models = await Promise.all(
    shown.map(async (row) => {
      const { manifest, result } = await trainedParts(ctx.services, row)
      return {
        id: result.model_id,
        name: manifest.name,
        model_type: manifest.type,
        session_id: row.id,
        dataset_id: row.datasetId,
        metrics: result.metrics,
        badge: (manifest.badge ?? null) !== null,
        created_at: row.createdAt.toISOString(),
      }
    }),
  )
  return { models, next_cursor: rows.length > shown.length ? (shown.at(-1)?.id ?? null) : null }
}

/** Data for plots. @throws VouchError `conflict` while there is none */
export async function visualize(services: Services, caller: Caller, id: string): Promise<TrainingVisualization> {
  const followed = await openTraining(services, caller, id)
  const figures = await findFigures(services.database.sql, id)
  if (figures === null) throw notDone(followed)
  return TrainingVisualization.parse({ ...Object(figures), session_id: id })
}

/** What a trained model goes by. @throws VouchError `conflict` while there is none */
export async function explainTraining(services: Services, caller: Caller, id: string): Promise<TrainingExplanation> {
  const { manifest } = await openTrained(services, caller, id)
  const own = manifest.importance[0]?.method ?? ''
  const features = manifest.importance.filter(({ method }) => method === own).map(({ method: _, ...item }) => item)
  return { session_id: id, model_id: manifest.id, method: own, features }
}

const PAGE_MS = 30_000

/** A page of the calls that a training's rows got from models that were not trained on them. */
export async function pageTrainingCalls(
  services: Services,
  caller: Caller,
  { id, cursor, limit }: { id: string; cursor?: string | undefined; limit: number },
): Promise<TrainingCalls> {
  const { manifest, result, row } = await openTrained(services, caller, id)
  const from = parseRowCursor(cursor)
  if (row.callsSha256 === null) throw new VouchError('failure', 'The calls of a training are not there.')
  const file = await services.files.open(row.callsSha256)
  const read = await services.clerks.run({ kind: 'judged', file, from, to: from + limit }, { deadlineMs: PAGE_MS })
  if (typeof read !== 'object' || read === null || !('total' in read)) throw new Error('A reader gave no calls.')
  const [negative = '', positive = ''] = manifest.labels
  const words = (isPositive: boolean) => (isPositive ? positive : negative)
  const next = from + read.rows.length
  return {
    session_id: id,
    model_id: result.model_id,
    threshold: result.threshold,
    total: read.total,
    predictions: read.rows.map(({ row: place, label, fold, probability, threshold }) => ({
      row: place,
      label: words(label === 1),
      prediction: words(probability >= (threshold ?? result.threshold)),
      probability,
      threshold: threshold ?? null,
      fold: fold === 0 ? null : fold,
    })),
    next_cursor: read.rows.length > 0 && next < read.total ? String(next) : null,
  }
}

export interface TrainedParts {
  readonly manifest: Manifest
  readonly result: TrainingResult
  readonly graphSha256: string
}

/** What a training made. @throws VouchError `conflict` while it has made nothing */
export async function openTrained(
  services: Services,
  caller: Caller,
  id: string,
): Promise<TrainedParts & { readonly row: StoredTraining }> {
  const followed = await openTraining(services, caller, id)
  if (followed.row.modelId === null) throw notDone(followed)
  return { ...(await trainedParts(services, followed.row)), row: followed.row }
}

export async function trainedParts({ database }: Services, row: StoredTraining): Promise<TrainedParts> {
  const found = row.modelId === null ? null : await findTrainedModel(database.sql, row.modelId)
  if (!found || found.fileSha256 === null) throw new VouchError('failure', 'The model of a training is not there.')
  return {
    manifest: Manifest.parse(found.manifest),
    result: TrainingResult.parse(row.result),
    graphSha256: found.fileSha256,
  }
}

function notDone(followed: FollowedTraining): VouchError {
  const { status } = toProgress(followed)
  return new VouchError('conflict', `The training has made nothing: it is ${status}.`)
}
