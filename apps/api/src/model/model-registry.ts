import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { Manifest, type ModelStatus } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import { DOMAINS } from '../domains/domains.ts'
import type { TableDomain } from '../prediction/table-domain.ts'
import type { ModelFolder } from '../worker/score-task.ts'

/** One model as the server knows it. */
export interface KnownModel {
  readonly id: string
  readonly aliases: readonly string[]
  readonly domain: TableDomain
  status: ModelStatus
  /** why it is not ready; null when it is */
  reason: string | null
  /** null for one that is only announced, or whose manifest cannot be read */
  readonly folder: ModelFolder | null
  /** what is said of a model without a manifest */
  readonly announced: { readonly name: string; readonly type: string; readonly note: string } | null
}

export interface ReadyModel extends KnownModel {
  readonly folder: ModelFolder
}

export interface ModelRegistry {
  readonly all: readonly KnownModel[]
  readonly folders: readonly ModelFolder[]
  /** By slug or alias. @throws VouchError `not_found` listing the models there are */
  find(ref: string): KnownModel
  /** @throws VouchError also `unavailable`, for one that is not ready, saying why */
  findReady(ref: string): ReadyModel
}

/** The folder of the models that come with Vouch. */
export function modelsFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@vouch/models/package.json'))
}

/** Reads every model's manifest. Each is `pending` until its self-test has passed; one that cannot be read is `failed`. */
export async function loadModels(root: string): Promise<ModelRegistry> {
  const found: KnownModel[] = []
  for (const domain of Object.values<TableDomain>(DOMAINS)) {
    const there = await listFolders(join(root, domain.id))
    for (const id of there) found.push(await loadModel(join(root, domain.id, id), id, domain))
    for (const { id, aliases, name, type, note } of domain.pending.filter((model) => !there.includes(model.id)))
      found.push({
        id,
        aliases,
        domain,
        status: 'pending',
        reason: note,
        folder: null,
        announced: { name, type, note },
      })
  }
  return createRegistry(found)
}

export function createRegistry(all: readonly KnownModel[]): ModelRegistry {
  const byName = new Map<string, KnownModel>()
  for (const model of all)
    for (const name of [model.id, ...model.aliases]) if (!byName.has(name)) byName.set(name, model)
  const find = (ref: string): KnownModel => {
    const model = byName.get(ref)
    if (model) return model
    const known = all.map(({ id, aliases }) => (aliases.length > 0 ? `${id} (also ${aliases.join(', ')})` : id))
    throw new VouchError('not_found', `There is no model “${ref.slice(0, 64)}”. Models: ${known.join('; ')}.`, [
      { field: 'model', message: 'no such model' },
    ])
  }
  return {
    all,
    folders: all.flatMap(({ folder }) => (folder ? [folder] : [])),
    find,
    findReady(ref) {
      const model = find(ref)
      const { folder } = model
      if (model.status === 'ready' && folder) return { ...model, folder }
      throw new VouchError(
        'unavailable',
        `Model ${model.id} is not ready: ${model.reason ?? 'its self-test has not run yet'}`,
      )
    },
  }
}

async function listFolders(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  const ids: string[] = []
  for (const entry of entries)
    if (entry.isDirectory() && (await readdir(join(path, entry.name))).includes('manifest.json')) ids.push(entry.name)
  return ids.sort()
}

async function loadModel(path: string, id: string, domain: TableDomain): Promise<KnownModel> {
  const failed = (reason: string): KnownModel => ({
    id,
    aliases: [],
    domain,
    status: 'failed',
    reason,
    folder: null,
    announced: { name: id, type: 'unknown', note: reason },
  })
  let text: string
  try {
    text = await readFile(join(path, 'manifest.json'), 'utf8')
  } catch {
    return failed('Its manifest.json cannot be read.')
  }
  const parsed = Manifest.safeParse(parseJson(text))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return failed(`Its manifest.json is not valid: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim())
  }
  const manifest = parsed.data
  if (manifest.id !== id || manifest.domain !== domain.id)
    return failed('Its manifest names another id or domain than its folder.')
  return {
    id,
    aliases: manifest.aliases,
    domain,
    status: 'pending',
    reason: null,
    folder: { manifest, path },
    announced: null,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
