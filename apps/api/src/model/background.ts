import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Background as ShippedBackground } from '@vouch/contracts/model'
import type { Services } from '../services.ts'
import { findTrainingOf } from '../training/store.ts'
import { isOwnModel } from './is-own-model.ts'
import type { ReadyModel } from './model-registry.ts'

/** Rows of a model's training that its calls are explained against. */
export interface Background {
  /** what they are, for whoever reads the explanation */
  readonly name: string
  readonly rows: number
  /** rows × inputs of the model */
  readonly matrix: Float32Array<ArrayBuffer>
}

/** Enough that a mean over them is worth two digits, and few enough for sampling. */
const ROWS = 100
const READ_MS = 300_000
/** In a model's folder. */
export const BACKGROUND_FILE = 'background.f32'

/**
 * A seeded draw of the rows that a model was trained on, or of those that came with one from elsewhere or with Vouch; null
 * where there are none here.
 */
export async function openBackground(services: Services, { id, folder }: ReadyModel): Promise<Background | null> {
  const { manifest, path } = folder
  if (!isOwnModel(id)) return shippedBackground(path)
  const file = join(path, BACKGROUND_FILE)
  const width = manifest.inputs.length
  const kept = await readFile(file).catch(() => null)
  const matrix = kept ? new Float32Array(new Uint8Array(kept).buffer) : await drawRows(services, { id, manifest })
  if (!matrix) return null
  if (!kept) {
    // whoever comes first draws them; who comes meanwhile draws the same
    await writeFile(`${file}.${process.pid}`, new Uint8Array(matrix.buffer))
    await rename(`${file}.${process.pid}`, file)
  }
  const rows = matrix.length / width
  const whose = manifest.origin ? 'that came with it' : `of ${manifest.training.data[0]?.name ?? 'its training'}`
  return { name: `${rows} rows ${whose}`, rows, matrix }
}

/** What came with a model of Vouch's: rows put together for that, since the training's own are not here. */
async function shippedBackground(path: string): Promise<Background | null> {
  const text = await readFile(join(path, 'background.json'), 'utf8').catch(() => null)
  if (text === null) return null
  const { name, rows } = ShippedBackground.parse(JSON.parse(text))
  return { name, rows: rows.length, matrix: Float32Array.from(rows.flatMap((row) => row.map((v) => v ?? Number.NaN))) }
}

async function drawRows(
  services: Services,
  { id, manifest }: { id: string; manifest: ReadyModel['folder']['manifest'] },
): Promise<Float32Array<ArrayBuffer> | null> {
  const training = await findTrainingOf(services.database.sql, id)
  if (!training || training.callsSha256 === null || manifest.training.seed === null) return null
  const drawn = await services.clerks.run(
    {
      kind: 'background',
      upload: {
        file: await services.files.open(training.datasetSha256),
        name: manifest.training.data[0]?.name ?? '',
        kind: 'table',
      },
      calls: await services.files.open(training.callsSha256),
      takes: manifest.takes,
      domain: manifest.domain,
      features: manifest.inputs.map(({ name }) => name),
      rows: ROWS,
      seed: manifest.training.seed,
    },
    { deadlineMs: READ_MS },
  )
  if (!(drawn instanceof Float32Array)) throw new Error('A reader drew no rows.')
  return drawn
}
