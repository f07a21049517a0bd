import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Manifest } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import { type Caller, isAdmin } from '../account/caller.ts'
import type { Sql } from '../db/client.ts'
import { domainOf } from '../domains/domains.ts'
import type { FileStore } from '../file/file-store.ts'
import { BACKGROUND_FILE } from './background.ts'
import { isOwnModel } from './is-own-model.ts'
import type { LiveModels } from './live-models.ts'
import type { ModelRegistry, KnownModel, ReadyModel } from './model-registry.ts'
import { findOwnManifest, findOwnModel, listModelIds, type OwnModel } from './store.ts'

/** Who asks for a model: an account, or nobody. */
export interface Asker {
  readonly accountId: string | null
  /** an admin may see every model */
  readonly grants?: Caller['grants']
}

export interface OwnModels {
  /**
   * A model that was trained or imported here, its folder laid out where every thread reads it.
   * @param asker who wants it: what is another's is not there. Null: somebody who may has asked before.
   * @throws VouchError `not_found`
   */
  open(id: string, asker: Asker | null): Promise<ReadyModel>
  /** Removes the folders of models that are not there any more. */
  sweep(): Promise<void>
}

/** Where the folders of models lie that were trained or imported here. */
export function ownModelsFolder(home: string): string {
  return join(home, 'models')
}

interface Parts {
  readonly home: string
  readonly sql: Sql
  readonly files: FileStore
}

/** Models whose manifests are kept in memory. */
const REMEMBERED = 64

export function createOwnModels({ home, sql, files }: Parts): OwnModels {
  const root = ownModelsFolder(home)
  const remembered = new Map<string, ReadyModel>()
  const layOutOnce = async (id: string, stored: StoredFiles): Promise<ReadyModel> => {
    const known = remembered.get(id)
    if (known && (await isThere(known.folder.path))) return known
    // the first version that trained did not say it
    const manifest = Manifest.parse({ takes: 'columns', ...Object(await findOwnManifest(sql, id)) })
    const path = join(root, id)
    await layOut({ manifest, path, stored }, files)
    const model: ReadyModel = {
      id,
      aliases: [],
      domain: domainOf(manifest),
      status: 'ready',
      reason: null,
      folder: { manifest, path },
      announced: null,
    }
    remembered.set(id, model)
    const oldest = remembered.keys().next().value
    if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest)
    return model
  }
  return {
    async open(id, asker) {
      const found = await findOwnModel(sql, id)
      if (!found || !maySee(asker, found) || found.fileSha256 === null)
        throw new VouchError('not_found', `There is no model ${id}.`)
      return layOutOnce(id, { graph: found.fileSha256, background: found.backgroundSha256 })
    },
    async sweep() {
      const names = await readdir(root).catch(() => [])
      if (names.length === 0) return
      const known = await listModelIds(sql, names)
      for (const name of names) if (!known.has(name)) await rm(join(root, name), { recursive: true, force: true })
    },
  }
}

function maySee(asker: Asker | null, { live, accountId }: OwnModel): boolean {
  if (asker === null || live || accountId === null) return true
  return accountId === asker.accountId || isAdmin({ grants: asker.grants ?? [] })
}

/** A model's files by their hashes. */
interface StoredFiles {
  readonly graph: string
  /** rows that it is explained against, of those that came with it */
  readonly background: string | null
}

/** The folder is there at once and whole, or not at all: another process may make the same one. */
async function layOut(
  { manifest, path, stored }: { manifest: Manifest; path: string; stored: StoredFiles },
  files: FileStore,
): Promise<void> {
  if (await isThere(path)) return
  const work = await files.createWorkFolder()
  try {
    const made = join(work.path, 'model')
    await mkdir(made)
    await files.writeOut(stored.graph, join(made, manifest.graph.file))
    if (stored.background !== null) await files.writeOut(stored.background, join(made, BACKGROUND_FILE))
    await writeFile(join(made, 'manifest.json'), JSON.stringify(manifest))
    await mkdir(join(path, '..'), { recursive: true })
    await rename(made, path).catch(async (error: unknown) => {
      if (!(await isThere(path))) throw error
    })
  } finally {
    await work.remove()
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}

interface Models {
  readonly models: ModelRegistry
  readonly ownModels: OwnModels
}

/**
 * A model by slug, alias or `mdl_…`.
 * @throws VouchError `not_found`
 */
export async function findModel({ models, ownModels }: Models, ref: string, asker: Asker | null): Promise<KnownModel> {
  return isOwnModel(ref) ? ownModels.open(ref, asker) : models.find(ref)
}

/** @throws VouchError also `unavailable`, for one that is not ready, saying why */
export async function findReadyModel(
  { models, ownModels }: Models,
  ref: string,
  asker: Asker | null,
): Promise<ReadyModel> {
  return isOwnModel(ref) ? ownModels.open(ref, asker) : models.findReady(ref)
}

/**
 * The model that answers when one is asked for: what was promoted to a name answers under it.
 * @throws VouchError like `findReadyModel`
 */
export async function findAnswering(
  services: Models & { readonly live: LiveModels },
  ref: string,
  asker: Asker,
): Promise<ReadyModel> {
  const asked = await findReadyModel(services, ref, asker)
  const live = services.live.of(asked.id)
  return live === null ? asked : services.ownModels.open(live, null)
}
