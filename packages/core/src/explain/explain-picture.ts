import type { Manifest, PictureModel } from '@vouch/contracts/model'
import { mirrorImages, mirrorMap, mirrorPicture } from '../image/mirror-picture.ts'
import { CHANNELS, pictureShape, pictureStrides } from '../image/picture-shape.ts'
import { type OnnxDocument, readOnnx } from '../learn/read-onnx.ts'
import { exposeTensors } from '../learn/expose-tensors.ts'
import { energyOf } from '../model/class-probabilities.ts'
import { pictureOf } from '../model/open-picture-model.ts'
import { type NumberTensor, openTensors, type TensorSpec } from '../model/session.ts'
import { type ExplainableNetwork, explainableNetwork } from './explainable-network.ts'
import { layerPlaces, type LayerRequest, unknownPads } from './layer-places.ts'
import { coveredBy, type MapAxis, mapAxis, unmirror } from './mirrored-maps.ts'
import { occlusionSquares } from './occlusion-squares.ts'
import type { PictureMap, Rectangle } from '../image/picture.ts'

/** Grad-CAM of every class of one picture. */
export interface PictureCams {
  /** the tensor that was looked at */
  readonly layer: string
  readonly rows: number
  readonly columns: number
  /** the rectangle that the maps’ cells divide evenly, in pixels of what the model takes; it may reach beyond it */
  readonly covers: Rectangle
  /** of each class: means over the mirror images, as they are served */
  readonly scores: Float64Array<ArrayBuffer>
  /** of what the model tells a strange picture by, the mean over the mirror images; null where it has nothing of the kind */
  readonly novelty: number | null
  /**
   * of each class, rows × columns, in the unit of its score: below 0 where what is there speaks against the class. The map of
   * the paper is what lies above 0.
   */
  readonly maps: readonly Float64Array<ArrayBuffer>[]
}

/** How each pixel moves a score. */
export interface PictureGradients extends PictureMap {
  /** a value for each pixel, summed over its colours: score = baseline score + Σ values − residual */
  readonly values: Float64Array<ArrayBuffer>
  readonly score: number
  /** of a picture that is the mean colour all over */
  readonly baselineScore: number
  /** what the points of the line missed */
  readonly residual: number
  /** how many there were, of each mirror image */
  readonly nodes: number
}

/** What a score loses where the picture is covered. */
export interface PictureOcclusion extends PictureMap {
  readonly values: Float64Array<ArrayBuffer>
  readonly score: number
}

/**
 * A classifier of pictures that is explained again and again. What it takes is the `pictureTensor` of one picture that is not
 * mirrored; where the model is a mean over mirror images, so is each map.
 */
export interface ExplainablePicture {
  /** Grad-CAM (Selvaraju et al. 2017) of all classes, from one run of each mirror image. */
  cams(tensor: Float32Array): Promise<PictureCams>
  /**
   * Integrated gradients (Sundararajan, Taly & Yan 2017) of a class' score from a picture of the mean colour, by its place.
   * @throws RangeError, naming it, for an operator of the network that is not differentiated
   */
  integratedGradients(tensor: Float32Array, at: number): Promise<PictureGradients>
  /**
   * The loss of a class' score, by its place, when a square of the mean colour covers part of the picture (Zeiler & Fergus 2014,
   * §3.2): a sixth of the height to a side, each half a side from the next.
   */
  occlusion(tensor: Float32Array, at: number): Promise<PictureOcclusion>
  close(): Promise<void>
}

/**
 * Points of the line from the mean colour to the picture: more where the sum is not yet near enough. What they miss differs from
 * mirror image to mirror image, and the mean misses less.
 */
const NODES = [8, 24] as const
/** What the sum may be off, as a share of the step from the baseline, or of a step of one. */
const NEAR_ENOUGH = 0.05

/**
 * @throws RangeError for a layer that there is not, whose places are not known, or that the scores follow from by operators
 *   that are not differentiated; VouchError `unavailable` as `openPictureModel` does
 */
export async function explainablePicture(manifest: Manifest, graph: Uint8Array): Promise<ExplainablePicture> {
  const picture = pictureOf(manifest)
  const spec = { id: manifest.id, shape: pictureShape(picture), graph: manifest.graph }
  const document = readOnnx(graph)
  const axes = axesOf(picture, document, { input: manifest.graph.input, pads: await padsOf(document, graph, spec) })
  const strange = picture.novelty?.tensor ?? null
  const beside = strange === null ? [] : [strange]
  const network = await explainableNetwork(graph, { ...spec, layers: [picture.layer], layersOnly: true, beside })
  // it keeps what every operator gave, and few ask for it
  let whole: Promise<ExplainableNetwork> | null = null
  return {
    cams: (tensor) => camsOf(network, { picture, axes, tensor }),
    integratedGradients: async (tensor, at) =>
      gradientsOf(await (whole ??= explainableNetwork(graph, { ...spec, layers: [] })), { picture, tensor, at }),
    occlusion: (tensor, at) => occlusionOf(network, { picture, tensor, at }),
    async close() {
      await network.close()
      await (await whole?.catch(() => null))?.close()
    },
  }
}

/** What a graph reckons of padding, which does not hang on the picture. */
async function padsOf(
  document: OnnxDocument,
  graph: Uint8Array,
  spec: TensorSpec,
): Promise<ReadonlyMap<string, NumberTensor>> {
  const names = unknownPads(document)
  if (names.length === 0) return new Map()
  const open = await openTensors(spec, exposeTensors(graph, names), names)
  const size = spec.shape.reduce((product, length) => product * length, 1)
  const found = await open.run(new Float32Array(size), 1, names)
  await open.close()
  return found
}

/** Of the picture's lines and columns. */
function axesOf(
  picture: PictureModel,
  document: OnnxDocument,
  { input, pads }: Pick<LayerRequest, 'input' | 'pads'>,
): [MapAxis, MapAxis] {
  const request = { input, shape: pictureShape(picture), layer: picture.layer, ...(pads && { pads }) }
  const [down, across, ...further] = layerPlaces(document, request)
  const line = picture.layout === 'nchw' ? 2 : 1
  if (!down || !across || further.length > 0 || down.of !== line || across.of !== line + 1)
    throw new RangeError(`${picture.layer.slice(0, 60)} does not go along the lines and columns of the picture.`)
  return [mapAxis(down, picture.height, picture.mirrored), mapAxis(across, picture.width, picture.mirrored)]
}

interface Looked {
  readonly picture: PictureModel
  readonly tensor: Float32Array
}

async function camsOf(
  network: ExplainableNetwork,
  { picture, axes, tensor }: Looked & { readonly axes: readonly [MapAxis, MapAxis] },
): Promise<PictureCams> {
  const { layer, classes } = picture
  const [rows, columns] = [axes[0].map.length, axes[1].map.length]
  const scores = new Float64Array(classes.length)
  const maps = classes.map(() => new Float64Array(rows * columns))
  const images = mirrorImages(picture)
  let distance = 0
  for (const mirror of images) {
    const found = await network.gradCams(mirrorPicture(tensor, picture, mirror), layer)
    if (found.cams.length !== classes.length)
      throw new RangeError(`The graph gives ${found.cams.length} scores of one picture, not ${classes.length}.`)
    for (const { values } of found.beside.values()) distance += values[0]! / images.length
    for (const [c, { signed, shape }] of found.cams.entries()) {
      if (shape.some((length, axis) => length !== axes[axis]?.layer.length))
        throw new RangeError(`${layer.slice(0, 60)} is ${shape.join(' × ')}, and not as its graph says.`)
      scores[c]! += found.scores[c]! / images.length
      addShare(maps[c]!, unmirror(signed, axes, mirror), images.length)
    }
  }
  return { layer, rows, columns, covers: coveredBy(axes), scores, novelty: noveltyOf(picture, scores, distance), maps }
}

/** @param distance of the model's own tensor, where it has one */
function noveltyOf({ novelty }: PictureModel, scores: Float64Array, distance: number): number | null {
  if (novelty === null) return null
  return novelty.tensor === null ? energyOf(scores) : distance
}

async function gradientsOf(
  network: ExplainableNetwork,
  { picture, tensor, at }: Looked & { readonly at: number },
): Promise<PictureGradients> {
  let found = await meanGradients(network, { picture, tensor, at, nodes: NODES[0] })
  for (const nodes of NODES.slice(1)) {
    const step = Math.max(1, Math.abs(found.score - found.baselineScore))
    if (Math.abs(found.residual) <= NEAR_ENOUGH * step) break
    found = await meanGradients(network, { picture, tensor, at, nodes })
  }
  return found
}

async function meanGradients(
  network: ExplainableNetwork,
  { picture, tensor, at, nodes }: Looked & { readonly at: number; readonly nodes: number },
): Promise<PictureGradients> {
  const { width, height } = picture
  const values = new Float64Array(width * height)
  // the mean colour is 0 once it is normalised
  const baseline = new Float32Array(tensor.length)
  const images = mirrorImages(picture)
  let [score, baselineScore, residual] = [0, 0, 0]
  for (const mirror of images) {
    const found = await network.integratedGradients(mirrorPicture(tensor, picture, mirror), { baseline, nodes, at })
    const back = mirrorMap(overColours(found.contributions, picture), { rows: height, columns: width }, mirror)
    addShare(values, back, images.length)
    score += found.output / images.length
    baselineScore += found.baselineOutput / images.length
    residual += found.residual / images.length
  }
  return { ...wholePicture(picture), values, score, baselineScore, residual, nodes }
}

function overColours(tensor: ArrayLike<number>, picture: PictureModel): Float64Array {
  const { width, height } = picture
  const { channel, line, pixel } = pictureStrides(picture)
  const sums = new Float64Array(width * height)
  for (let colour = 0; colour < CHANNELS; colour++)
    for (let y = 0, to = 0; y < height; y++)
      for (let x = 0; x < width; x++, to++) sums[to]! += tensor[colour * channel + y * line + x * pixel]!
  return sums
}

function wholePicture({ width, height }: PictureModel): Omit<PictureMap, 'values'> {
  return { rows: height, columns: width, covers: { left: 0, top: 0, width, height } }
}

async function occlusionOf(
  network: ExplainableNetwork,
  { picture, tensor, at }: Looked & { readonly at: number },
): Promise<PictureOcclusion> {
  const { width, height } = picture
  const images = mirrorImages(picture)
  const scoreOf = async (of: Float32Array) => {
    let sum = 0
    for (const mirror of images) sum += (await network.scores(mirrorPicture(of, picture, mirror)))[at]!
    return sum / images.length
  }
  const score = await scoreOf(tensor)
  const { rows, columns, squares } = occlusionSquares(picture)
  const values = new Float64Array(rows * columns)
  for (const [i, square] of squares.entries()) values[i] = score - (await scoreOf(covered(tensor, picture, square)))
  return { rows, columns, covers: { left: 0, top: 0, width, height }, values, score }
}

/** With a rectangle of the mean colour over it. */
function covered(tensor: Float32Array, picture: PictureModel, { left, top, width, height }: Rectangle): Float32Array {
  const { channel, line, pixel } = pictureStrides(picture)
  const made = tensor.slice()
  for (let colour = 0; colour < CHANNELS; colour++)
    for (let y = top; y < top + height; y++)
      for (let x = left; x < left + width; x++) made[colour * channel + y * line + x * pixel] = 0
  return made
}

function addShare(sums: Float64Array, values: Float64Array, shares: number): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += values[i]! / shares
}
