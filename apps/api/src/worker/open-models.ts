import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Golden } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import { pictureOf } from '@vouch/core/model/open-picture-model'
import { selfTest, selfTestPictures } from '@vouch/core/model/self-test'
import { openModel, type OpenModel } from '@vouch/core/model/session'
import { isOwnModel } from '../model/is-own-model.ts'
import { type JudgingModel, openJudging } from './judge-picture.ts'
import type { ModelFolders } from './model-folders.ts'
import type { ModelFolder } from './score-task.ts'

export interface OpenModels {
  /** The model's session, opened when it is first asked for. */
  get(id: string): Promise<OpenModel>
  /** One that looks at pictures. */
  picture(id: string): Promise<JudgingModel>
  /** The bytes of its graph. */
  graph(id: string): Promise<Uint8Array>
  /** Scores the golden rows. @throws VouchError `unavailable` saying what is wrong with the folder */
  selfTest(id: string): Promise<void>
}

/** Graphs of models that were trained or imported here, open at once in a thread; those that come with Vouch stay open. */
const OWN_OPEN = 8
/** Golden pictures that are scored at a start, where 24 took 840 ms of it; conformance scores them all. */
const FIRST_PICTURES = 4
/** Rows that such a graph is run on at once: nearest neighbours hold a distance to every row of training for each. */
const OWN_ROWS_AT_ONCE = 1024

/**
 * The models of one thread, which does one thing after the other. A graph whose bytes are not those the manifest names is
 * never run.
 */
export function openModels(folders: ModelFolders): OpenModels {
  const opened = new Map<string, Promise<OpenModel>>()
  const own = new Set<string>()
  const pictures = new Map<string, Promise<JudgingModel>>()
  const get = async (id: string): Promise<OpenModel> => {
    const folder = await folders.find(id)
    const known = opened.get(id)
    if (isOwnModel(id)) await makeRoom(id)
    if (known) return known
    const opening = open(folder)
    opened.set(id, opening)
    // a failed opening is tried anew by the next who asks
    opening.catch(() => opened.delete(id))
    return opening
  }
  /** Closes the one that was used longest ago. */
  const makeRoom = async (id: string) => {
    own.delete(id)
    own.add(id)
    const [oldest] = own
    if (own.size <= OWN_OPEN || oldest === undefined) return
    own.delete(oldest)
    const closing = opened.get(oldest)
    opened.delete(oldest)
    await closing?.then((model) => model.close())
  }
  const picture = (id: string): Promise<JudgingModel> => {
    const known = pictures.get(id)
    if (known) return known
    const opening = openPicture(folders, id)
    pictures.set(id, opening)
    opening.catch(() => pictures.delete(id))
    return opening
  }
  return {
    get,
    picture,
    graph: async (id) => readGraph(await folders.find(id)),
    async selfTest(id) {
      const folder = await folders.find(id)
      const bytes = await readPart(folder, 'golden.json')
      const golden = Golden.safeParse(parseJson(bytes))
      if (!golden.success)
        throw new VouchError('unavailable', `golden.json of model ${id} is not valid.`, [], golden.error)
      if (folder.manifest.modality === 'picture') await testPictures(await picture(id), golden.data)
      else await selfTest(await get(id), golden.data)
    },
  }
}

function testPictures({ manifest, explainable }: JudgingModel, golden: Golden): Promise<void> {
  const scores = async (tensor: Float32Array) => Float32Array.from((await explainable.cams(tensor)).scores)
  const some = { ...golden, pictures: golden.pictures?.slice(0, FIRST_PICTURES) }
  return selfTestPictures({ manifest, picture: pictureOf(manifest), scores }, some)
}

async function openPicture(folders: ModelFolders, id: string): Promise<JudgingModel> {
  const folder = await folders.find(id)
  return openJudging(folder.manifest, await readGraph(folder))
}

async function open(folder: ModelFolder): Promise<OpenModel> {
  const { manifest } = folder
  return openModel(manifest, await readGraph(folder), isOwnModel(manifest.id) ? OWN_ROWS_AT_ONCE : Infinity)
}

async function readGraph(folder: ModelFolder): Promise<Buffer> {
  const { graph, id } = folder.manifest
  const bytes = await readPart(folder, graph.file)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (sha256 !== graph.sha256)
    throw new VouchError('unavailable', `${graph.file} of model ${id} is not the file that its manifest names.`)
  return bytes
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
