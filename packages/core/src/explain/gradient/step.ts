import { fault, integerOf } from '../../learn/onnx-operation.ts'
import type { OnnxNode } from '../../learn/read-onnx.ts'
import type { NumberTensor } from '../../model/session.ts'

/** A node on the way back: what it was given and gave, and how the outcome moves with each of its outputs. */
export interface Step {
  readonly node: OnnxNode
  /** null where there is none, or none whose numbers are known */
  readonly inputs: readonly (NumberTensor | null)[]
  readonly outputs: readonly (NumberTensor | null)[]
  /** the derivative of the outcome by each output, in its shape; null where the outcome does not hang on it */
  readonly gradients: readonly (Float64Array | null)[]
}

/** How a gradient goes back through an operator. */
export interface GradientRule {
  /** inputs that it goes to, numbered from 0; the others must not hang on what is differentiated by. All when absent. */
  readonly flows?: readonly number[]
  /** whether the node's further outputs are its result as well */
  readonly manyOutputs?: true
  /** the derivative of the outcome by one of the inputs, in its shape */
  back(step: Step, place: number): Float64Array
}

export function inputAt(step: Step, place: number): NumberTensor {
  return step.inputs[place] ?? fault(step, `the numbers of its input ${place + 1} are not known.`)
}

export function outputOf(step: Step): NumberTensor {
  return step.outputs[0] ?? fault(step, 'the numbers of its output are not known.')
}

export function gradientOf(step: Step): Float64Array {
  return step.gradients[0] ?? fault(step, 'the gradient of its output is not known.')
}

/** Whole numbers that are an attribute in some versions of an operator and an input in others; null where not given. */
export function listOf(step: Step, attribute: string, place: number): number[] | null {
  const given = step.node.inputs[place] ? inputAt(step, place).values : step.node.attributes.get(attribute)?.integers
  return given ? Array.from(given) : null
}

/** An axis, counted from 0. */
export function axisOf(step: Step, rank: number, otherwise: number): number {
  return countedFromStart(integerOf(step, 'axis', otherwise), rank)
}

export function countedFromStart(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis
}
