import { solveCholesky } from './cholesky.ts'
import { castToFloat, doubles } from './cast.ts'
import type { Round, TrainingSet } from './learner.ts'
import { meanLogLoss, weighLabels } from './log-loss.ts'
import type { OnnxGraph } from './onnx-graph.ts'
import { sigmoid } from './tree.ts'

/** log-odds = intercept + Σ coefficient × column */
export interface LinearModel {
  readonly coefficients: Float32Array
  readonly intercept: number
}

/** Rows of numbers to learn from: rows × width, finite, with their labels and weights. */
export interface LogisticProblem extends Pick<TrainingSet, 'labels' | 'rows' | 'weights'> {
  readonly x: Float64Array
  readonly width: number
}

export interface FitLogisticOptions {
  /** inverse strength of the penalty: what is least is ½ |coefficients|² + C Σ weight × log loss */
  readonly C: number
  readonly validation?: LogisticProblem | undefined
  onRound?(round: Round): boolean
}

const MOST_STEPS = 100

/**
 * Logistic regression with a squared penalty on all but the intercept, by Newton's method with halved steps (Hastie,
 * Tibshirani & Friedman 2009, §4.4.1). The penalty makes the optimum one and finite, also for rows that part entirely.
 * @throws RangeError when a label is absent or C is not above 0
 */
export function fitLogistic(problem: LogisticProblem, { C, validation, onRound }: FitLogisticOptions): LinearModel {
  if (!(C > 0 && C < Infinity)) throw new RangeError(`C is a finite number above 0, not ${C}.`)
  const { positive, total } = weighLabels(problem)
  // the intercept comes last
  let best = new Float64Array(problem.width + 1)
  best[problem.width] = Math.log(positive / (total - positive))
  let margins = linearMargins(problem, best)
  let loss = objective(problem, best, margins, C)
  for (let step = 1; step <= MOST_STEPS; step++) {
    const direction = newtonDirection(problem, best, margins, C)
    const before = loss
    for (let share = 1; share > 1e-10; share /= 2) {
      const next = best.map((value, j) => value - share * direction[j]!)
      const nextMargins = linearMargins(problem, next)
      const nextLoss = objective(problem, next, nextMargins, C)
      if (!(nextLoss < loss)) continue
      ;[best, margins, loss] = [next, nextMargins, nextLoss]
      break
    }
    const round = { round: step, rounds: MOST_STEPS, loss: meanLogLoss(problem, margins) }
    const validationLoss = validation ? meanLogLoss(validation, linearMargins(validation, best)) : null
    if (onRound?.({ ...round, validationLoss }) === false) break
    if (!(before - loss > 1e-12 * Math.abs(loss))) break
  }
  return {
    coefficients: Float32Array.from(best.subarray(0, problem.width)),
    intercept: Math.fround(best[problem.width]!),
  }
}

/** Log-odds of rows, added up in double. */
export function scoreLinear({ coefficients, intercept }: LinearModel, x: Float64Array, rows: number): Float32Array {
  return Float32Array.from(
    linearMargins({ x, rows, width: coefficients.length }, Float64Array.from([...coefficients, intercept])),
  )
}

/** Adds the nodes of a linear model. @param input rows × width, double @returns their name, rows × 1, float */
export function addLinear(graph: OnnxGraph, input: string, { coefficients, intercept }: LinearModel): string {
  const product = graph.node('MatMul', [input, doubles(graph, coefficients, [coefficients.length, 1])])
  return castToFloat(graph, graph.node('Add', [product, doubles(graph, [intercept], [1])]))
}

function linearMargins({ x, rows, width }: Pick<LogisticProblem, 'x' | 'rows' | 'width'>, model: Float64Array) {
  const margins = new Float64Array(rows)
  for (let r = 0; r < rows; r++) {
    let sum = model[width]!
    for (let j = 0, at = r * width; j < width; j++, at++) sum += x[at]! * model[j]!
    margins[r] = sum
  }
  return margins
}

function objective(problem: LogisticProblem, model: Float64Array, margins: Float64Array, C: number): number {
  let penalty = 0
  for (let j = 0; j < problem.width; j++) penalty += model[j]! ** 2 / 2
  return penalty + C * weighLabels(problem).total * meanLogLoss(problem, margins)
}

/** The inverse of the second derivatives times the first. */
function newtonDirection(
  { x, width, labels, rows, weights }: LogisticProblem,
  model: Float64Array,
  margins: Float64Array,
  C: number,
) {
  const n = width + 1
  const gradient = new Float64Array(n)
  const hessian = new Float64Array(n * n)
  const row = new Float64Array(n).fill(1)
  for (let j = 0; j < width; j++) {
    gradient[j] = model[j]!
    hessian[j * n + j] = 1
  }
  for (let r = 0; r < rows; r++) {
    const weight = C * (weights?.[r] ?? 1)
    const p = sigmoid(margins[r]!)
    const slope = weight * (p - labels[r]!)
    const bend = weight * p * (1 - p)
    row.set(x.subarray(r * width, (r + 1) * width))
    for (let i = 0; i < n; i++) {
      gradient[i]! += slope * row[i]!
      const bent = bend * row[i]!
      if (bent === 0) continue
      for (let j = 0, at = i * n; j <= i; j++, at++) hessian[at]! += bent * row[j]!
    }
  }
  return solveCholesky(hessian, gradient)
}
