import type { Manifest } from '@vouch/contracts/model'
import { pictureShape } from '@vouch/core/image/picture-shape'
import { pictureTensor } from '@vouch/core/image/picture-tensor'
import { type Quality, pictureQuality } from '@vouch/core/image/picture-quality'
import { solveSymmetric } from '@vouch/core/explain/cholesky'
import { exposeTensors } from '@vouch/core/learn/expose-tensors'
import { quantile } from '@vouch/core/measure/interval'
import { pictureOf } from '@vouch/core/model/open-picture-model'
import { openTensors } from '@vouch/core/model/session'
import { pictureAt } from './judge-held-out.ts'
import { SIZE } from './lesion-spec.ts'
import { type FeatureSpread, PICTURE_GRAPH } from './picture-to-onnx.ts'
import type { PicturePlanes } from './train-picture-network.ts'

/** Of the features' mean variance: what is added to each, so that none is so narrow that rounding decides. */
const RIDGE = 1e-3

/** Where training pictures lie among the network's features. @param places of theirs */
export async function measureSpread(
  planes: PicturePlanes,
  { places, manifest, graph }: { places: readonly number[]; manifest: Manifest; graph: Uint8Array },
): Promise<FeatureSpread> {
  const picture = pictureOf(manifest)
  const names = [PICTURE_GRAPH.features]
  const open = await openTensors(
    { id: manifest.id, shape: pictureShape(picture), graph: manifest.graph },
    exposeTensors(graph, names),
    names,
  )
  const features: Float64Array[] = []
  for (const place of places) {
    const found = await open.run(pictureTensor(pictureAt(planes, place), picture), 1, names)
    features.push(Float64Array.from(found.get(PICTURE_GRAPH.features)?.values ?? []))
  }
  await open.close()
  const size = features[0]?.length ?? 0
  const mean = new Float64Array(size)
  for (const row of features) for (let i = 0; i < size; i++) mean[i]! += row[i]! / features.length
  const covariance = new Float64Array(size * size)
  for (const row of features)
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++)
        covariance[i * size + j]! += ((row[i]! - mean[i]!) * (row[j]! - mean[j]!)) / features.length
  let trace = 0
  for (let i = 0; i < size; i++) trace += covariance[i * size + i]!
  for (let i = 0; i < size; i++) {
    covariance[i * size + i]! += (RIDGE * trace) / size
    for (let j = i + 1; j < size; j++) covariance[i * size + j] = covariance[j * size + i]!
  }
  const precision = Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0))
  if (!solveSymmetric(covariance, precision, size)) throw new Error('The features have no spread.')
  return { mean, precision }
}

/** Qualities beyond which all but one training picture in two hundred lie, on either side. */
const OUTER = 0.005

/** What pictures of the training are like, as limits for others. */
export function qualityLimits(planes: PicturePlanes, places: readonly number[]) {
  const found = places.map((place) => pictureQuality({ ...SIZE, pixels: pictureAt(planes, place) }))
  const at = (name: keyof Quality, level: number) =>
    Number(
      quantile(
        found.map((one) => one[name]).sort((a, b) => a - b),
        level,
      ).toPrecision(4),
    )
  return {
    least_sharpness: at('sharpness', OUTER),
    brightness: [at('brightness', OUTER), at('brightness', 1 - OUTER)] as [number, number],
    least_contrast: at('contrast', OUTER),
    chosen_on: `the training pictures: one in ${Math.round(1 / OUTER)} of them lies beyond each`,
  }
}
