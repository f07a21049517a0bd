import type { Metric } from '@vouch/contracts/metric'
import type { Manifest } from '@vouch/contracts/model'
import { type ExplainablePicture, explainablePicture } from '@vouch/core/explain/explain-picture'
import type { PictureMap } from '@vouch/core/image/picture'
import { pictureTensor } from '@vouch/core/image/picture-tensor'
import { asMetric } from '@vouch/core/measure/as-metric'
import { energyInside } from '@vouch/core/measure/energy-inside'
import { estimateMean } from '@vouch/core/measure/estimate-mean'
import { round } from '@vouch/core/measure/measure-calls'
import { chanceInside, pointingGame } from '@vouch/core/measure/pointing-game'
import { calledClass } from '@vouch/core/model/class-probabilities'
import { pictureOf } from '@vouch/core/model/open-picture-model'
import { createRandom } from '@vouch/core/random'
import { type HeldOut, maskAt, pictureAt } from './judge-held-out.ts'
import { CLASSES, SIZE } from './lesion-spec.ts'
import { SPLIT } from './measure-lesions.ts'
import type { PicturePlanes } from './train-picture-network.ts'

/** Pictures that the slow ways are measured on, drawn by chance; Grad-CAM is measured on them too, and on all. */
const FEW = 40
const DRAWS = 1000
const METHODS = ['grad-cam', 'integrated gradients', 'occlusion'] as const
type Method = (typeof METHODS)[number]

interface Hits {
  readonly group: string
  readonly pointing: number
  readonly energy: number | null
  readonly chance: number
}

/** Whether the maps of the called class lie on the lesion, as people outlined it: the pointing game and the energy inside. */
export async function measureMaps(
  held: HeldOut,
  { planes, manifest, graph }: { planes: PicturePlanes; manifest: Manifest; graph: Uint8Array },
): Promise<Metric[]> {
  const explained = await explainablePicture(manifest, graph)
  const every = [...held.rows.keys()]
  const few = createRandom('maps')
    .shuffle([...every])
    .slice(0, FEW)
  const look = (rows: readonly number[], method: Method) =>
    inTurn(rows, (row) => hitsOf(row, { held, planes, manifest, explained, method }))
  const whole = await look(every, 'grad-cam')
  const some = new Map<Method, Hits[]>()
  for (const method of METHODS) some.set(method, await look(few, method))
  await explained.close()
  return [
    ...figures(whole, { method: 'grad-cam', split: SPLIT }),
    ...METHODS.flatMap((method) =>
      figures(some.get(method) ?? [], { method, split: `${FEW} of the held-out pictures` }),
    ),
  ]
}

async function inTurn<T, U>(items: readonly T[], of: (item: T) => Promise<U>): Promise<U[]> {
  const made: U[] = []
  for (const item of items) made.push(await of(item))
  return made
}

interface Looking {
  readonly held: HeldOut
  readonly planes: PicturePlanes
  readonly manifest: Manifest
  readonly explained: ExplainablePicture
  readonly method: Method
}

async function hitsOf(row: number, { held, planes, manifest, explained, method }: Looking): Promise<Hits> {
  const picture = pictureOf(manifest)
  const place = held.places[row]!
  const tensor = pictureTensor(pictureAt(planes, place), picture)
  const called = calledClass(held.scores.subarray(row * CLASSES.length, (row + 1) * CLASSES.length), picture)
  const map = await mapOf(explained, tensor, { method, called })
  const mask = { ...SIZE, inside: maskAt(planes, place) }
  return {
    group: String(held.groups[row]),
    pointing: pointingGame(map, mask),
    energy: energyInside(map, mask),
    chance: chanceInside(mask),
  }
}

async function mapOf(
  explained: ExplainablePicture,
  tensor: Float32Array,
  { method, called }: { readonly method: Method; readonly called: number },
): Promise<PictureMap> {
  if (method === 'occlusion') return explained.occlusion(tensor, called)
  if (method === 'integrated gradients') return explained.integratedGradients(tensor, called)
  const cams = await explained.cams(tensor)
  return { ...cams, values: cams.maps[called]! }
}

function figures(hits: readonly Hits[], { method, split }: { method: Method; split: string }): Metric[] {
  const note = `map of the called class against the lesion as people outlined it; a map that knows nothing gets the mask’s share of the picture, ${percent(hits.map(({ chance }) => chance))} on average`
  const of = (name: string, value: (hit: Hits) => number | null) => {
    const rows = hits.flatMap((hit) => {
      const own = value(hit)
      return own === null ? [] : [{ value: own, group: hit.group }]
    })
    const estimate = estimateMean(rows, { draws: DRAWS, random: createRandom(`${name} ${method} ${split}`) })
    const interval: [number, number] | null = estimate?.interval
      ? [round(estimate.interval[0]), round(estimate.interval[1])]
      : null
    return asMetric(name, estimate && { ...estimate, value: round(estimate.value), interval }, {
      split: `maps: ${method}, ${split}`,
      notes: [note],
    })
  }
  return [
    of('pointing_game', ({ pointing }) => pointing),
    of('energy_inside', ({ energy }) => energy),
    of('chance_inside', ({ chance }) => chance),
  ]
}

function percent(shares: readonly number[]): string {
  return `${Math.round((100 * shares.reduce((sum, one) => sum + one, 0)) / Math.max(1, shares.length))} %`
}
