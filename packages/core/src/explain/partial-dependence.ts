import { quantile } from '../measure/interval.ts'
import { type Score, scoreRows } from './score.ts'

export interface PartialDependenceRows {
  readonly features: number
  /** rows × features, row-major, NaN where missing */
  readonly matrix: Float32Array
}

export interface PartialDependenceOptions {
  /** which feature is set, numbered from 0 */
  readonly feature: number
  /** values it is set to; when absent, `points` quantiles of the rows that have it, from 5 % to 95 % */
  readonly grid?: readonly number[]
  /** 20 when absent */
  readonly points?: number
}

/** Scores at a value of the feature, over the rows. */
export interface PartialDependencePoint {
  readonly value: number
  readonly mean: number
  /** 10th and 90th percentile of the rows' own curves */
  readonly low: number
  readonly high: number
}

export interface PartialDependence {
  readonly rows: number
  readonly points: readonly PartialDependencePoint[]
  /** where the feature is missing from every row; null where no row lacks it */
  readonly missing: Omit<PartialDependencePoint, 'value'> | null
}

/**
 * Mean score when one feature is set to a value and the others stay as they are in the rows (Friedman 2001, §8.2), with
 * the spread of the rows' own curves (Goldstein et al. 2015): a mean that is flat while curves cross is not "no effect".
 * Values that do not occur with the others are scored too: mind what the features share.
 */
export async function partialDependence(
  score: Score,
  { features, matrix }: PartialDependenceRows,
  { feature, grid, points = 20 }: PartialDependenceOptions,
): Promise<PartialDependence> {
  const rows = matrix.length / features
  const own = Float64Array.from({ length: rows }, (_, row) => matrix[row * features + feature]!)
  const known = own.filter((value) => !Number.isNaN(value)).sort()
  const at = async (value: number) =>
    spread(
      await scoreRows(score, { rows, features }, (row, block, offset) => {
        block.set(matrix.subarray(row * features, (row + 1) * features), offset)
        block[offset + feature] = value
      }),
    )
  const found: PartialDependencePoint[] = []
  for (const value of grid ?? quantiles(known, points)) found.push({ value, ...(await at(value)) })
  return { rows, points: found, missing: known.length < rows ? await at(Number.NaN) : null }
}

/** Different values at even levels from 5 % to 95 %. */
function quantiles(known: Float64Array, points: number): number[] {
  if (known.length === 0) return []
  const levels = Array.from({ length: points }, (_, i) => (points === 1 ? 0.5 : 0.05 + (0.9 * i) / (points - 1)))
  return [...new Set(levels.map((level) => Math.fround(quantile(known, level))))]
}

function spread(scores: Float64Array): Omit<PartialDependencePoint, 'value'> {
  const sorted = scores.toSorted()
  const mean = scores.reduce((sum, value) => sum + value, 0) / scores.length
  return { mean, low: quantile(sorted, 0.1), high: quantile(sorted, 0.9) }
}
