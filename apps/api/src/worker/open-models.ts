import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Golden } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import { selfTest } from '@vouch/core/model/self-test'
import { openModel, type OpenModel } from '@vouch/core/model/session'
import type { ModelFolder } from './score-task.ts'

export interface OpenModels {
  /** The model's session, opened when it is first asked for. */
  get(id: string): Promise<OpenModel>
  /** Scores the golden rows. @throws VouchError `unavailable` saying what is wrong with the folder */
  selfTest(id: string): Promise<void>
}

/** The models of one thread. A graph whose bytes are not those the manifest names is never run. */
export function openModels(folders: readonly ModelFolder[]): OpenModels {
  const byId = new Map(folders.map((folder) => [folder.manifest.id, folder]))
  const opened = new Map<string, Promise<OpenModel>>()
  const find = (id: string): ModelFolder => {
    const folder = byId.get(id)
    if (!folder) throw new VouchError('not_found', `There is no model ${id}.`)
    return folder
  }
  const get = (id: string): Promise<OpenModel> => {
    const known = opened.get(id)
    if (known) return known
    const opening = open(find(id))
    opened.set(id, opening)
    // a failed opening is tried anew by the next who asks
    opening.catch(() => opened.delete(id))
    return opening
  }
  return {
    get,
    async selfTest(id) {
      const model = await get(id)
      const bytes = await readPart(find(id), 'golden.json')
      const golden = Golden.safeParse(parseJson(bytes))
      if (!golden.success)
        throw new VouchError('unavailable', `golden.json of model ${id} is not valid.`, [], golden.error)
      await selfTest(model, golden.data)
    },
  }
}

async function open(folder: ModelFolder): Promise<OpenModel> {
  const { graph, id } = folder.manifest
  const bytes = await readPart(folder, graph.file)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (sha256 !== graph.sha256)
    throw new VouchError('unavailable', `${graph.file} of model ${id} is not the file that its manifest names.`)
  return openModel(folder.manifest, bytes)
}

async function readPart(folder: ModelFolder, file: string): Promise<Buffer> {
  try {
    return await readFile(join(folder.path, file))
  } catch (cause) {
    throw new VouchError('unavailable', `${file} of model ${folder.manifest.id} cannot be read.`, [], cause)
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
