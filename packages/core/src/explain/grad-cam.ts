import type { NumberTensor } from '../model/session.ts'

/** Which of two classes a map of their one logit speaks for: the negative one with the logit's opposite. */
export type CamTarget = 'positive' | 'negative'

export interface GradCam {
  /** positions of the layer: [length], or [height, width] */
  readonly shape: readonly number[]
  /** of each channel: the mean over the positions of how the score moves with it */
  readonly weights: Float64Array
  /** Σ weight × feature map at each position; below 0 where what is there speaks against the class */
  readonly signed: Float64Array
  /** the same, 0 where it is below: the map of the paper, not normalised */
  readonly map: Float64Array
}

/**
 * Grad-CAM (Selvaraju et al. 2017, eq. 1 and 2) of one row, in the unit of the score per position: of the class whose
 * score was differentiated. A layer of several networks' maps side by side gives the sum of their maps.
 * @param maps the layer of one row: 1 × channels × length, or 1 × channels × height × width
 * @param gradient of the score, before probabilities are made of scores, by each number of the layer, in its shape
 * @throws RangeError for a layer of another shape
 */
export function gradCam({ shape, values }: NumberTensor, gradient: ArrayLike<number>): GradCam {
  const [rows, channels = 0, ...positions] = shape
  if (rows !== 1 || ![1, 2].includes(positions.length) || gradient.length !== values.length)
    throw new RangeError(`Grad-CAM takes one row’s maps along lines or over pictures, and not ${shape.join(' × ')}.`)
  const size = values.length / channels
  const weights = new Float64Array(channels)
  const signed = new Float64Array(size)
  for (let c = 0; c < channels; c++) {
    let sum = 0
    for (let i = c * size; i < (c + 1) * size; i++) sum += gradient[i]!
    weights[c] = sum / size
    for (let i = 0; i < size; i++) signed[i]! += weights[c]! * values[c * size + i]!
  }
  return { shape: positions, weights, signed, map: signed.map((value) => Math.max(0, value)) }
}
