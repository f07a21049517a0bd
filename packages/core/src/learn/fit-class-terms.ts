import { Adam } from './adam.ts'

/** Rows of scores with what else is known of each, and the class that each is of. */
export interface ClassRows {
  readonly classes: number
  /** rows × classes */
  readonly scores: ArrayLike<number>
  /** of each class, what its log-probability has beside its score */
  readonly offsets: ArrayLike<number>
  /** rows × terms; 0 where nothing is known */
  readonly design: ArrayLike<number>
  readonly terms: number
  readonly labels: ArrayLike<number>
}

export interface ClassTerms {
  readonly factor: number
  /** terms × classes */
  readonly weights: Float64Array
}

const STEPS = 600
const RATE = 0.02

/**
 * Multinomial logistic regression of classes on their own scores and on terms that they share: log-probability = factor ×
 * score + offset + Σ weight × term, less what makes the sum of the probabilities 1. By the greatest likelihood, with an L2
 * penalty on the weights; without terms it is temperature scaling (Guo et al. 2017, §4.2).
 * @param penalty of the mean log-likelihood for each unit of a squared weight
 */
export function fitClassTerms(rows: ClassRows, { penalty }: { readonly penalty: number }): ClassTerms {
  const { classes, terms } = rows
  const values = new Float64Array(1 + terms * classes)
  values[0] = 1
  const adam = new Adam(values)
  for (let step = 0; step < STEPS; step++) {
    const gradient = gradientOf(rows, values)
    for (let i = 1; i < values.length; i++) gradient[i]! += 2 * penalty * values[i]!
    // shorter and shorter, so that the last steps settle
    adam.step(gradient, { learningRate: RATE * (1 - step / STEPS), decay: 0 })
  }
  return { factor: values[0], weights: values.slice(1) }
}

/** Log-probabilities of one row. */
export function classLogs(rows: Omit<ClassRows, 'labels'>, { factor, weights }: ClassTerms, row: number): Float64Array {
  const { classes, terms, scores, offsets, design } = rows
  const logs = Float64Array.from({ length: classes }, (_, c) => factor * scores[row * classes + c]! + offsets[c]!)
  for (let t = 0; t < terms; t++) {
    const known = design[row * terms + t]!
    if (known !== 0) for (let c = 0; c < classes; c++) logs[c]! += known * weights[t * classes + c]!
  }
  const most = logs.reduce((one, other) => Math.max(one, other), -Infinity)
  const whole = most + Math.log(logs.reduce((sum, value) => sum + Math.exp(value - most), 0))
  return logs.map((value) => value - whole)
}

/** Of the mean of −log probability of what each row is. */
function gradientOf(rows: ClassRows, values: Float64Array): Float64Array {
  const { classes, terms, scores, design, labels } = rows
  const gradient = new Float64Array(values.length)
  const fitted = { factor: values[0]!, weights: values.subarray(1) }
  for (let row = 0; row < labels.length; row++) {
    const slopes = classLogs(rows, fitted, row).map(Math.exp)
    slopes[labels[row]!]! -= 1
    for (let c = 0; c < classes; c++) {
      const slope = slopes[c]! / labels.length
      gradient[0]! += slope * scores[row * classes + c]!
      for (let t = 0; t < terms; t++) gradient[1 + t * classes + c]! += slope * design[row * terms + t]!
    }
  }
  return gradient
}
