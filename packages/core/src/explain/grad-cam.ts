import type { NumberTensor } from '../model/session.ts'

/** Which class a map speaks for: the positive one with the logit, the negative one with the logit's opposite. */
export type CamTarget = 'positive' | 'negative'

export interface GradCam {
  /** positions of the layer: [length], or [height, width] */
  readonly shape: readonly number[]
  /** of each channel: the mean over the positions of how the target's score moves with it */
  readonly weights: Float64Array
  /** Σ weight × feature map at each position; below 0 where what is there speaks against the target */
  readonly signed: Float64Array
  /** the same, 0 where it is below: the map of the paper, not normalised */
  readonly map: Float64Array
}

/**
 * Grad-CAM (Selvaraju et al. 2017, eq. 1 and 2) of one row, in the unit of the logit per position. A layer of several
 * networks' maps side by side gives the sum of their maps.
 * @param maps the layer of one row: 1 × channels × length, or 1 × channels × height × width
 * @param gradient of the logit by each number of the layer, in its shape
 * @throws RangeError for a layer of another shape
 */
export function gradCam({ shape, values }: NumberTensor, gradient: ArrayLike<number>, target: CamTarget): GradCam {
  const [rows, channels = 0, ...positions] = shape
  if (rows !== 1 || ![1, 2].includes(positions.length) || gradient.length !== values.length)
    throw new RangeError(`Grad-CAM takes one row’s maps along lines or over pictures, and not ${shape.join(' × ')}.`)
  const size = values.length / channels
  const sign = target === 'positive' ? 1 : -1
  const weights = new Float64Array(channels)
  const signed = new Float64Array(size)
  for (let c = 0; c < channels; c++) {
    let sum = 0
    for (let i = c * size; i < (c + 1) * size; i++) sum += gradient[i]!
    weights[c] = (sign * sum) / size
    for (let i = 0; i < size; i++) signed[i]! += weights[c]! * values[c * size + i]!
  }
  return { shape: positions, weights, signed, map: signed.map((value) => Math.max(0, value)) }
}

/**
 * A map of a layer stretched over what the layer was made of, line by line and column by column where it has two
 * dimensions. Both are taken to cover the same stretch evenly, each position around its middle: bin b of n lies at
 * (b + ½) · positions / n − ½, is a straight line between the two positions around that, and the nearest beyond the outer
 * ones. That is exact in the middle. At its ends a layer lies further in by half of what its windows lost where they were not
 * padded, such as 4.5 of 2001 bins behind two pools of 5 that go on by 2.
 * @param from lengths of the map along its dimensions, `GradCam.shape`
 * @param to lengths that it is stretched to, such as [2001] bins
 */
export function stretch(map: ArrayLike<number>, from: readonly number[], to: readonly number[]): Float64Array {
  let values = Float64Array.from(map)
  const shape = [...from]
  for (const [axis, length] of to.entries()) {
    values = stretchAxis(values, shape, { axis, length })
    shape[axis] = length
  }
  return values
}

function stretchAxis(
  values: Float64Array,
  shape: readonly number[],
  { axis, length }: { readonly axis: number; readonly length: number },
): Float64Array<ArrayBuffer> {
  const positions = shape[axis]!
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1)
  const outer = values.length / (positions * inner)
  const stretched = new Float64Array(outer * length * inner)
  for (let block = 0, to = 0; block < outer; block++)
    for (let bin = 0; bin < length; bin++) {
      const at = Math.min(Math.max(((bin + 0.5) * positions) / length - 0.5, 0), positions - 1)
      const low = Math.floor(at)
      const high = Math.min(low + 1, positions - 1)
      const start = block * positions * inner
      for (let i = 0; i < inner; i++, to++)
        stretched[to] =
          values[start + low * inner + i]! * (1 - at + low) + values[start + high * inner + i]! * (at - low)
    }
  return stretched
}
