import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobAccepted } from '@vouch/contracts/job'
import { KindFigure } from '@vouch/contracts/measurement'
import { PredictionId } from '@vouch/contracts/prediction'
import type { CurveSearchOptions } from '@vouch/core/domains/exoplanet/search-curve'
import { z } from 'zod'
import { hashFile } from '../../../file/hash-file.ts'
import { FinalJobError } from '../../../job/job-errors.ts'
import type { JobHandlers, JobOutcome, JobWork } from '../../../job/job-runner.ts'
import { findReadyModel } from '../../../model/own-models.ts'
import { newSubmission } from '../../../prediction/keep-submission.ts'
import { chooseModel, CURVES_NAME, describeSubmission, type Subjects } from '../../../prediction/predict.ts'
import { nowMs, type Submission } from '../../../prediction/receipt.ts'
import { insertSubmissions } from '../../../prediction/store.ts'
import { answerReader, type Services } from '../../../services.ts'
import { isPredictResult, type ReadTask } from '../../../worker/read-task.ts'
import { isTakenCurves } from './curve-tasks.ts'
import { nothingFound } from './nothing-found.ts'

export const CURVE_JOB = 'predict-light-curve'
/** A search of a hundred quarters, several signals each. */
const JOB_MS = 3_600_000

/** Light curves to be looked through and called later; all that decides the calls is fixed when they are accepted. */
const CurveJobInput = z.object({
  model: z.string(),
  model_sha256: z.string(),
  threshold: z.number(),
  prediction_id: PredictionId,
  created_at: z.string(),
  name: z.string(),
  curves: z.object({ sha256: z.string() }),
  search: z.object({ fromDays: z.number().optional(), toDays: z.number().optional(), most: z.int() }),
  measured: KindFigure.array(),
})
type CurveJobInput = z.infer<typeof CurveJobInput>

export interface AcceptedCurves {
  readonly path: string
  readonly sha256: string
  readonly search: CurveSearchOptions
  readonly name: string
  readonly subjects: Subjects
}

/** Stores light curves to be looked through later; once this resolves, neither they nor the job are lost. */
export async function acceptCurves(
  services: Services,
  { path, sha256, search, name, subjects }: AcceptedCurves,
): Promise<JobAccepted> {
  const model = await chooseModel(services, subjects)
  const upload = { name, sha256, kind: 'rows' as const }
  const submission = await describeSubmission(services, upload, { ...subjects, model, beganAt: nowMs() })
  const { predictionId, threshold, createdAt, measured } = submission
  if (predictionId === null) throw new Error('What is not to be kept cannot be worked on later.')
  const input: z.input<typeof CurveJobInput> = {
    model: model.id,
    model_sha256: model.folder.manifest.graph.sha256,
    threshold,
    prediction_id: predictionId,
    created_at: createdAt,
    name,
    curves: { sha256 },
    search,
    measured: [...measured],
  }
  const file = await services.files.prepareFile(path, { sha256 })
  const record = await services.jobs.start(
    { id: subjects.newId('job'), kind: CURVE_JOB, name, accountId: submission.accountId, input, fileSha256: sha256 },
    (transaction) => services.files.note(transaction, [file]),
  )
  return { job_id: record.id, status: record.state, prediction_id: predictionId, location: `/api/jobs/${record.id}` }
}

/** What a worker does for accepted light curves. */
export function curveJobs(services: Services): JobHandlers {
  return {
    [CURVE_JOB]: {
      deadlineMs: JOB_MS,
      async run(work) {
        const folder = await services.files.createWorkFolder()
        try {
          return await searchAndCall(services, work, { input: CurveJobInput.parse(work.input), folder: folder.path })
        } finally {
          await folder.remove()
        }
      },
    },
  }
}

async function searchAndCall(
  services: Services,
  work: JobWork,
  { input, folder }: { readonly input: CurveJobInput; readonly folder: string },
): Promise<JobOutcome> {
  const model = await findReadyModel(services, input.model, null)
  const { manifest } = model.folder
  if (manifest.graph.sha256 !== input.model_sha256)
    throw new FinalJobError(`Model ${model.id} is not the one that was asked for any more; submit it again.`)
  work.note(0, 'searching')
  const curvesPath = join(folder, 'searched.parquet')
  const kept = await services.files.open(input.curves.sha256)
  const taken = await run(
    services,
    work,
    { kind: 'curves', from: { kept }, search: input.search, known: null, path: curvesPath },
    (note) => typeof note === 'number' && work.note(Math.min(99, 100 * note), 'searching'),
  )
  if (!isTakenCurves(taken) || taken.sha256 === null) throw new Error('A reader gave no curves.')
  if (taken.rows.length === 0) throw new FinalJobError(nothingFound().message)
  work.note(99, 'scoring')
  const rowsPath = join(folder, 'rows.json')
  await writeFile(rowsPath, JSON.stringify(taken.rows))
  const upload = { sha256: await hashFile(rowsPath), name: input.name, kind: 'rows' as const }
  const submission: Submission = {
    domain: 'exoplanet',
    model: model.id,
    threshold: input.threshold,
    predictionId: input.prediction_id,
    accountId: work.accountId,
    patientId: null,
    createdAt: input.created_at,
    beganAt: nowMs(),
    upload,
    measured: input.measured,
  }
  const callsPath = join(folder, 'calls.parquet')
  const made = await run(services, work, {
    kind: 'predict',
    submission,
    upload: { file: { path: rowsPath }, name: input.name, kind: 'rows' },
    fragile: false,
    allFeatures: false,
    answer: false,
    callsPath,
    context: {
      used: { name: CURVES_NAME, sha256: taken.sha256, rows: taken.stars.length },
      file: { path: curvesPath },
    },
    lanes: services.lanes,
  })
  if (!isPredictResult(made) || made.callsSha256 === null) throw new Error('A reader wrote no calls.')
  const [file, calls, context] = [
    await services.files.prepareFile(rowsPath, { sha256: upload.sha256 }),
    await services.files.prepareFile(callsPath, { sha256: made.callsSha256 }),
    await services.files.prepareFile(curvesPath, { sha256: taken.sha256 }),
  ]
  const { receipt } = made
  const submitted = newSubmission(services.settings, submission, { manifest, receipt, upload: file, calls, context })
  return {
    result: { prediction_id: submitted.id, model_id: null },
    keep: (transaction) => insertSubmissions(transaction, [submitted]),
  }
}

function run(
  services: Services,
  { signal }: JobWork,
  task: ReadTask,
  onNote: (note: unknown) => void = () => undefined,
): Promise<unknown> {
  return services.jobReaders.run(task, {
    deadlineMs: JOB_MS,
    signal,
    onNote,
    answer: (question) => answerReader(services.scorers, question, signal),
  })
}
