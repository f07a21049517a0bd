import { normalQuantile } from './normal-quantile.ts'
import type { PiecewiseLinear } from './piecewise-linear.ts'

/**
 * For each column a broken line from its values to normal quantiles, level beyond what training saw (scikit-learn's
 * QuantileTransformer with `output_distribution='normal'`). The knots are values of training rows; a knot's height is the
 * normal quantile of the share of values below it, ties counted half. Knots are evenly spaced in log-odds of that share,
 * so that tails have their part; equal ones are one knot.
 * @param columns sorted values, none missing
 * @param quantiles most knots a line has, at least 2
 */
export function fitQuantileNormal(columns: readonly Float32Array[], quantiles: number): PiecewiseLinear[] {
  if (!(Number.isInteger(quantiles) && quantiles >= 2))
    throw new RangeError(`A quantile scale needs 2 knots or more, not ${quantiles}.`)
  return columns.map((column) => fitLine(column, quantiles))
}

function fitLine(sorted: Float32Array, quantiles: number): PiecewiseLinear {
  const n = sorted.length
  if (n === 0) return { x: Float32Array.of(0), y: Float32Array.of(0) }
  const count = Math.min(quantiles, n)
  const x: number[] = []
  // log-odds of the largest value's share, (n − ½) / n
  const end = Math.log(2 * n - 1)
  for (let knot = 0; knot < count; knot++) {
    const share = 1 / (1 + Math.exp(end * (1 - (2 * knot) / Math.max(count - 1, 1))))
    const value = sorted[Math.min(Math.max(Math.round(share * n - 0.5), 0), n - 1)]!
    if (x.length === 0 || value > x[x.length - 1]!) x.push(value)
  }
  const heights = x.map((value) =>
    normalQuantile((countBelow(sorted, value, false) + countBelow(sorted, value, true)) / (2 * n)),
  )
  return { x: Float32Array.from(x), y: Float32Array.from(heights) }
}

/** How many sorted values are below a value, or at it too. */
function countBelow(sorted: Float32Array, value: number, orEqual: boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value || (orEqual && sorted[middle] === value)) low = middle + 1
    else high = middle
  }
  return low
}
