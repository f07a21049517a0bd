import type { TrainingSet } from './learner.ts'

/** Some rows of a set, in the order given. */
export function takeRows({ matrix, features, labels, weights }: TrainingSet, rows: ArrayLike<number>): TrainingSet {
  const taken = new Float32Array(rows.length * features)
  for (let i = 0; i < rows.length; i++)
    taken.set(matrix.subarray(rows[i]! * features, (rows[i]! + 1) * features), i * features)
  return {
    matrix: taken,
    rows: rows.length,
    features,
    labels: Uint8Array.from(rows, (r) => labels[r]!),
    ...(weights && { weights: Float64Array.from(rows, (r) => weights[r]!) }),
  }
}
