import type { PictureModel } from '@vouch/contracts/model'
import { CHANNELS, type PictureShape, pictureStrides } from './picture-shape.ts'

export interface Mirror {
  /** left becomes right */
  readonly horizontal: boolean
  /** top becomes bottom */
  readonly vertical: boolean
}

const AS_IT_IS: Mirror = { horizontal: false, vertical: false }
const ALL: readonly Mirror[] = [
  AS_IT_IS,
  { horizontal: true, vertical: false },
  { horizontal: false, vertical: true },
  { horizontal: true, vertical: true },
]

/** The images of a picture whose scores a model's are the mean of; the picture itself comes first. */
export function mirrorImages({ mirrored }: Pick<PictureModel, 'mirrored'>): readonly Mirror[] {
  return mirrored ? ALL : [AS_IT_IS]
}

/**
 * The tensor of a picture's mirror image. Twice the same mirror gives the picture back.
 * @param tensor of one picture, as `shape` says
 * @throws RangeError for a tensor of another length
 */
export function mirrorPicture(
  tensor: Float32Array,
  shape: PictureShape,
  { horizontal, vertical }: Mirror,
): Float32Array<ArrayBuffer> {
  const { width, height } = shape
  if (tensor.length !== CHANNELS * width * height)
    throw new RangeError(
      `A picture of ${width} × ${height} has ${CHANNELS * width * height} numbers, not ${tensor.length}.`,
    )
  const { channel, line, pixel } = pictureStrides(shape)
  const mirrored = new Float32Array(tensor.length)
  for (let c = 0; c < CHANNELS; c++)
    for (let y = 0; y < height; y++) {
      const to = c * channel + y * line
      const from = c * channel + (vertical ? height - 1 - y : y) * line
      for (let x = 0; x < width; x++)
        mirrored[to + x * pixel] = tensor[from + (horizontal ? width - 1 - x : x) * pixel]!
    }
  return mirrored
}

/** A map over a picture, line by line, of the picture that `mirror` makes of it. */
export function mirrorMap(
  values: ArrayLike<number>,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  { horizontal, vertical }: Mirror,
): Float64Array<ArrayBuffer> {
  const mirrored = new Float64Array(rows * columns)
  for (let y = 0, to = 0; y < rows; y++)
    for (let x = 0; x < columns; x++, to++)
      mirrored[to] = values[(vertical ? rows - 1 - y : y) * columns + (horizontal ? columns - 1 - x : x)]!
  return mirrored
}
