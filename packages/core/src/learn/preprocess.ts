import { addImpute, fitImputation, type Imputation, impute, presentColumns } from './impute.ts'
import type { TrainingSet } from './learner.ts'
import type { OnnxGraph } from './onnx-graph.ts'
import { addPiecewiseLinear, type PiecewiseLinear, valueAt } from './piecewise-linear.ts'
import { fitQuantileNormal } from './quantile-normal.ts'
import { addScale, fitRobust, fitStandard, type LinearScale, scale } from './scale.ts'

/** What is done to raw columns before learners that need numbers of one size and no gaps. */
export interface PreprocessSettings {
  /**
   * `standard`: by mean and standard deviation; `robust`: by median and interquartile range; `quantile-normal`: by rank,
   * to the shape of a normal distribution
   */
  readonly scaling: 'standard' | 'robust' | 'quantile-normal'
  /** whether a column with gaps in training is joined by one that is 1 where the value is missing; false when absent */
  readonly addIndicator?: boolean
  /** most knots a column has in `quantile-normal`; 100 when absent (scikit-learn's `n_quantiles`) */
  readonly quantiles?: number
}

const QUANTILES = 100

/** Preprocessing with the numbers it took from training rows. */
export interface Preprocessing {
  /** raw columns */
  readonly features: number
  /** columns that come out: scaled ones, then indicators */
  readonly width: number
  readonly imputation: Imputation
  readonly scale:
    | { readonly kind: 'linear'; readonly linear: LinearScale }
    | { readonly kind: 'quantile-normal'; readonly lines: readonly PiecewiseLinear[] }
}

/**
 * Takes medians, scales and knots from training rows. Each is of the values that are there, so what fills a gap does not
 * bend the scale; weights play no part.
 */
export function fitPreprocessing(
  { matrix, rows, features }: Pick<TrainingSet, 'matrix' | 'rows' | 'features'>,
  { scaling, addIndicator = false, quantiles = QUANTILES }: PreprocessSettings,
): Preprocessing {
  const columns = presentColumns(matrix, rows, features)
  const imputation = fitImputation(columns, rows, addIndicator)
  return {
    features,
    width: features + imputation.indicators.length,
    imputation,
    scale:
      scaling === 'quantile-normal'
        ? { kind: 'quantile-normal', lines: fitQuantileNormal(columns, quantiles) }
        : { kind: 'linear', linear: scaling === 'standard' ? fitStandard(columns) : fitRobust(columns) },
  }
}

/**
 * Imputes and scales rows.
 * @param matrix rows × features, row-major, NaN where missing
 * @returns rows × width, all finite
 */
export function preprocess(matrix: Float32Array, rows: number, fitted: Preprocessing): Float64Array {
  const { features, width, imputation, scale: scaling } = fitted
  const out = new Float64Array(rows * width)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < features; c++) {
      const value = impute(matrix[r * features + c]!, c, imputation)
      out[r * width + c] =
        scaling.kind === 'linear' ? scale(value, c, scaling.linear) : valueAt(scaling.lines[c]!, value)
    }
    for (const [i, c] of imputation.indicators.entries())
      out[r * width + features + i] = Number.isNaN(matrix[r * features + c]) ? 1 : 0
  }
  return out
}

/**
 * Adds the nodes that impute and scale.
 * @param input rows × features, float, NaN where missing
 * @returns their name, rows × width, double
 */
export function addPreprocess(graph: OnnxGraph, input: string, { imputation, scale }: Preprocessing): string {
  const { values, indicators } = addImpute(graph, input, imputation)
  const scaled =
    scale.kind === 'linear' ? addScale(graph, values, scale.linear) : addPiecewiseLinear(graph, values, scale.lines)
  return indicators === null ? scaled : graph.node('Concat', [scaled, indicators], { attributes: { axis: { int: 1 } } })
}
