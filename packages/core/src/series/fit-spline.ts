import { robustSigma } from './median.ts'

/** A cubic B-spline with evenly spaced knots over a stretch of time. */
export interface Spline {
  readonly from: number
  /** distance of two knots */
  readonly spacing: number
  /** three more than there are intervals */
  readonly coefficients: Float64Array
}

/** A fit, and which points it is of. */
export interface SplineFit {
  readonly spline: Spline
  /** the spline at every point, those that were left out too */
  readonly values: Float64Array
  readonly used: Uint8Array
}

/** Vanderburg & Johnson 2014, §2.3: points farther than three sigma are left out, and the fit is done again. */
const CUT_SIGMAS = 3
const MOST_FITS = 5
/** Coefficients of an interval. */
const ORDER = 4

/**
 * Fits a spline by least squares, again and again without what lies far from it, until that stays the same.
 * @param usable which points may be fitted: none of a transit, for one
 * @returns null where there are too few points for the knots
 */
export function fitSpline(
  time: Float64Array,
  flux: Float64Array,
  { spacing: wanted, usable }: { readonly spacing: number; readonly usable: Uint8Array },
): SplineFit | null {
  const from = time[0] ?? 0
  const span = (time.at(-1) ?? from) - from
  const intervals = Math.max(1, Math.round(span / wanted))
  const spacing = span > 0 ? span / intervals : 1
  let used = usable
  for (let fits = 1; ; fits++) {
    const coefficients = leastSquares(time, flux, { from, spacing, intervals, used })
    if (coefficients === null) return null
    const spline = { from, spacing, coefficients }
    const values = time.map((t) => evaluateSpline(spline, t))
    const rest = flux.map((value, i) => value - values[i]!)
    const sigma = robustSigma(rest.filter((_, i) => used[i] === 1))
    const next = usable.map((may, i) => (may === 1 && Math.abs(rest[i]!) <= CUT_SIGMAS * sigma ? 1 : 0))
    const isSettled = next.every((one, i) => one === used[i])
    if (isSettled || fits === MOST_FITS) return { spline, values, used }
    used = next
  }
}

/** The spline at a time; beyond its ends the outermost piece goes on. */
export function evaluateSpline({ from, spacing, coefficients }: Spline, time: number): number {
  const intervals = coefficients.length - (ORDER - 1)
  const place = (time - from) / spacing
  const interval = Math.min(intervals - 1, Math.max(0, Math.floor(place)))
  const weights = basis(place - interval)
  return weights.reduce((sum, weight, k) => sum + weight * coefficients[interval + k]!, 0)
}

/** The four cubic B-splines that are not zero in an interval, at a place in it (de Boor 1978, ch. IX, even knots). */
function basis(u: number): readonly [number, number, number, number] {
  const v = 1 - u
  const [u2, u3] = [u * u, u * u * u]
  return [(v * v * v) / 6, (3 * u3 - 6 * u2 + 4) / 6, (-3 * u3 + 3 * u2 + 3 * u + 1) / 6, u3 / 6]
}

/** A little of the spline's own bending, so that knots without a point between them have a value (Eilers & Marx 1996). */
const RIDGE = 1e-9

/** Solves the normal equations, which have four diagonals on each side, by Cholesky's way. */
function leastSquares(
  time: Float64Array,
  flux: Float64Array,
  { from, spacing, intervals, used }: { from: number; spacing: number; intervals: number; used: Uint8Array },
): Float64Array | null {
  const size = intervals + ORDER - 1
  const band = new Float64Array(size * ORDER)
  const right = new Float64Array(size)
  let points = 0
  for (let i = 0; i < time.length; i++) {
    if (used[i] !== 1) continue
    points++
    const place = (time[i]! - from) / spacing
    const interval = Math.min(intervals - 1, Math.max(0, Math.floor(place)))
    const weights = basis(place - interval)
    for (let a = 0; a < ORDER; a++) {
      right[interval + a]! += weights[a]! * flux[i]!
      for (let b = 0; b <= a; b++) band[(interval + a) * ORDER + (a - b)]! += weights[a]! * weights[b]!
    }
  }
  if (points <= size) return null
  for (let row = 0; row + 2 < size; row++)
    for (const [a, wa] of BEND.entries())
      for (const [b, wb] of BEND.entries()) if (b <= a) band[(row + a) * ORDER + (a - b)]! += RIDGE * points * wa * wb
  return solveBanded(band, right)
}

/** Second differences of neighbouring coefficients. */
const BEND = [1, -2, 1] as const

/** Lower band: `band[row × 4 + k]` is the element of `row` and `row − k`. Both arguments are overwritten. */
function solveBanded(band: Float64Array, right: Float64Array): Float64Array | null {
  const size = right.length
  const cell = (row: number, k: number) => row * ORDER + k
  for (let row = 0; row < size; row++)
    for (let k = Math.min(ORDER - 1, row); k >= 0; k--) {
      const column = row - k
      let sum = band[cell(row, k)]!
      for (let j = 1; j < ORDER - k && j <= column; j++) sum -= band[cell(row, k + j)]! * band[cell(column, j)]!
      if (k > 0) band[cell(row, k)] = sum / band[cell(column, 0)]!
      else if (sum > 0) band[cell(row, 0)] = Math.sqrt(sum)
      else return null
    }
  for (let row = 0; row < size; row++) {
    for (let k = 1; k < ORDER && k <= row; k++) right[row]! -= band[cell(row, k)]! * right[row - k]!
    right[row]! /= band[cell(row, 0)]!
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = 1; k < ORDER && row + k < size; k++) right[row]! -= band[cell(row + k, k)]! * right[row + k]!
    right[row]! /= band[cell(row, 0)]!
  }
  return right
}
