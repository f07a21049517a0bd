import type { Manifest } from '@vouch/contracts/model'
import { pictureTensor } from '@vouch/core/image/picture-tensor'
import { groupFolds, groupIndex } from '@vouch/core/learn/group-folds'
import { openPictureModel, pictureOf } from '@vouch/core/model/open-picture-model'
import type { Random } from '@vouch/core/random'
import { CLASSES, SIZE } from './lesion-spec.ts'
import type { Lesion, Lesions } from './read-lesions.ts'
import type { PicturePlanes, TrainedNetwork } from './train-picture-network.ts'

/** Folds of the held-out lesions: what is fitted to scores is fitted on four and judged on the fifth. */
export const FOLDS = 5

/** The pictures that the network has not seen, as it is served. */
export interface HeldOut {
  /** places among all rows */
  readonly places: readonly number[]
  readonly rows: readonly Lesion[]
  readonly labels: Uint8Array
  /** 1 of a malignant class */
  readonly malignant: Uint8Array
  /** of each picture, the number of its lesion */
  readonly groups: Uint32Array
  readonly fold: Uint8Array
  /** pictures × classes, means over the mirror images */
  readonly scores: Float64Array
  /** squared distances from the training pictures, means over the mirror images */
  readonly distances: Float64Array
  /** of the scores of the pictures as they are, from those of PyTorch */
  readonly largestDifference: number
}

const LARGEST_DIFFERENCE = 1e-3

/** @throws when the graph does not give what PyTorch gave */
export async function judgeHeldOut(
  { rows: all }: Lesions,
  {
    network,
    manifest,
    graph,
    random,
  }: { network: TrainedNetwork & PicturePlanes; manifest: Manifest; graph: Uint8Array; random: Random },
): Promise<HeldOut> {
  const places = all.flatMap((row, i) => (row.heldOut ? [i] : []))
  const rows = places.map((place) => all[place]!)
  const picture = pictureOf(manifest)
  const plain = await openPictureModel({ ...manifest, picture: { ...picture, mirrored: false } }, graph)
  const served = await openPictureModel(manifest, graph)
  const scores = new Float64Array(rows.length * CLASSES.length)
  const distances = new Float64Array(rows.length)
  let largestDifference = 0
  for (const [i, place] of places.entries()) {
    const tensor = pictureTensor(pictureAt(network, place), picture)
    const judged = await served.run(tensor, 1)
    scores.set(judged.scores, i * CLASSES.length)
    distances[i] = judged.novelty?.[0] ?? Number.NaN
    for (const [c, score] of (await plain.scores(tensor, 1)).entries())
      largestDifference = Math.max(largestDifference, Math.abs(score - (network.scores[i]?.[c] ?? Number.NaN)))
  }
  await plain.close()
  await served.close()
  if (!(largestDifference <= LARGEST_DIFFERENCE))
    throw new Error(`The graph differs from PyTorch by ${largestDifference}.`)
  const labels = Uint8Array.from(rows, ({ dx }) => CLASSES.findIndex(({ name }) => name === dx))
  const malignant = Uint8Array.from(labels, (label) => (CLASSES[label]?.positive ? 1 : 0))
  const groups = groupIndex(rows.map(({ lesion_id }) => lesion_id))
  return {
    places,
    rows,
    labels,
    malignant,
    groups,
    fold: groupFolds(groups, malignant, { folds: FOLDS, random }),
    scores,
    distances,
    largestDifference,
  }
}

/** Pixels of a picture as the model is given it. */
export function pictureAt({ pictures }: PicturePlanes, place: number): Uint8Array {
  const size = SIZE.width * SIZE.height * 3
  return pictures.subarray(place * size, (place + 1) * size)
}

/** Where the lesion is, a number a pixel. */
export function maskAt({ masks }: PicturePlanes, place: number): Uint8Array {
  const size = SIZE.width * SIZE.height
  return masks.subarray(place * size, (place + 1) * size)
}
