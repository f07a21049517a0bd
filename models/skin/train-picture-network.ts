import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fitPicture } from '@vouch/core/image/fit-picture'
import { readPicture } from '@vouch/core/image/read-picture'
import type { PictureModel } from '@vouch/contracts/model'
import { z } from 'zod'
import { CLASSES, MEAN, SEED, SETTINGS, SIZE, SPREAD, STAGES } from './lesion-spec.ts'
import { eachPicture, type Lesions } from './read-lesions.ts'

export const RECIPE = fileURLToPath(new URL('skin-lesion/train.py', import.meta.url))
const UNIT = 'held-out-0'
const MASKED_ABOVE = 127
/** glibc gives large tensors back to the system one by one unless it is told not to, which took half of the time. */
const ONE_HEAP = {
  MALLOC_MMAP_THRESHOLD_: '2000000000',
  MALLOC_TRIM_THRESHOLD_: '8000000000',
  MALLOC_TOP_PAD_: '500000000',
}

const Told = z.object({ shapes: z.array(z.array(z.int())), scores: z.array(z.array(z.number())) })

/** A trained network's tensors in the order in which its graph takes them: batch normalisation is in them. */
export interface TrainedNetwork {
  readonly tensors: readonly { readonly shape: readonly number[]; readonly values: Float32Array }[]
  /** of the held-out pictures as they are, by PyTorch: pictures × classes */
  readonly scores: readonly (readonly number[])[]
}

/** Pictures as a model is given them when it is served, and where the lesion is in each. */
export interface PicturePlanes {
  /** rows × height × width × 3 */
  readonly pictures: Uint8Array
  /** rows × height × width, 0 or 1 */
  readonly masks: Uint8Array
}

/**
 * Trains the network in a process of PyTorch's.
 * @param work what is made is kept there, so that a training that was broken off goes on from its last epoch
 */
export async function trainPictureNetwork(
  { rows }: Lesions,
  { folder, work, model }: { readonly folder: string; readonly work: string; readonly model: PictureModel },
): Promise<TrainedNetwork & PicturePlanes> {
  mkdirSync(work, { recursive: true })
  const path = (name: string) => join(work, name)
  if (!existsSync(path('ready'))) {
    await writePlanes(rows, { folder, work, model })
    writeFileSync(
      path('labels.u8'),
      Uint8Array.from(rows, ({ dx }) => CLASSES.findIndex(({ name }) => name === dx)),
    )
    writeFileSync(path('ready'), '')
  }
  const placesOf = (heldOut: boolean) => rows.flatMap((row, i) => (row.heldOut === heldOut ? [i] : []))
  const task = {
    ...SIZE,
    classes: CLASSES.length,
    mean: MEAN,
    spread: SPREAD,
    stages: STAGES,
    settings: SETTINGS,
    units: [{ name: UNIT, seed: SEED, train: placesOf(false), judge: placesOf(true) }],
  }
  writeFileSync(path('task.json'), JSON.stringify(task))
  if (!existsSync(path(`${UNIT}.json`))) {
    const env = { ...process.env, ...ONE_HEAP }
    const { status, error } = spawnSync(process.env['VOUCH_PYTHON'] ?? 'python3', [RECIPE, work], {
      stdio: 'inherit',
      env,
    })
    if (status !== 0)
      throw new Error(`The recipe ended with ${status}: it needs Python with PyTorch and NumPy.`, { cause: error })
  }
  return {
    ...readTrained(work, UNIT),
    pictures: readFileSync(path('pictures.u8')),
    masks: readFileSync(path('masks.u8')),
  }
}

/** What the recipe wrote of a unit. */
export function readTrained(work: string, unit: string): TrainedNetwork {
  const { shapes, scores } = Told.parse(JSON.parse(readFileSync(join(work, `${unit}.json`), 'utf8')))
  const bytes = readFileSync(join(work, `${unit}.f32`))
  const whole = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
  let at = 0
  const tensors = shapes.map((shape) => {
    const length = shape.reduce((product, size) => product * size, 1)
    return { shape, values: whole.slice(at, (at += length)) }
  })
  return { tensors, scores }
}

/** Every picture read and fitted by the code that serves it. */
async function writePlanes(
  rows: Lesions['rows'],
  { folder, work, model }: { readonly folder: string; readonly work: string; readonly model: PictureModel },
): Promise<void> {
  const place = new Map(rows.map(({ image_id }, i) => [image_id, i]))
  const [pictures, masks] = [await open(join(work, 'pictures.u8'), 'w'), await open(join(work, 'masks.u8'), 'w')]
  const size = SIZE.width * SIZE.height
  try {
    await eachPicture(folder, async (name, bytes) => {
      const row = place.get(/([^/]+)\.(jpg|png)$/.exec(name)?.[1] ?? '')
      if (row === undefined) return
      const { pixels } = await fitPicture(await readPicture(bytes), model)
      if (name.startsWith('images/')) await pictures.write(pixels, 0, pixels.length, row * size * 3)
      else {
        const mask = Uint8Array.from({ length: size }, (_, i) => ((pixels[3 * i] ?? 0) > MASKED_ABOVE ? 1 : 0))
        await masks.write(mask, 0, mask.length, row * size)
      }
    })
  } finally {
    await pictures.close()
    await masks.close()
  }
}
