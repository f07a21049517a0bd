import type { Random } from '../random.ts'
import type { OnnxGraph } from './onnx-graph.ts'

/** What a learner learns from: rows × features, row-major, NaN where missing; labels 0 or 1; weights, 1 when not given. */
export interface TrainingSet {
  readonly matrix: Float32Array
  readonly rows: number
  readonly features: number
  readonly labels: Uint8Array
  readonly weights?: Float64Array
}

/** How far a training is: a tree, an epoch or a step of `rounds`; fewer may do. */
export interface Round {
  readonly round: number
  readonly rounds: number
  /** mean log loss of the training rows; null where a learner has none (nearest neighbours) */
  readonly loss: number | null
  /** of the rows held back; null without them */
  readonly validationLoss: number | null
}

export interface TrainOptions {
  readonly random: Random
  /** rows held back, of other groups, for early stopping */
  readonly validation?: TrainingSet
  /** Told of each round. False: stop here, and keep the best so far. */
  onRound?(round: Round): boolean
}

/**
 * A kind of model: how it is trained, what it says of rows, and how it is written as ONNX nodes. `Fitted` is data alone,
 * so that it can be sent to a thread and back. The same rows, settings and seed give the same bytes.
 */
export interface Learner<Settings, Fitted> {
  train(set: TrainingSet, settings: Settings, options: TrainOptions): Fitted
  /** Log-odds of label 1, one a row. @param matrix rows × features as in training, NaN where missing */
  predict(fitted: Fitted, matrix: Float32Array, rows: number): Float32Array
  /** Adds the nodes from raw features, preprocessing included, to the log-odds. @returns their name, rows × 1 */
  addTo(graph: OnnxGraph, input: string, fitted: Fitted): string
  /** Of trees: the share of each feature in what the splits gained on the training rows. */
  gains?(fitted: Fitted): number[]
}
