import { join } from 'node:path'
import type { Manifest } from '@vouch/contracts/model'
import {
  type MeasureInput,
  type Measurement,
  MeasurementId,
  type MeasurementList,
  type MeasurementQuery,
  type Seen,
} from '@vouch/contracts/measurement'
import { VouchError } from '@vouch/core/error'
import { mayKnow } from '@vouch/core/model/may-know'
import { isAdmin } from '../account/caller.ts'
import { accountOf } from '../account/manage.ts'
import { appendAudit } from '../audit/audit.ts'
import { chooseLabel, openDataset, type OpenDataset } from '../dataset/datasets.ts'
import { idTimeMs } from '../id.ts'
import type { Context } from '../trpc.ts'
import { isMeasured, type Measured } from '../worker/measure-table.ts'
import { callTable } from './gate.ts'
import { insertMeasurement, listMeasurements } from './measurement-store.ts'
import type { ReadyModel } from './model-registry.ts'
import { findModel, findReadyModel } from './own-models.ts'

/** Hundreds of draws of some ten thousand rows, and a table read: work of seconds, beside the jobs. */
const MEASURE_MS = 300_000

/**
 * Has a model call every row of a labelled table, holds the calls against the labels, and keeps what was found.
 * @throws VouchError `not_found` for a model or a table that is another's; `invalid`, naming the field
 */
export async function measureModel(ctx: Context, input: MeasureInput): Promise<Measurement> {
  const { services, caller, requestId, newId } = ctx
  const accountId = accountOf(ctx)
  const model = await findReadyModel(services, input.id, caller)
  const dataset = await openDataset(services, caller, input.dataset_id)
  const datasetSource = dataset.archive ? 'nasa' : 'upload'
  if (input.dataset_source !== undefined && input.dataset_source !== datasetSource)
    throw fault('dataset_source', `“${dataset.name}” is of “${datasetSource}”`)
  const chosen = chooseLabel(dataset, input)
  const found = await measureOn(ctx, { model, dataset, chosen })
  const { manifest } = model.folder
  const { whyNot, ...figures } = found
  const seen = seenBy(manifest, { sha256: dataset.sha256, kind: found.kind })
  const id = MeasurementId.parse(newId('msr'))
  const made: Measurement = {
    measurement_id: id,
    model: model.id,
    model_version: manifest.version,
    model_sha256: manifest.graph.sha256,
    dataset_id: dataset.id,
    dataset_name: dataset.name,
    dataset_sha256: dataset.sha256,
    label: chosen.label,
    group_key: chosen.groupKey,
    threshold: manifest.decision.threshold,
    ...figures,
    seen,
    cautions: cautionsOf(manifest, figures, { seen, whyNot }),
    created_at: new Date(idTimeMs(id)).toISOString(),
  }
  await services.database.sql.transaction(async (tx) => {
    await insertMeasurement(tx, { accountId, datasetSource, made })
    await appendAudit(tx, {
      ...services.audit.by(caller, requestId),
      action: 'model.measure',
      subject: model.id,
      outcome: 'done',
      detail: { measurement: id, dataset: dataset.id },
    })
  })
  return made
}

interface Subject {
  readonly model: ReadyModel
  readonly dataset: OpenDataset
  readonly chosen: ReturnType<typeof chooseLabel>
}

async function measureOn({ services }: Context, { model, dataset, chosen }: Subject): Promise<Measured> {
  const { files, jobReaders } = services
  const { domain, decision } = model.folder.manifest
  const { sha256, name } = dataset
  const upload = { file: await files.open(sha256), name, kind: 'table' as const }
  const folder = await files.createWorkFolder()
  try {
    const callsPath = join(folder.path, 'calls.parquet')
    await callTable(services, { upload, live: model, callsPath, sha256 }).catch((cause: unknown) => {
      if (!(cause instanceof VouchError) || cause.code !== 'invalid') throw cause
      throw fault('dataset_id', `model ${model.id} cannot judge the rows of this table: ${cause.message}`, cause)
    })
    const made = await jobReaders.run(
      {
        kind: 'measure',
        domain,
        upload,
        calls: { path: callsPath },
        ...chosen,
        threshold: decision.threshold,
        split: `labelled rows of ${name}`,
      },
      { deadlineMs: MEASURE_MS },
    )
    if (!isMeasured(made)) throw new Error('A reader measured nothing.')
    return made
  } finally {
    await folder.remove()
  }
}

/** Whether a model may know the rows of a table, as far as its manifest says what it was trained on. */
function seenBy(
  manifest: Pick<Manifest, 'training' | 'transfer'>,
  { sha256, kind }: { readonly sha256: string; readonly kind: string },
): Seen {
  const { training, transfer } = manifest
  if (training.data.some((table) => table.sha256 === sha256)) return 'rows'
  if (transfer.trained_on.length === 0) return 'unknown'
  return mayKnow(manifest, kind) ? 'kind' : 'unseen'
}

function cautionsOf(
  manifest: Manifest,
  { simulated, rows, not_assessed }: Pick<Measured, 'simulated' | 'rows' | 'not_assessed'>,
  { seen, whyNot }: { readonly seen: Seen } & Pick<Measured, 'whyNot'>,
): string[] {
  const { id, inputs } = manifest
  const known: Record<Seen, string[]> = {
    unseen: [],
    rows: [`Model ${id} was trained on these rows and knows them: the figures are too good.`],
    kind: [
      `Model ${id} was trained on tables that may hold the same, and may know these rows: the figures may be too good.`,
    ],
    unknown: [
      `On what tables model ${id} was trained is not known: it may know these rows, and then the figures are too good.`,
    ],
  }
  return [
    ...known[seen],
    ...(simulated ? ['The table says of itself that it is simulated: of what is real the figures say nothing.'] : []),
    ...(not_assessed > 0
      ? [
          `${not_assessed} of the ${rows} labelled rows could not be assessed and are in no figure. The commonest reason: ${whyNot ?? 'unknown'}.`,
        ]
      : []),
    ...(inputs.some(({ group }) => group === 'catalogue')
      ? ['What it takes of a row’s neighbours was taken of this table alone.']
      : []),
  ]
}

/** @throws VouchError `not_found` for a model that is another's */
export async function pageMeasurements(ctx: Context, query: MeasurementQuery): Promise<MeasurementList> {
  const { services, caller } = ctx
  const { id } = await findModel(services, query.id, caller)
  const accountId = isAdmin(caller) ? null : accountOf(ctx)
  const rows = await listMeasurements(services.database.sql, id, { ...query, accountId, limit: query.limit + 1 })
  const shown = rows.slice(0, query.limit)
  return {
    measurements: shown,
    next_cursor: rows.length > shown.length ? (shown.at(-1)?.measurement_id ?? null) : null,
  }
}

function fault(field: string, message: string, cause?: VouchError): VouchError {
  return new VouchError('invalid', `${field}: ${message}`, [{ field, message }], cause)
}
