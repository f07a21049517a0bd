import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PredictTableOptions, Row } from '@vouch/contracts/domains/exoplanet'
import { VouchError } from '@vouch/core/error'
import type { ReadyModel } from '../model/model-registry.ts'
import { answerReader, type Services } from '../services.ts'
import type { ContextFile } from '../worker/read-task.ts'
import { type Answer, isAnswer } from './answer.ts'
import { createPredictionId } from './prediction-id.ts'
import { predictFewRows } from './predict-few-rows.ts'
import { nowMs, type Submission } from './receipt.ts'
import { StoredFile } from './stored-file.ts'
import { syncPath } from './sync-path.ts'
import type { TableDomain } from './table-domain.ts'

export type PredictOptions = PredictTableOptions

/** Where a domain keeps the catalogue that a model compares with; null when it has none. */
export type FindContext = (services: Services) => Promise<ContextFile | null>

/** A domain's subjects, and what only its own part of the server knows of them. */
export interface Subjects {
  readonly domain: TableDomain
  readonly findContext: FindContext
  readonly options: PredictOptions
}

/** Up to here JSON rows are scored without a reader; more of them would hold up the event loop. */
const FEW_ROWS = 256

/** A table's time: reading and scoring a megabyte takes a tenth of a second on one core, and many may be waiting. */
const DEADLINE_MS = { least: 120_000, perMegabyte: 5000 }

/** Calls every row of a table's file, and keeps what came of it unless it is asked not to. */
export async function predictFile(services: Services, file: File, subjects: Subjects): Promise<Answer> {
  const beganAt = nowMs()
  const model = chooseModel(services, subjects)
  if (file instanceof StoredFile) return predictStored(services, file, 'table', { ...subjects, model, beganAt })
  const bytes = Buffer.from(await file.arrayBuffer())
  return withStored(services, { bytes, name: file.name }, (stored) =>
    predictStored(services, stored, 'table', { ...subjects, model, beganAt }),
  )
}

/** Calls JSON rows; the same rows as a file's give the same calls. */
export async function predictRows(services: Services, rows: readonly Row[], subjects: Subjects): Promise<Answer> {
  const beganAt = nowMs()
  const model = chooseModel(services, subjects)
  const bytes = Buffer.from(JSON.stringify(rows))
  if (rows.length <= FEW_ROWS && !takesCatalogue(model)) {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const submission = describe(services, { name: 'rows.json', sha256, kind: 'rows' }, { ...subjects, model, beganAt })
    return predictFewRows(services, { rows, bytes }, { ...subjects, model, submission })
  }
  return withStored(services, { bytes, name: 'rows.json' }, (stored) =>
    predictStored(services, stored, 'rows', { ...subjects, model, beganAt }),
  )
}

export function chooseModel(services: Services, { domain, options }: Subjects): ReadyModel {
  const model = services.models.findReady(options.model ?? services.settings.DEFAULT_MODEL)
  if (model.domain.id === domain.id) return model
  throw new VouchError('unsupported_media', `Model ${model.id} does not take this kind of content.`, [
    { field: 'model', message: 'does not take this kind of content' },
  ])
}

type Chosen = Subjects & { readonly model: ReadyModel; readonly beganAt: number }

async function predictStored(
  services: Services,
  file: StoredFile,
  kind: 'table' | 'rows',
  chosen: Chosen,
): Promise<Answer> {
  const { name, sha256, path, size } = file
  const submission = describe(services, { name, sha256, kind }, chosen)
  // beside the upload, in the folder of the request, which goes when the request ends
  const folder = submission.predictionId === null ? null : join(dirname(path), 'prediction')
  if (folder) await mkdir(folder)
  // begun beside the reading, so that little is left to wait for when the calls are there
  if (folder) void syncPath(path).catch(() => undefined)
  const answer = await services.readers.run(
    {
      kind: 'predict',
      submission,
      upload: { path, name, kind },
      fragile: chosen.options.fragile ?? false,
      allFeatures: chosen.options.features === 'all',
      folder,
      context: takesCatalogue(chosen.model) ? await chosen.findContext(services) : null,
      lanes: services.lanes,
    },
    {
      deadlineMs: DEADLINE_MS.least + (size / 1e6) * DEADLINE_MS.perMegabyte,
      answer: (question) => answerReader(services.scorers, question),
    },
  )
  if (!isAnswer(answer)) throw new Error('A reader gave no answer.')
  if (folder && submission.predictionId !== null)
    await services.store.publish(submission.predictionId, { upload: path, sha256, folder })
  return answer
}

function describe(services: Services, upload: Submission['upload'], { model, options, beganAt }: Chosen): Submission {
  const createdAt = new Date()
  return {
    domain: model.domain.id,
    model: model.id,
    threshold: options.threshold ?? services.settings.DEFAULT_THRESHOLD ?? model.folder.manifest.decision.threshold,
    predictionId: options.store ? createPredictionId(createdAt.getTime()) : null,
    createdAt: createdAt.toISOString(),
    beganAt,
    upload,
  }
}

/** Bytes in memory as a file of this request. */
async function withStored<T>(
  services: Services,
  { bytes, name }: { bytes: Buffer; name: string },
  work: (file: StoredFile) => Promise<T>,
): Promise<T> {
  const folder = await services.store.createWorkFolder()
  try {
    const path = join(folder.path, 'upload')
    await writeFile(path, bytes)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return await work(new StoredFile({ path, sha256, bytes: bytes.length, name }))
  } finally {
    await folder.remove()
  }
}

function takesCatalogue({ folder }: ReadyModel): boolean {
  return folder.manifest.inputs.some(({ group }) => group === 'catalogue')
}
