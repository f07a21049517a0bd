import { fault, integerOf } from '../../learn/onnx-operation.ts'
import { sizeOf, spreadPlaces } from './places.ts'
import { countedFromStart, type GradientRule, gradientOf, inputAt, listOf, outputOf, type Step } from './step.ts'

export const reduceSum: GradientRule = { flows: [0], back: (step) => evenly(step, namedAxes(step), 1) }

export const reduceMean: GradientRule = { flows: [0], back: (step) => evenly(step, namedAxes(step), shareOf(step)) }

export const reduceMax: GradientRule = { flows: [0], back: (step) => toGreatest(step, namedAxes(step)) }

export const globalAveragePool: GradientRule = { back: (step) => evenly(step, positions(step), shareOf(step)) }

export const globalMaxPool: GradientRule = { back: (step) => toGreatest(step, positions(step)) }

/** Axes that are reduced: an attribute, or an input since version 13 of one operator and 18 of the others; all by default. */
function namedAxes(step: Step): number[] {
  const { shape } = inputAt(step, 0)
  const named = listOf(step, 'axes', 1) ?? []
  if (named.length === 0 && integerOf(step, 'noop_with_empty_axes', 0) !== 0)
    return fault(step, 'it must say which axes it goes over.')
  return named.length === 0 ? shape.map((_, axis) => axis) : named.map((axis) => countedFromStart(axis, shape.length))
}

/** All axes after rows and channels. */
function positions(step: Step): number[] {
  return inputAt(step, 0).shape.flatMap((_, axis) => (axis < 2 ? [] : [axis]))
}

/** What one number has of a mean. */
function shareOf(step: Step): number {
  return sizeOf(outputOf(step).shape) / sizeOf(inputAt(step, 0).shape)
}

/** Which number of the output each number of the input goes to. */
function targets(step: Step, axes: readonly number[]): Int32Array {
  const { shape } = inputAt(step, 0)
  const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
  return spreadPlaces(kept, shape)
}

function evenly(step: Step, axes: readonly number[], share: number): Float64Array {
  const gradient = gradientOf(step)
  const places = targets(step, axes)
  const own = new Float64Array(places.length)
  for (let i = 0; i < own.length; i++) own[i] = gradient[places[i]!]! * share
  return own
}

/** To the first of the greatest, as in PyTorch. */
function toGreatest(step: Step, axes: readonly number[]): Float64Array {
  const gradient = gradientOf(step)
  const places = targets(step, axes)
  const { values: greatest } = outputOf(step)
  const { values } = inputAt(step, 0)
  const found = new Uint8Array(greatest.length)
  const own = new Float64Array(places.length)
  for (let i = 0; i < own.length; i++) {
    const place = places[i]!
    if (found[place] === 1 || values[i] !== greatest[place]) continue
    found[place] = 1
    own[i] = gradient[place]!
  }
  return own
}
