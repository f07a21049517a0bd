import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Manifest } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import { isOwnModel } from '../model/is-own-model.ts'
import type { ModelFolder, ScorerData } from './score-task.ts'

/** Manifests of models that were trained or imported here, at once in a thread. */
const REMEMBERED = 64

export interface ModelFolders {
  /** @throws VouchError `not_found` */
  find(id: string): Promise<ModelFolder>
}

/** The folders of one thread's models: those that it was begun with, and those that were made here, as they are asked for. */
export function openFolders({ models, ownModels }: ScorerData): ModelFolders {
  const served = new Map(models.map((folder) => [folder.manifest.id, folder]))
  const own = new Map<string, ModelFolder>()
  return {
    async find(id) {
      const known = served.get(id) ?? own.get(id)
      if (known) return known
      const found = isOwnModel(id) ? await read(join(ownModels, id)) : null
      if (!found) throw new VouchError('not_found', `There is no model ${id}.`)
      own.set(id, found)
      const oldest = own.keys().next().value
      if (own.size > REMEMBERED && oldest !== undefined) own.delete(oldest)
      return found
    },
  }
}

async function read(path: string): Promise<ModelFolder | null> {
  const text = await readFile(join(path, 'manifest.json'), 'utf8').catch(() => null)
  return text === null ? null : { manifest: Manifest.parse(JSON.parse(text)), path }
}
