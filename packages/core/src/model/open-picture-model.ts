import type { Manifest, PictureModel } from '@vouch/contracts/model'
import { VouchError } from '../error.ts'
import { mirrorImages, mirrorPicture } from '../image/mirror-picture.ts'
import { pictureShape } from '../image/picture-shape.ts'
import { exposeTensors } from '../learn/expose-tensors.ts'
import { energyOf } from './class-probabilities.ts'
import { type NumberTensor, openTensors } from './session.ts'

export interface PictureScores {
  /** rows × classes, before probabilities are made of them; means over the mirror images where the model says so */
  readonly scores: Float32Array
  /** a number a row of what the model tells a strange picture by, a mean as well; null where it has nothing of the kind */
  readonly novelty: Float64Array | null
}

/**
 * A classifier of pictures that can be run. It takes `pictureTensor`s, one behind the other. Each picture is run alone: more at
 * once are no faster on one thread, and a picture's scores then do not hang on what it came with.
 */
export interface OpenPictureModel {
  readonly manifest: Manifest
  readonly picture: PictureModel
  /** @throws VouchError `unavailable` when the graph does not give a score for each class */
  run(tensor: Float32Array, rows: number): Promise<PictureScores>
  /** The same, without what tells a strange picture. */
  scores(tensor: Float32Array, rows: number): Promise<Float32Array>
  close(): Promise<void>
}

/**
 * Loads the graph of a model of pictures.
 * @throws VouchError `unavailable` when the manifest tells of no pictures, the graph does not load, or has not the input and
 *   outputs that are declared
 */
export async function openPictureModel(manifest: Manifest, graph: Uint8Array): Promise<OpenPictureModel> {
  const { id } = manifest
  const picture = pictureOf(manifest)
  const { margin, probability } = manifest.graph.outputs
  const strange = picture.novelty?.tensor ?? null
  const asked = [...new Set([margin, ...(strange === null ? [] : [strange])])]
  const shape = pictureShape(picture)
  const size = shape.reduce((product, length) => product * length, 1)
  const images = mirrorImages(picture)
  const classes = picture.classes.length
  const names = [...new Set([...asked, probability])]
  const open = await openTensors({ id, shape, graph: manifest.graph }, withOutputs(id, graph, names), names)

  const run = async (tensor: Float32Array, rows: number): Promise<PictureScores> => {
    if (tensor.length !== rows * size) throw new VouchError('failure', `Model ${id} takes ${size} numbers a picture.`)
    const sums = new Float64Array(rows * classes)
    const novelty = picture.novelty === null ? null : new Float64Array(rows)
    for (let row = 0; row < rows; row++) {
      const own = tensor.subarray(row * size, (row + 1) * size)
      for (const mirror of images) {
        const found = await open.run(mirrorPicture(own, picture, mirror), 1, asked)
        const scores = numbersOf(found.get(margin), { id, name: margin, length: classes })
        for (let c = 0; c < classes; c++) sums[row * classes + c]! += scores[c]! / images.length
        if (novelty && strange !== null)
          novelty[row]! += numbersOf(found.get(strange), { id, name: strange, length: 1 })[0]! / images.length
      }
      if (novelty && strange === null) novelty[row] = energyOf(sums.subarray(row * classes, (row + 1) * classes))
    }
    return { scores: Float32Array.from(sums), novelty }
  }
  return {
    manifest,
    picture,
    run,
    scores: async (tensor, rows) => (await run(tensor, rows)).scores,
    close: () => open.close(),
  }
}

/** @throws VouchError `unavailable` for the manifest of a model that looks at no pictures, or of other numbers than classes */
export function pictureOf({ id, modality, picture }: Manifest): PictureModel {
  if (modality !== 'picture' || !picture) throw new VouchError('unavailable', `Model ${id} does not look at pictures.`)
  const { classes, calibration, called } = picture
  if ([calibration, called].some(({ offsets }) => offsets.length !== classes.length))
    throw new VouchError('unavailable', `Model ${id} has other offsets than its ${classes.length} classes.`)
  return picture
}

/** Scores may lie within the graph, under a softmax that other programs are given. */
function withOutputs(id: string, graph: Uint8Array, names: readonly string[]): Uint8Array {
  try {
    return exposeTensors(graph, names)
  } catch (cause) {
    throw new VouchError(
      'unavailable',
      `The graph of model ${id} does not load, or has other outputs than declared.`,
      [],
      cause,
    )
  }
}

/** What the graph gave of one picture. */
function numbersOf(
  tensor: NumberTensor | undefined,
  { id, name, length }: { readonly id: string; readonly name: string; readonly length: number },
): ArrayLike<number> {
  const { shape = [], values = [] } = tensor ?? {}
  if (values.length === length) return values
  throw new VouchError(
    'unavailable',
    `Output ${name} of model ${id} is ${shape.join(' × ')} of one picture, not ${length === 1 ? 'one number' : `${length} scores`}.`,
  )
}
