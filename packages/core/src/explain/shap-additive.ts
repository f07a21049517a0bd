import { type Contributions, residualsOf } from './contributions.ts'
import { type Score, scoreRows } from './score.ts'

export interface AdditiveRows {
  readonly features: number
  /** rows to explain: rows × features, NaN where missing */
  readonly matrix: Float32Array
  /** rows that unknown features are taken from */
  readonly background: Float32Array
}

/**
 * Exact Shapley values of any score that is a sum of functions of one feature each, against a background: what a feature
 * moves the mean score of the background by when all its rows take the explained row's value (linear SHAP, Lundberg & Lee
 * 2017, corollary 1, for weights that need not be known: a logistic regression on columns that were each imputed and
 * scaled). Of a score that is no such sum the residuals say so.
 */
export async function additiveShap(
  score: Score,
  { features, matrix, background }: AdditiveRows,
): Promise<Contributions> {
  const rows = matrix.length / features
  const others = background.length / features
  const outputs = await scoreRows(score, { rows, features }, (row, block, offset) =>
    block.set(matrix.subarray(row * features, (row + 1) * features), offset),
  )
  const own = (index: number, block: Float32Array, offset: number) => {
    const other = index % others
    block.set(background.subarray(other * features, (other + 1) * features), offset)
  }
  const base = mean(await scoreRows(score, { rows: others, features }, own), 0, others)
  const moved = await scoreRows(score, { rows: rows * features * others, features }, (index, block, offset) => {
    own(index, block, offset)
    const [row, feature] = [Math.floor(index / (features * others)), Math.floor(index / others) % features]
    block[offset + feature] = matrix[row * features + feature]!
  })
  const values = Float64Array.from({ length: rows * features }, (_, i) => mean(moved, i * others, others) - base)
  const explained = { rows, features, values, base }
  return { ...explained, residuals: residualsOf(outputs, explained) }
}

function mean(values: Float64Array, from: number, count: number): number {
  let sum = 0
  for (let i = from; i < from + count; i++) sum += values[i]!
  return sum / count
}
