import { sigmoid } from '../learn/tree.ts'

/**
 * What each feature adds to the output of some rows: output = base + Σ contributions + residual. In the unit of the
 * output: log-odds of a margin, or probability.
 */
export interface Contributions {
  readonly rows: number
  readonly features: number
  /** rows × features, row-major */
  readonly values: Float64Array
  /** the output where nothing is known of a row */
  readonly base: number
  /** what the sum leaves of each row's output: rounding, or what was not explained */
  readonly residuals: Float64Array
}

/**
 * Contributions in log-odds as contributions in probability, by rescaling: the step from σ(base) to σ(output) is shared
 * out in proportion to the contributions in log-odds. They add up, and keep sign and order; they are not the Shapley
 * values of the probability itself (for those: kernelShap of a score that gives probabilities). Their base is the
 * probability of the base, not the mean probability.
 */
export function toProbability({ rows, features, values, base, residuals }: Contributions): Contributions {
  const shared = new Float64Array(values.length)
  const left = new Float64Array(rows)
  const start = sigmoid(base)
  for (let r = 0; r < rows; r++) {
    const sum = sumOf(values, r * features, features)
    const step = sigmoid(base + sum) - start
    // where nothing moves, the slope of the sigmoid is what the quotient comes to
    const scale = Math.abs(sum) < 1e-9 ? start * (1 - start) : step / sum
    for (let f = 0; f < features; f++) shared[r * features + f] = values[r * features + f]! * scale
    left[r] = sigmoid(base + sum + residuals[r]!) - start - sumOf(shared, r * features, features)
  }
  return { rows, features, values: shared, base: start, residuals: left }
}

/** What is left of outputs when base and contributions are taken away. */
export function residualsOf(
  outputs: ArrayLike<number>,
  { rows, features, values, base }: Omit<Contributions, 'residuals'>,
): Float64Array {
  return Float64Array.from({ length: rows }, (_, r) => outputs[r]! - base - sumOf(values, r * features, features))
}

function sumOf(values: Float64Array, from: number, count: number): number {
  let sum = 0
  for (let i = from; i < from + count; i++) sum += values[i]!
  return sum
}
