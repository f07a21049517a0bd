import type { Manifest } from '@vouch/contracts/model'
import {
  type ImportedModel,
  type ImportedModelList,
  type ModelDeleted,
  type ModelImportOptions,
  ModelImportManifest,
} from '@vouch/contracts/model-import'
import { TrainedModelId } from '@vouch/contracts/training'
import { VouchError } from '@vouch/core/error'
import { describeIssue, valueAt } from '@vouch/core/learn/describe-issue'
import { accountOf } from '../account/manage.ts'
import { appendAudit } from '../audit/audit.ts'
import { asStoredFile } from '../file/as-stored-file.ts'
import type { StoredFile } from '../file/stored-file.ts'
import { idTimeMs } from '../id.ts'
import type { Context } from '../trpc.ts'
import { type Imported, isImported } from '../worker/import-upload.ts'
import { findModel } from './own-models.ts'
import { countImports, deleteImport, insertImport, listImports } from './store.ts'

/** Each may be 64 MB. */
const MOST_IMPORTS = 100
/** The largest file read, and a thousand rows through it. */
const IMPORT_MS = 120_000
const MANIFEST_BYTES = 1 << 20

/** What comes with a form: the model, and what is told of it. */
export interface ImportForm {
  readonly file: File
  readonly rows: File | null
  readonly manifest: File | null
  readonly options: ModelImportOptions
}

/**
 * Takes in a model that another program trained: converted, held against the rows that came with it, and kept for whoever
 * brought it.
 * @throws VouchError `invalid` naming what is wrong; `conflict` for one too many
 */
export async function importModelFile(ctx: Context, form: ImportForm): Promise<ImportedModel> {
  const accountId = accountOf(ctx)
  const said = { ...(await readManifest(form.manifest)), ...form.options }
  const { files, database } = ctx.services
  if ((await countImports(database.sql, accountId)) >= MOST_IMPORTS)
    throw new VouchError('conflict', `An account may have ${MOST_IMPORTS} imported models; delete one first.`)
  const folder = await files.createWorkFolder()
  try {
    const { manifest, graph, background } = await asStoredFile(ctx.services, form.file, (model) =>
      withRows(ctx, form.rows, (rows) => convert(ctx, { model, rows, said, folder: folder.path })),
    )
    const prepared = await Promise.all(
      [graph, background].flatMap((path) => (path === null ? [] : files.prepareFile(path))),
    )
    const [kept, rows] = prepared
    if (!kept) throw new Error('A reader wrote no graph.')
    await database.sql.transaction(async (tx) => {
      await files.note(tx, prepared)
      const row = { manifest, accountId, graphSha256: kept.sha256, backgroundSha256: rows?.sha256 ?? null }
      if (!(await insertImport(tx, row))) return
      const { format, sha256 } = manifest.origin ?? {}
      const act = { action: 'model.import', subject: manifest.id, outcome: 'done', detail: { format, sha256 } } as const
      await appendAudit(tx, { ...ctx.services.audit.by(ctx.caller, ctx.requestId), ...act })
    })
    return toImported(manifest)
  } finally {
    await folder.remove()
  }
}

async function withRows<T>(ctx: Context, rows: File | null, work: (rows: StoredFile | null) => Promise<T>): Promise<T> {
  return rows === null ? work(null) : asStoredFile(ctx.services, rows, work)
}

async function convert(
  { services, newId }: Context,
  parts: {
    readonly model: StoredFile
    readonly rows: StoredFile | null
    readonly said: ModelImportManifest
    readonly folder: string
  },
): Promise<Imported> {
  const { model, rows, said, folder } = parts
  const made = await services.readers.run(
    {
      kind: 'import',
      modelId: newId('mdl'),
      file: { path: model.path },
      fileName: model.name,
      sha256: model.sha256,
      bytes: model.size,
      rows: rows && { file: { path: rows.path }, name: rows.name, kind: 'table' },
      options: {
        rounds: said.rounds ?? null,
        class: said.class ?? null,
        output: said.output ?? null,
        outputIs: said.output_is ?? 'probability',
      },
      columns: said.columns ?? null,
      subject: {
        name: said.name ?? model.name,
        positive: said.positive ?? 'positive',
        negative: said.negative ?? 'negative',
        threshold: said.threshold ?? null,
      },
      folder,
    },
    { deadlineMs: IMPORT_MS },
  )
  if (!isImported(made)) throw new Error('A reader imported nothing.')
  return made
}

/** @throws VouchError `invalid`, naming each field of it that is wrong */
async function readManifest(file: File | null): Promise<ModelImportManifest> {
  if (file === null) return {}
  const fault = (message: string) => new VouchError('invalid', `manifest: ${message}`, [{ field: 'manifest', message }])
  if (file.size > MANIFEST_BYTES) throw fault('is larger than 1 MB')
  const text = await file.text()
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw fault('is no JSON')
  }
  const parsed = ModelImportManifest.safeParse(value)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map((issue) => ({
    field: ['manifest', ...issue.path].join('.'),
    message: describeIssue(issue, valueAt(value, issue.path)),
  }))
  throw new VouchError('invalid', errors.map(({ field, message }) => `${field}: ${message}`).join('; '), errors)
}

export async function pageImports(
  ctx: Context,
  query: { cursor?: string | undefined; limit: number },
): Promise<ImportedModelList> {
  const rows = await listImports(ctx.services.database.sql, accountOf(ctx), { ...query, limit: query.limit + 1 })
  const shown = rows.slice(0, query.limit)
  return {
    models: shown.map(toImported),
    next_cursor: rows.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
  }
}

/** @throws VouchError `not_found`; `conflict` for a model that was trained here, which goes with its training */
export async function deleteOwnImport(ctx: Context, id: string): Promise<ModelDeleted> {
  const { services, caller, requestId } = ctx
  const modelId = TrainedModelId.safeParse(id).data
  if (modelId === undefined) {
    services.models.find(id)
    throw new VouchError('conflict', `Model ${id} comes with Vouch: it cannot be deleted.`)
  }
  await findModel(services, modelId, caller)
  const freed = await services.database.sql.transaction(async (tx) => {
    const hashes = await deleteImport(tx, modelId)
    if (hashes === null)
      throw new VouchError('conflict', `Model ${modelId} was trained here: delete its training, and it goes too.`)
    const act = { action: 'model.delete', subject: modelId, outcome: 'done' } as const
    await appendAudit(tx, { ...services.audit.by(caller, requestId), ...act })
    return hashes
  })
  await services.files.release(freed)
  await services.ownModels.sweep()
  return { id: modelId, deleted: true }
}

function toImported({ id, name, origin, inputs, decision, labels, explanation }: Manifest): ImportedModel {
  if (!origin) throw new Error(`Model ${id} was not imported.`)
  return {
    id: TrainedModelId.parse(id),
    name,
    model_type: origin.format,
    origin,
    columns: inputs.map((input) => input.name),
    threshold: decision.threshold,
    labels,
    explanation: explanation.method,
    created_at: new Date(idTimeMs(id)).toISOString(),
  }
}
