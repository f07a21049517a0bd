import { quantile } from '../measure/interval.ts'
import { castToDouble } from './cast.ts'
import type { OnnxGraph } from './onnx-graph.ts'

/** The largest float32: what an infinite value is taken for. */
const LARGEST = 3.4028234663852886e38

/** What a missing value is taken for, and which columns say that it was missing. Fitted on training rows alone. */
export interface Imputation {
  /** one a column; 0 where training had no value at all */
  readonly medians: Float32Array
  /** columns followed by one more that is 1 where the value is missing, rising */
  readonly indicators: Int32Array
}

/** The values of each column that are there, sorted; an infinite one as the largest float32. */
export function presentColumns(matrix: Float32Array, rows: number, features: number): Float32Array[] {
  return Array.from({ length: features }, (_, c) => {
    const column = new Float32Array(rows)
    let n = 0
    for (let r = 0; r < rows; r++) {
      const value = matrix[r * features + c]!
      if (value === value) column[n++] = finite(value)
    }
    return column.subarray(0, n).sort()
  })
}

/**
 * Median of each column.
 * @param columns see `presentColumns`
 * @param addIndicator whether columns that lack values here get an indicator (scikit-learn's `add_indicator`)
 */
export function fitImputation(columns: readonly Float32Array[], rows: number, addIndicator: boolean): Imputation {
  const gaps = [...columns.keys()].filter((c) => columns[c]!.length < rows)
  return {
    medians: Float32Array.from(columns, (column) => (column.length > 0 ? quantile(column, 0.5) : 0)),
    indicators: Int32Array.from(addIndicator ? gaps : []),
  }
}

/** The value of column `column`, or what stands for it: always finite. */
export function impute(value: number, column: number, { medians }: Imputation): number {
  return value === value ? finite(value) : medians[column]!
}

/**
 * Adds the nodes that fill gaps.
 * @param input rows × features, float, NaN where missing
 * @returns names of the filled columns (float, rows × features) and of the indicators (double, rows × as many as there
 * are; null for none)
 */
export function addImpute(graph: OnnxGraph, input: string, { medians, indicators }: Imputation) {
  const missing = graph.node('IsNaN', [input])
  const filled = graph.node('Where', [missing, graph.floats(medians, [medians.length]), input])
  const values = graph.node('Clip', [filled, graph.floats([-LARGEST], []), graph.floats([LARGEST], [])])
  if (indicators.length === 0) return { values, indicators: null }
  const columns = graph.integers(indicators, [indicators.length])
  const gaps = castToDouble(graph, missing)
  return { values, indicators: graph.node('Gather', [gaps, columns], { attributes: { axis: { int: 1 } } }) }
}

/** Within what a float32 holds. */
export function finite(value: number): number {
  return Math.min(Math.max(value, -LARGEST), LARGEST)
}
