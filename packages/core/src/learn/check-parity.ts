import type { OpenGraph } from '../model/session.ts'
import { calibrateMargins } from './calibration.ts'
import type { Trained } from './learner-to-onnx.ts'
import { sigmoid } from './tree.ts'

/** How far a graph is from its trainer over some rows. */
export interface Parity {
  readonly rows: number
  /** largest difference of probability; Infinity where one of the two is not a number */
  readonly probability: number
  /** largest difference of log-odds; Infinity where one of the two is not a number */
  readonly margin: number
}

/** Scores rows by the trainer and by its graph. @param matrix rows × features, NaN where missing */
export async function checkParity<Settings, Fitted>(
  { learner, fitted, calibration, features }: Trained<Settings, Fitted>,
  graph: Pick<OpenGraph, 'run'>,
  matrix: Float32Array,
): Promise<Parity> {
  const rows = matrix.length / features
  const own = calibrateMargins(learner.predict(fitted, matrix, rows), calibration)
  const scores = await graph.run(matrix, rows)
  return {
    rows,
    margin: largestDifference(own, scores.margin),
    probability: largestDifference(Float64Array.from(own, sigmoid), scores.probability),
  }
}

function largestDifference(own: ArrayLike<number>, served: ArrayLike<number>): number {
  let largest = 0
  for (let r = 0; r < own.length; r++) {
    const difference = Math.abs(own[r]! - served[r]!)
    largest = Number.isNaN(difference) ? Infinity : Math.max(largest, difference)
  }
  return largest
}
