import { fault, integerOf, numbersOf } from '../../learn/onnx-operation.ts'
import { sizeOf, spreadPlaces } from './places.ts'
import { axisOf, type GradientRule, gradientOf, inputAt, outputOf, type Step } from './step.ts'

/** The same numbers under another shape or name. */
export const unchanged: GradientRule = { flows: [0], back: gradientOf }

export const add: GradientRule = { back: (step, place) => throughSpread(step, place, () => 1) }

export const subtract: GradientRule = {
  back: (step, place) => throughSpread(step, place, () => (place === 0 ? 1 : -1)),
}

export const mean: GradientRule = { back: (step, place) => throughSpread(step, place, () => 1 / step.inputs.length) }

export const multiply: GradientRule = {
  back(step, place) {
    const other = spread(step, 1 - place)
    return throughSpread(step, place, other)
  },
}

export const divide: GradientRule = {
  back(step, place) {
    const divisor = spread(step, 1)
    const { values } = outputOf(step)
    return throughSpread(step, place, place === 0 ? (i) => 1 / divisor(i) : (i) => -values[i]! / divisor(i))
  },
}

/** Of a row, the one branch that was taken. */
export const where: GradientRule = {
  flows: [1, 2],
  back(step, place) {
    const condition = spread(step, 0)
    const taken = place === 1 ? 1 : 0
    return throughSpread(step, place, (i) => (condition(i) === taken ? 1 : 0))
  },
}

/** At 0 the slope is 0, as in PyTorch. */
export const relu: GradientRule = {
  back(step) {
    const { values } = outputOf(step)
    return timesSlope(step, (i) => (values[i]! > 0 ? 1 : 0))
  },
}

export const sigmoid: GradientRule = {
  back(step) {
    const { values } = outputOf(step)
    return timesSlope(step, (i) => values[i]! * (1 - values[i]!))
  },
}

/** At 0 the slope is the lower one, as in PyTorch. */
export const leakyRelu: GradientRule = {
  back(step) {
    const lower = numbersOf(step, 'alpha')?.[0] ?? 0.01
    const { values } = inputAt(step, 0)
    return timesSlope(step, (i) => (values[i]! > 0 ? 1 : lower))
  },
}

/** A leaky one whose lower slopes are the network's own. */
export const pRelu: GradientRule = {
  flows: [0],
  back(step) {
    const lower = spread(step, 1)
    const { values } = inputAt(step, 0)
    return timesSlope(step, (i) => (values[i]! > 0 ? 1 : lower(i)))
  },
}

/** Where it bends the slope is 0, as in PyTorch. */
export const hardSigmoid: GradientRule = {
  back(step) {
    const slope = numbersOf(step, 'alpha')?.[0] ?? 0.2
    const { values } = outputOf(step)
    return timesSlope(step, (i) => (values[i]! > 0 && values[i]! < 1 ? slope : 0))
  },
}

/** x · hardSigmoid(x) with a slope of a sixth (Howard et al. 2019, §5.2); where it bends the slope is the inner one, as in PyTorch. */
export const hardSwish: GradientRule = {
  back(step) {
    const { values } = inputAt(step, 0)
    return timesSlope(step, (i) => {
      const value = values[i]!
      if (Math.abs(value) <= 3) return value / 3 + 0.5
      return value > 0 ? 1 : 0
    })
  },
}

/** With the means and variances of training: a factor and an offset of each channel. */
export const batchNormalization: GradientRule = {
  flows: [0],
  back(step) {
    if (integerOf(step, 'training_mode', 0) !== 0)
      return fault(step, 'it must not reckon with the rows that it is given.')
    const epsilon = numbersOf(step, 'epsilon')?.[0] ?? 1e-5
    const [scale, variance] = [inputAt(step, 1).values, inputAt(step, 4).values]
    const factors = Float64Array.from(scale, (value, c) => value / Math.sqrt(variance[c]! + epsilon))
    const [, channels = 1, ...positions] = inputAt(step, 0).shape
    const size = sizeOf(positions)
    return timesSlope(step, (i) => factors[Math.floor(i / size) % channels]!)
  },
}

/** Along the last axis, where all versions of ONNX agree on what it is. */
export const softmax: GradientRule = {
  back(step) {
    const { shape, values } = outputOf(step)
    const along = axisOf(step, shape.length, shape.length > 2 ? 1 : -1)
    if (along !== shape.length - 1) return fault(step, 'it must go along the last axis.')
    const length = shape[along]!
    const gradient = gradientOf(step)
    const own = new Float64Array(gradient.length)
    for (let from = 0; from < own.length; from += length) {
      let sum = 0
      for (let i = from; i < from + length; i++) sum += gradient[i]! * values[i]!
      for (let i = from; i < from + length; i++) own[i] = values[i]! * (gradient[i]! - sum)
    }
    return own
  },
}

/** On a bound the slope is 1, as in PyTorch. The bounds are attributes before version 11, and inputs since. */
export const clip: GradientRule = {
  flows: [0],
  back(step) {
    const bound = (place: number, name: string, otherwise: number) =>
      (step.node.inputs[place] ? inputAt(step, place).values[0] : numbersOf(step, name)?.[0]) ?? otherwise
    const [least, most] = [bound(1, 'min', -Infinity), bound(2, 'max', Infinity)]
    const { values } = inputAt(step, 0)
    return timesSlope(step, (i) => (values[i]! >= least && values[i]! <= most ? 1 : 0))
  },
}

/** The gradient of an input that each number of the output is made of one by one. */
function timesSlope(step: Step, slope: (i: number) => number): Float64Array {
  const gradient = gradientOf(step)
  const own = new Float64Array(gradient.length)
  for (let i = 0; i < own.length; i++) own[i] = gradient[i]! * slope(i)
  return own
}

/** What is spread over the output, number by number of the output. */
function spread(step: Step, place: number): (i: number) => number {
  const { shape, values } = inputAt(step, place)
  const places = spreadPlaces(shape, outputOf(step).shape)
  return (i) => values[places[i]!]!
}

/**
 * The gradient of an input that is spread over the output: summed over all that it went to. Where the outcome does not
 * move with an output, it does not move with its inputs either, though the slope there may be no number.
 * @param slope of the output by the input, at each number of the output
 */
export function throughSpread(step: Step, place: number, slope: (i: number) => number): Float64Array {
  const { shape, values } = inputAt(step, place)
  const places = spreadPlaces(shape, outputOf(step).shape)
  const gradient = gradientOf(step)
  const own = new Float64Array(values.length)
  for (let i = 0; i < places.length; i++) if (gradient[i] !== 0) own[places[i]!]! += gradient[i]! * slope(i)
  return own
}
