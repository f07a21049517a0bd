import {
  acrossColumns,
  batchNormalization,
  clip,
  combine,
  concat,
  each,
  extract,
  first,
  gather,
  gemm,
  isNaN,
  join,
  matMul,
  reduce,
  reshape,
  where,
} from './onnx-arithmetic.ts'
import { cast, transpose } from './onnx-constants.ts'
import type { Operation, Rule } from './onnx-operation.ts'
import {
  imputer,
  linearClassifier,
  linearRegressor,
  normalizer,
  scaler,
  treeClassifier,
  treeRegressor,
} from './onnx-predictors.ts'

const plain: Rule = (operation: Operation) => each(operation)

/**
 * The operators that are taken, by their domain and name: each written anew, so that of a stranger's graph nothing is ever
 * run. All of them turn a row's numbers into a row's numbers and hold no more than their constants do.
 */
export const ONNX_OPERATORS: Readonly<Record<string, Rule>> = {
  Identity: first,
  Dropout: first,
  Cast: cast,
  Flatten: first,
  Reshape: reshape,
  Add: combine,
  Sub: combine,
  Mul: combine,
  Div: combine,
  Min: combine,
  Max: combine,
  Pow: combine,
  Neg: plain,
  Abs: plain,
  Exp: plain,
  Log: plain,
  Sqrt: plain,
  Reciprocal: plain,
  Relu: plain,
  Sigmoid: plain,
  Tanh: plain,
  Softplus: plain,
  Erf: plain,
  Elu: (operation) => each(operation, ['alpha']),
  Selu: (operation) => each(operation, ['alpha', 'gamma']),
  LeakyRelu: (operation) => each(operation, ['alpha']),
  HardSigmoid: (operation) => each(operation, ['alpha', 'beta']),
  Softmax: acrossColumns,
  LogSoftmax: acrossColumns,
  Clip: clip,
  IsNaN: isNaN,
  Where: where,
  Transpose: transpose,
  MatMul: matMul,
  Gemm: gemm,
  BatchNormalization: batchNormalization,
  Concat: concat,
  Gather: gather,
  ReduceSum: reduce,
  ReduceMean: reduce,
  ReduceMax: reduce,
  ReduceMin: reduce,
  'ai.onnx.ml.ArrayFeatureExtractor': extract,
  'ai.onnx.ml.Scaler': scaler,
  'ai.onnx.ml.Imputer': imputer,
  'ai.onnx.ml.Normalizer': normalizer,
  'ai.onnx.ml.FeatureVectorizer': join,
  'ai.onnx.ml.LinearClassifier': linearClassifier,
  'ai.onnx.ml.LinearRegressor': linearRegressor,
  'ai.onnx.ml.TreeEnsembleClassifier': treeClassifier,
  'ai.onnx.ml.TreeEnsembleRegressor': treeRegressor,
}

/** What is missing where a whole kind of model is not taken, by the operator that shows it. */
export const ONNX_REFUSED: Readonly<Record<string, string>> = {
  TopK: 'its nearest neighbours are chosen anew for each row among the rows that it was trained on, and a model may hold numbers but no rows',
}
