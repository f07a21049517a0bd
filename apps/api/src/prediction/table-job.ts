import { DomainId } from '@vouch/contracts/domain'
import type { JobAccepted } from '@vouch/contracts/job'
import { KindFigure } from '@vouch/contracts/measurement'
import { PredictionId } from '@vouch/contracts/prediction'
import { VouchError } from '@vouch/core/error'
import { z } from 'zod'
import type { FileBytes, PreparedFile } from '../file/file-store.ts'
import type { NewId } from '../id.ts'
import type { ReadyModel } from '../model/model-registry.ts'
import { findReadyModel } from '../model/own-models.ts'
import type { Services } from '../services.ts'
import type { ContextFile } from '../worker/read-task.ts'
import { nowMs, type Submission } from './receipt.ts'

export const TABLE_JOB = 'predict-table'

/** A submission that is worked on later, as its job keeps it: all that decides its calls is fixed when it is accepted. */
export const TableJobInput = z.object({
  domain: DomainId,
  model: z.string(),
  model_sha256: z.string(),
  threshold: z.number(),
  prediction_id: PredictionId,
  created_at: z.string(),
  upload: z.object({ sha256: z.string(), bytes: z.int(), name: z.string(), kind: z.enum(['table', 'rows']) }),
  fragile: z.boolean(),
  /** the catalogue that catalogue features compare with */
  context: z.object({ name: z.string(), sha256: z.string(), rows: z.int() }).nullable(),
  /** where the context came with it: its file, of which the submission will be the keeper */
  curves: z.object({ sha256: z.string(), bytes: z.int() }).nullable().default(null),
  /** what could be told of the model where it was not trained; jobs of before know nothing of it */
  measured: KindFigure.array().default([]),
})
export type TableJobInput = z.infer<typeof TableJobInput>

export interface AcceptedTable {
  readonly submission: Submission
  readonly model: ReadyModel
  readonly upload: PreparedFile
  readonly fragile: boolean
  readonly context: ContextFile | null
  /** the context, where it came with the submission and is to be kept for it */
  readonly curves: PreparedFile | null
  readonly newId: NewId
}

/** Stores a submission to be worked on later; once this resolves, neither the file nor the job is lost. */
export async function acceptTable(services: Services, accepted: AcceptedTable): Promise<JobAccepted> {
  const { submission, model, upload, fragile, context, curves, newId } = accepted
  const { domain, threshold, predictionId, createdAt } = submission
  const { name, kind } = submission.upload
  if (predictionId === null || kind === 'picture')
    throw new Error('What is not to be kept, or is no table, cannot be worked on later.')
  const sha256 = context?.used.sha256 ?? null
  const input: TableJobInput = {
    domain,
    model: model.id,
    model_sha256: model.folder.manifest.graph.sha256,
    threshold,
    prediction_id: predictionId,
    created_at: createdAt,
    upload: { sha256: upload.sha256, bytes: upload.bytes, name, kind },
    fragile,
    context: context && sha256 !== null ? { ...context.used, sha256 } : null,
    curves: curves && { sha256: curves.sha256, bytes: curves.bytes },
    measured: [...submission.measured],
  }
  const record = await services.jobs.start(
    { id: newId('job'), kind: TABLE_JOB, name, accountId: submission.accountId, input, fileSha256: upload.sha256 },
    (transaction) => services.files.note(transaction, [upload, ...(curves ? [curves] : [])]),
  )
  return { job_id: record.id, status: record.state, prediction_id: predictionId, location: `/api/jobs/${record.id}` }
}

/** What a worker needs of an accepted submission, found again. */
export interface OpenedTable {
  readonly submission: Submission
  readonly model: ReadyModel
  readonly upload: PreparedFile
  readonly file: Awaited<ReturnType<Services['files']['open']>>
  readonly context: ContextFile | null
  readonly curves: PreparedFile | null
}

/** @throws VouchError `conflict` when the model is not the one that was asked for any more */
export async function openAccepted(
  services: Services,
  input: TableJobInput,
  accountId: string | null,
): Promise<OpenedTable> {
  const model = await findReadyModel(services, input.model, null)
  if (model.folder.manifest.graph.sha256 !== input.model_sha256)
    throw new VouchError('conflict', `Model ${model.id} is not the one that was asked for any more; submit it again.`)
  const { sha256, bytes } = input.upload
  const file = await services.files.open(sha256)
  const context = input.context ? { used: input.context, file: await services.files.open(input.context.sha256) } : null
  const submission: Submission = {
    domain: input.domain,
    model: model.id,
    threshold: input.threshold,
    predictionId: input.prediction_id,
    accountId,
    // a patient's one row is answered at once
    patientId: null,
    createdAt: input.created_at,
    beganAt: nowMs(),
    upload: input.upload,
    measured: input.measured,
  }
  const content = contentOf(file)
  const curves = input.curves && { ...input.curves, content: context && contentOf(context.file) }
  return { submission, model, upload: { sha256, bytes, content }, file, context, curves }
}

/** Small files lie in their rows. */
function contentOf(file: FileBytes): Buffer | null {
  return 'content' in file ? Buffer.from(file.content) : null
}

export function isAccepted(value: unknown): value is JobAccepted {
  return typeof value === 'object' && value !== null && 'job_id' in value
}
