import { integerOf, operatorName } from '../../learn/onnx-operation.ts'
import type { OnnxNode } from '../../learn/read-onnx.ts'
import {
  add,
  batchNormalization,
  clip,
  divide,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  mean,
  multiply,
  pRelu,
  relu,
  sigmoid,
  softmax,
  subtract,
  unchanged,
  where,
} from './elements.ts'
import { concat, gather, pad, slice, split, transpose } from './moves.ts'
import { gemm, matMul } from './products.ts'
import { globalAveragePool, globalMaxPool, reduceMax, reduceMean, reduceSum } from './reductions.ts'
import type { GradientRule } from './step.ts'
import { averagePool, conv, maxPool } from './windows.ts'

/** `flat`: what it gives moves in steps, if at all, and its slope is 0. */
const RULES: Readonly<Record<string, GradientRule | 'flat'>> = {
  Identity: unchanged,
  Dropout: unchanged,
  Cast: unchanged,
  Reshape: unchanged,
  Flatten: unchanged,
  Squeeze: unchanged,
  Unsqueeze: unchanged,
  Slice: slice,
  Split: split,
  Gather: gather,
  Concat: concat,
  Transpose: transpose,
  Pad: pad,
  IsNaN: 'flat',
  Not: 'flat',
  Shape: 'flat',
  Where: where,
  Clip: clip,
  Add: add,
  Sum: add,
  Sub: subtract,
  Mul: multiply,
  Div: divide,
  Mean: mean,
  Relu: relu,
  LeakyRelu: leakyRelu,
  PRelu: pRelu,
  Sigmoid: sigmoid,
  HardSigmoid: hardSigmoid,
  HardSwish: hardSwish,
  Softmax: softmax,
  BatchNormalization: batchNormalization,
  MatMul: matMul,
  Gemm: gemm,
  Conv: conv,
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: globalAveragePool,
  GlobalMaxPool: globalMaxPool,
  ReduceSum: reduceSum,
  ReduceMean: reduceMean,
  ReduceMax: reduceMax,
}

/** onnx.proto3, TensorProto.DataType: float, half, double. */
const FLOATING = [1, 10, 11]

/** @throws RangeError, naming the operator, for one that has no rule */
export function gradientRuleOf(node: OnnxNode): GradientRule | 'flat' {
  const name = operatorName(node)
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined
  if (!rule)
    throw new RangeError(
      `Operator ${name.slice(0, 60)} is not differentiated. These are: ${Object.keys(RULES).join(', ')}.`,
    )
  return node.op === 'Cast' && !FLOATING.includes(integerOf({ node }, 'to', FLOATING[0]!)) ? 'flat' : rule
}
