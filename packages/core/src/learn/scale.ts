import { quantile } from '../measure/interval.ts'
import { castToDouble, doubles } from './cast.ts'
import { finite } from './impute.ts'
import type { OnnxGraph } from './onnx-graph.ts'

/**
 * How far from the centre a scaled value counts, in spreads: one absurd value must not decide a call, and a sum of such
 * values must keep its digits.
 */
const FARTHEST = 10

/** (x − centre) / spread, cut at ± limit, column by column. Fitted on training rows alone. */
export interface LinearScale {
  readonly centers: Float32Array
  readonly spreads: Float32Array
  /** 0 in a column that was constant in training: it says nothing, whatever it holds later */
  readonly limits: Float32Array
}

/** Mean and standard deviation (scikit-learn's StandardScaler). @param columns sorted values, none missing */
export function fitStandard(columns: readonly Float32Array[]): LinearScale {
  return fit(columns, (column) => ({ center: mean(column), spread: deviation(column) }))
}

/**
 * Median and interquartile range (scikit-learn's RobustScaler); where more than half of a column is one value, its
 * standard deviation instead.
 * @param columns sorted values, none missing
 */
export function fitRobust(columns: readonly Float32Array[]): LinearScale {
  return fit(columns, (column) => ({
    center: quantile(column, 0.5),
    spread: Math.fround(quantile(column, 0.75) - quantile(column, 0.25)) || deviation(column),
  }))
}

/** A scaled value; `value` is finite. */
export function scale(value: number, column: number, { centers, spreads, limits }: LinearScale): number {
  const limit = limits[column]!
  return Math.max(Math.min((value - centers[column]!) / spreads[column]!, limit), -limit)
}

/** Adds the nodes that scale. @param input rows × columns, float, finite @returns their name, double */
export function addScale(graph: OnnxGraph, input: string, { centers, spreads, limits }: LinearScale): string {
  const row = (values: Float32Array) => doubles(graph, values, [values.length])
  const centered = graph.node('Sub', [castToDouble(graph, input), row(centers)])
  const below = graph.node('Min', [graph.node('Div', [centered, row(spreads)]), row(limits)])
  return graph.node('Max', [below, row(limits.map((limit) => -limit))])
}

function fit(
  columns: readonly Float32Array[],
  measure: (column: Float32Array) => { center: number; spread: number },
): LinearScale {
  const fitted = columns.map((column) => {
    const constant = column.length === 0 || column[0] === column[column.length - 1]
    const { center, spread } = constant ? { center: 0, spread: 0 } : measure(column)
    const rounded = Math.fround(Math.min(spread, finite(Infinity)))
    return rounded > 0 ? { center, spread: rounded, limit: FARTHEST } : { center: 0, spread: 1, limit: 0 }
  })
  return {
    centers: Float32Array.from(fitted, ({ center }) => center),
    spreads: Float32Array.from(fitted, ({ spread }) => spread),
    limits: Float32Array.from(fitted, ({ limit }) => limit),
  }
}

function mean(values: Float32Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** Of the whole set, not of a sample of more. */
function deviation(values: Float32Array): number {
  const center = mean(values)
  let sum = 0
  for (const value of values) sum += (value - center) ** 2
  return Math.sqrt(sum / values.length)
}
