import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { JobAccepted } from '@vouch/contracts/job'
import type { Row, SubmitOptions } from '@vouch/contracts/submission'
import { VouchError } from '@vouch/core/error'
import { viewBins } from '@vouch/core/model/graph-width'
import { idTimeMs, type NewId } from '../id.ts'
import { defaultModel, defaultThreshold } from '../model/default-model.ts'
import { listKindFigures } from '../model/measurement-store.ts'
import type { ReadyModel } from '../model/model-registry.ts'
import { tableOf, wrongContent } from '../model/wrong-content.ts'
import { findAnswering } from '../model/own-models.ts'
import { answerReader, type Services } from '../services.ts'
import { asStoredFile, withStored } from '../file/as-stored-file.ts'
import type { StoredFile } from '../file/stored-file.ts'
import { syncPath } from '../file/sync-path.ts'
import { type ContextFile, isPredictResult } from '../worker/read-task.ts'
import { type Answer, INLINE_ROWS, isAnswer } from './answer.ts'
import { newSubmission } from './keep-submission.ts'
import { predictFewRows } from './predict-few-rows.ts'
import { nowMs, type Submission } from './receipt.ts'
import { tableDeadlineMs } from './table-deadline.ts'
import type { TableDomain } from './table-domain.ts'
import { acceptTable } from './table-job.ts'

export type PredictOptions = SubmitOptions

/** Where a domain keeps the catalogue that a model compares with; null when it has none. */
export type FindContext = (services: Services) => Promise<ContextFile | null>

/** A domain's subjects, and what only its own part of the server knows of them. */
export interface Subjects {
  readonly domain: TableDomain
  readonly findContext: FindContext
  readonly options: PredictOptions
  /** whose the submission is; null: nobody's */
  readonly accountId: string | null
  /** whom it is of, and then it is no account's */
  readonly patientId?: string | null
  readonly newId: NewId
  /** light curves that came with it, in a folder of the request; models that take none leave them alone */
  readonly curves?: KeptCurves | null
  /** the sender does not want to wait for the calls: what is kept becomes a job, however small it is */
  readonly later?: boolean
}

/** Light curves of some stars as one file. */
export interface KeptCurves {
  readonly path: string
  readonly sha256: string
  readonly stars: number
}

/** What comes of a submission: every call, or the job that makes them. */
export type Outcome = Answer | JobAccepted

/** Up to here JSON rows are scored without a reader; more of them would hold up the event loop. */
const FEW_ROWS = 256

/** Calls every row of a table's file, and keeps what came of it unless it is asked not to; a large one becomes a job. */
export async function predictFile(services: Services, file: File, subjects: Subjects): Promise<Outcome> {
  const beganAt = nowMs()
  const model = await chooseModel(services, subjects)
  return asStoredFile(services, file, (stored) =>
    predictStored(services, stored, 'table', { ...subjects, model, beganAt }),
  )
}

/** Calls JSON rows; the same rows as a file's give the same calls. There are never too many to be answered at once. */
export async function predictRows(services: Services, rows: readonly Row[], subjects: Subjects): Promise<Answer> {
  const outcome = await submitRows(services, rows, { ...subjects, later: false })
  if (isAnswer(outcome)) return outcome
  throw new Error('A few rows were taken for a large table.')
}

/** The same for a sender who may not want to wait. */
export async function submitRows(services: Services, rows: readonly Row[], subjects: Subjects): Promise<Outcome> {
  const beganAt = nowMs()
  const model = await chooseModel(services, subjects)
  const bytes = Buffer.from(JSON.stringify(rows))
  if (rows.length <= FEW_ROWS && !takesCatalogue(model) && !takesCurves(model) && !isForLater(subjects)) {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const submission = await describeSubmission(
      services,
      { name: 'rows.json', sha256, kind: 'rows' },
      { ...subjects, model, beganAt },
    )
    return predictFewRows(services, { rows, bytes }, { model, options: subjects.options, submission })
  }
  return withStored(services, { bytes, name: 'rows.json' }, (stored) =>
    predictStored(services, stored, 'rows', { ...subjects, model, beganAt }),
  )
}

export async function chooseModel(services: Services, { domain, options, accountId }: Subjects): Promise<ReadyModel> {
  const model = await findAnswering(services, options.model ?? defaultModel(services, domain), { accountId })
  if (model.domain.id === domain.id && model.folder.manifest.modality !== 'picture') return model
  throw wrongContent(model, model.domain.id === domain.id ? 'a table' : tableOf(domain.id))
}

export type Chosen = Subjects & { readonly model: ReadyModel; readonly beganAt: number }

async function predictStored(
  services: Services,
  file: StoredFile,
  kind: 'table' | 'rows',
  chosen: Chosen,
): Promise<Outcome> {
  const { name, sha256, path, size } = file
  const submission = await describeSubmission(services, { name, sha256, kind }, chosen)
  const curves = takesCurves(chosen.model) ? (chosen.curves ?? null) : null
  const context = curves
    ? { used: { name: CURVES_NAME, sha256: curves.sha256, rows: curves.stars }, file: { path: curves.path } }
    : takesCatalogue(chosen.model)
      ? await chosen.findContext(services)
      : null
  const keepCurves = async () => curves && services.files.prepareFile(curves.path, { sha256: curves.sha256 })
  const accept = async () => {
    const upload = await services.files.prepareFile(path, { sha256 })
    const own = await keepCurves()
    const { model, options, newId } = chosen
    const fragile = options.fragile ?? false
    return acceptTable(services, { submission, model, upload, fragile, context, curves: own, newId })
  }
  if (isForLater(chosen)) return accept()
  // beside the upload, in the folder of the request, which goes when the request ends
  const callsPath = submission.predictionId === null ? null : join(dirname(path), 'calls.parquet')
  // begun beside the reading, so that little is left to wait for when the calls are there
  if (callsPath !== null) void syncPath(path).catch(() => undefined)
  const made = await services.readers.run(
    {
      kind: 'predict',
      submission,
      upload: { file: { path }, name, kind },
      fragile: chosen.options.fragile ?? false,
      allFeatures: chosen.options.features === 'all',
      answer: true,
      callsPath,
      context,
      lanes: services.lanes,
    },
    {
      deadlineMs: tableDeadlineMs(size),
      answer: (question) => answerReader(services.scorers, question),
    },
  )
  if (made === null) {
    if (submission.predictionId === null) throw tooManyToForget()
    return accept()
  }
  if (!isPredictResult(made)) throw new Error('A reader gave no answer.')
  const { answer, receipt, callsSha256 } = made
  const seconds = (nowMs() - submission.beganAt) / 1000
  services.metrics.prediction({ model: submission.model, rows: receipt.rows, seconds })
  if (callsPath === null || callsSha256 === null) return answer
  const [upload, calls, own] = await Promise.all([
    services.files.prepareFile(path, { sha256 }),
    services.files.prepareFile(callsPath, { sha256: callsSha256 }),
    keepCurves(),
  ])
  const { manifest } = chosen.model.folder
  await services.keepSubmission(
    newSubmission(services.settings, submission, { manifest, receipt, upload, calls, context: own }),
  )
  return answer
}

export async function describeSubmission(
  services: Services,
  upload: Submission['upload'],
  { model, options, accountId, patientId = null, beganAt, newId }: Chosen,
): Promise<Submission> {
  const predictionId = options.store ? newId('prd') : null
  return {
    domain: model.domain.id,
    model: model.id,
    threshold: options.threshold ?? defaultThreshold(services, model),
    predictionId,
    accountId: patientId === null ? accountId : null,
    patientId,
    createdAt: new Date(predictionId === null ? Date.now() : idTimeMs(predictionId)).toISOString(),
    beganAt,
    upload,
    measured: await listKindFigures(services.database.sql, model.id, accountId),
  }
}

function takesCatalogue({ folder }: ReadyModel): boolean {
  return folder.manifest.inputs.some(({ group }) => group === 'catalogue')
}

/** As a receipt names light curves that came with rows. */
export const CURVES_NAME = 'the light curves that came with it'

function takesCurves({ folder }: ReadyModel): boolean {
  return viewBins(folder.manifest) > 0
}

/** What is not to be kept is answered at once: a job would have to keep it. */
function isForLater({ later = false, options }: Subjects): boolean {
  return later && options.store
}

function tooManyToForget(): VouchError {
  return new VouchError('invalid', `A table of more than ${INLINE_ROWS} rows becomes a job, so it has to be kept.`, [
    { field: 'store', message: `must be true above ${INLINE_ROWS} rows` },
  ])
}
