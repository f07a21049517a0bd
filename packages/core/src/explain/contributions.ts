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
 * Contributions of one output as contributions of another that is a function of it, by rescaling: the step from f(base) to
 * f(output) is shared out in proportion to the contributions. They add up, and keep sign and order where f rises; they are
 * not the Shapley values of the other output itself, unless f is a line (for those: kernelShap of a score that gives it).
 * Their base is f of the base, not the mean of f.
 */
export function reexpress(
  { rows, features, values, base, residuals }: Contributions,
  f: (output: number) => number,
): Contributions {
  const shared = new Float64Array(values.length)
  const left = new Float64Array(rows)
  const start = f(base)
  for (let r = 0; r < rows; r++) {
    const sum = sumOf(values, r * features, features)
    // where nothing moves, the slope of f is what the quotient comes to
    const scale = Math.abs(sum) < 1e-9 ? slopeOf(f, base) : (f(base + sum) - start) / sum
    for (let i = r * features; i < (r + 1) * features; i++) shared[i] = values[i]! * scale
    left[r] = f(base + sum + residuals[r]!) - start - sumOf(shared, r * features, features)
  }
  return { rows, features, values: shared, base: start, residuals: left }
}

const STEP = 1e-5

function slopeOf(f: (x: number) => number, x: number): number {
  return (f(x + STEP) - f(x - STEP)) / (2 * STEP)
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
