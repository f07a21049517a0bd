import { fault, textOf } from '../../learn/onnx-operation.ts'
import { offsets, placesOf, stridesOf } from './places.ts'
import {
  axisOf,
  countedFromStart,
  type GradientRule,
  gradientOf,
  inputAt,
  listOf,
  outputOf,
  type Step,
} from './step.ts'

export const slice: GradientRule = {
  flows: [0],
  back(step) {
    const { shape } = inputAt(step, 0)
    const strides = stridesOf(shape)
    const axes = outputOf(step).shape.map((length, axis) => offsets(length, strides[axis]!))
    const starts = listOf(step, 'starts', 1) ?? []
    const named = listOf(step, 'axes', 3) ?? starts.map((_, axis) => axis)
    const steps = listOf(step, 'steps', 4) ?? starts.map(() => 1)
    for (const [i, start] of starts.entries()) {
      const axis = countedFromStart(named[i]!, shape.length)
      const [length, by] = [shape[axis]!, steps[i]!]
      const from = Math.max(0, Math.min(countedFromStart(start, length), by > 0 ? length : length - 1))
      axes[axis] = offsets(axes[axis]!.length, by * strides[axis]!, from * strides[axis]!)
    }
    return scatter(step, axes)
  },
}

export const gather: GradientRule = {
  flows: [0],
  back(step) {
    const { shape } = inputAt(step, 0)
    const strides = stridesOf(shape)
    const along = axisOf(step, shape.length, 0)
    const chosen = Int32Array.from(
      inputAt(step, 1).values,
      (place) => countedFromStart(place, shape[along]!) * strides[along]!,
    )
    return scatter(
      step,
      shape.map((length, axis) => (axis === along ? chosen : offsets(length, strides[axis]!))),
    )
  },
}

export const transpose: GradientRule = {
  back(step) {
    const { shape } = inputAt(step, 0)
    const strides = stridesOf(shape)
    const order = listOf(step, 'perm', 1) ?? shape.map((_, axis) => shape.length - 1 - axis)
    return scatter(
      step,
      order.map((axis) => offsets(shape[axis]!, strides[axis]!)),
    )
  },
}

/** With a constant around; less than nothing around cuts off. */
export const pad: GradientRule = {
  flows: [0],
  back(step) {
    if (textOf(step, 'mode', 'constant') !== 'constant' || step.node.inputs[3])
      return fault(step, 'only a constant is put around all axes.')
    const { shape } = inputAt(step, 0)
    const strides = stridesOf(shape)
    const around = listOf(step, 'pads', 1) ?? []
    const axes = outputOf(step).shape.map((length, axis) =>
      offsets(length, 1, -around[axis]!).map((i) => (i < 0 || i >= shape[axis]! ? -1 : i * strides[axis]!)),
    )
    return scatter(step, axes)
  },
}

export const concat: GradientRule = {
  back(step, place) {
    const { shape } = inputAt(step, place)
    const strides = stridesOf(outputOf(step).shape)
    const along = axisOf(step, shape.length, 1)
    let before = 0
    for (let i = 0; i < place; i++) before += inputAt(step, i).shape[along]!
    const places = placesOf(
      shape.map((length, axis) => offsets(length, strides[axis]!, axis === along ? before * strides[axis]! : 0)),
    )
    const gradient = gradientOf(step)
    const own = new Float64Array(places.length)
    for (let i = 0; i < own.length; i++) own[i] = gradient[places[i]!]!
    return own
  },
}

/** The outcome may hang on some of the parts alone. */
export const split: GradientRule = {
  flows: [0],
  manyOutputs: true,
  back(step) {
    const { shape, values } = inputAt(step, 0)
    const strides = stridesOf(shape)
    const along = axisOf(step, shape.length, 0)
    const own = new Float64Array(values.length)
    let before = 0
    for (const [i, output] of step.outputs.entries()) {
      if (!output) return fault(step, `the numbers of its output ${i + 1} are not known.`)
      const from = before * strides[along]!
      before += output.shape[along]!
      const gradient = step.gradients[i]
      if (!gradient) continue
      const places = placesOf(
        output.shape.map((length, axis) => offsets(length, strides[axis]!, axis === along ? from : 0)),
      )
      for (let at = 0; at < places.length; at++) own[places[at]!]! += gradient[at]!
    }
    return own
  },
}

/** The gradient of an input whose numbers went to the output from the places that their offsets say. */
function scatter(step: Step, axes: readonly Int32Array[]): Float64Array {
  const places = placesOf(axes)
  const gradient = gradientOf(step)
  const own = new Float64Array(inputAt(step, 0).values.length)
  for (let i = 0; i < places.length; i++) if (places[i]! >= 0) own[places[i]!]! += gradient[i]!
  return own
}
