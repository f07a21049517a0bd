import { type Contributions, residualsOf } from './contributions.ts'

/** margin = intercept + Σ weights × columns, of columns as the model sees them: imputed, scaled, encoded. */
export interface LinearModel {
  readonly weights: ArrayLike<number>
  readonly intercept: number
}

export interface LinearShapOptions {
  /** mean of each column over the background, in the same space */
  readonly means: ArrayLike<number>
  /**
   * The feature that each column was made of, numbered from 0 without a gap: what an indicator of a missing value and the
   * columns of a category contribute counts for their feature. Each column is its own when absent.
   */
  readonly featureOf?: ArrayLike<number>
}

/**
 * Exact Shapley values of a linear model, columns taken as independent: weight × (column − mean) (Štrumbelj & Kononenko
 * 2014, §2.3; Lundberg & Lee 2017, corollary 1). In log-odds for a logistic regression.
 * @param matrix rows × columns, row-major, in the model's own space; nothing missing
 */
export function linearShap(model: LinearModel, matrix: ArrayLike<number>, options: LinearShapOptions): Contributions {
  const { weights, intercept } = model
  const { means, featureOf } = options
  const columns = weights.length
  const rows = matrix.length / columns
  const of = Int32Array.from({ length: columns }, (_, c) => featureOf?.[c] ?? c)
  const features = of.reduce((most, feature) => Math.max(most, feature + 1), 0)
  const values = new Float64Array(rows * features)
  const outputs = new Float64Array(rows).fill(intercept)
  let base = intercept
  for (let c = 0; c < columns; c++) base += weights[c]! * means[c]!
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const at = r * features + of[c]!
      const column = matrix[r * columns + c]!
      values[at] = values[at]! + weights[c]! * (column - means[c]!)
      outputs[r] = outputs[r]! + weights[c]! * column
    }
  const explained = { rows, features, values, base }
  return { ...explained, residuals: residualsOf(outputs, explained) }
}
