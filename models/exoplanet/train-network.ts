import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { CurveModelSpec } from './curve-model.ts'

const RECIPE = fileURLToPath(new URL('train-network.py', import.meta.url))

const Layer = z.object({ weights: z.array(z.number()), bias: z.array(z.number()) })

/** One trained network: batch normalisation is in the weights of its convolutions. */
export const Member = z.object({
  /** of the scalars where they were known in training */
  mean: z.array(z.number()),
  spread: z.array(z.number()),
  weights: z.object({
    /** of each view, convolution by convolution: channels × channels before × kernel */
    towers: z.array(z.array(Layer)),
    /** outputs × inputs */
    scalars: Layer,
    first: Layer,
    last: Layer,
  }),
  /** of the rows it was asked about */
  log_odds: z.array(z.number()),
})
export type Member = z.infer<typeof Member>

/** A network to be trained. */
export interface Unit {
  readonly name: string
  readonly seed: number
  readonly train: ArrayLike<number>
  readonly judge: ArrayLike<number>
}

export interface NetworkData {
  /** the file of views, and the rows of it that are meant */
  readonly source: string
  readonly places: ArrayLike<number>
  /** rows × features, NaN where missing; the simulated rows come last, here and in the labels */
  readonly scalars: Float32Array
  readonly labels: Uint8Array
  /** views of the simulated rows, one after the other */
  readonly simulated: Float32Array
}

/** Trains networks one after the other in a process of PyTorch's; those that are in the folder already are read. */
export interface NetworkTrainer {
  train(units: readonly Unit[]): Member[]
  /** the views of all rows of the file, one after the other; there once something was trained */
  views(): Float32Array
}

/** @param folder what is trained is kept there, so that a training that was broken off goes on */
export function openNetworkTrainer(spec: CurveModelSpec, data: NetworkData, folder: string): NetworkTrainer {
  mkdirSync(folder, { recursive: true })
  const put = (name: string, bytes: Uint8Array | string) => writeFileSync(join(folder, name), bytes)
  put('scalars.f32', new Uint8Array(data.scalars.slice().buffer))
  put('labels.u8', data.labels)
  put('simulated.f32', new Uint8Array(data.simulated.slice().buffer))
  const path = ({ name }: Unit) => join(folder, `${name}.json`)
  return {
    train(units) {
      const task = {
        source: data.source,
        rows: Array.from(data.places),
        views: spec.views.map(({ source }) => source),
        towers: spec.views.map(({ tower }) => tower),
        settings: { ...spec.settings, shift: spec.views.map(({ shift }) => shift) },
        units: units.map((unit) => ({ ...unit, train: Array.from(unit.train), judge: Array.from(unit.judge) })),
      }
      put('task.json', JSON.stringify(task))
      if (!units.every((unit) => existsSync(path(unit))) || !existsSync(join(folder, 'views.f32'))) {
        const { status, error } = spawnSync(process.env['VOUCH_PYTHON'] ?? 'python3', [RECIPE, folder], {
          stdio: 'inherit',
        })
        if (status !== 0)
          throw new Error(`The recipe ended with ${status}: it needs Python with PyTorch and NumPy.`, { cause: error })
      }
      return units.map((unit) => Member.parse(JSON.parse(readFileSync(path(unit), 'utf8'))))
    },
    views() {
      const bytes = readFileSync(join(folder, 'views.f32'))
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    },
  }
}
