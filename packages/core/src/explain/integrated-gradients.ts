import { gaussLegendre } from './gauss-legendre.ts'

/** An output of one row (float32, NaN where missing), and how it moves with each of the row's columns. */
export interface DifferentiableOutput {
  output(row: Float32Array): Promise<number>
  /** a number for each column */
  gradient(row: Float32Array): Promise<ArrayLike<number>>
}

export interface IntegratedGradientsOptions {
  /** a row that says nothing, such as medians and a flat curve */
  readonly baseline: ArrayLike<number>
  /** points of the line where the gradient is taken; 16 when absent */
  readonly nodes?: number
}

export interface IntegratedGradients {
  /** of each column, in the unit of the output; 0 where the row or the baseline has no value */
  readonly contributions: Float64Array
  /** the output of the row, and of the baseline with the row's own gaps */
  readonly output: number
  readonly baselineOutput: number
  /** Σ contributions − (output − baselineOutput): 0 but for what the nodes miss at the kinks of the line */
  readonly residual: number
}

/**
 * Integrated gradients (Sundararajan, Taly & Yan 2017, eq. 1) along the straight line from a baseline to the row, at
 * Gauss-Legendre nodes. A value that is missing at either end has no line to it: the row's own stays all along.
 * @param row a number for each column, NaN where missing
 * @throws RangeError for a baseline of another length
 */
export async function integratedGradients(
  of: DifferentiableOutput,
  row: ArrayLike<number>,
  { baseline, nodes: count = 16 }: IntegratedGradientsOptions,
): Promise<IntegratedGradients> {
  if (baseline.length !== row.length)
    throw new RangeError(`The baseline has ${baseline.length} columns, and the row ${row.length}.`)
  const steps = Float64Array.from(row, (value, c) => {
    const step = value - baseline[c]!
    return Number.isNaN(step) ? 0 : step
  })
  const onLine = (share: number) => Float32Array.from(steps, (step, c) => row[c]! - (1 - share) * step)
  const { nodes, weights } = gaussLegendre(count)
  const contributions = new Float64Array(row.length)
  for (const [i, share] of nodes.entries()) {
    const gradient = await of.gradient(onLine(share))
    for (let c = 0; c < row.length; c++) if (steps[c] !== 0) contributions[c]! += weights[i]! * gradient[c]! * steps[c]!
  }
  const output = await of.output(onLine(1))
  const baselineOutput = await of.output(onLine(0))
  const residual = contributions.reduce((sum, value) => sum + value, 0) - (output - baselineOutput)
  return { contributions, output, baselineOutput, residual }
}
