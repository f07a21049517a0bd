import { type Points, squaredDistance } from './squared-distance.ts'

export interface SvmProblem {
  readonly points: Points
  /** 1 or -1, one a point */
  readonly signs: Int8Array
  /** most that a point's coefficient may be: C × weight, above 0 */
  readonly limits: Float64Array
  /** kernel: exp(−gamma × squared distance) */
  readonly gamma: number
}

/** Decision value = bias + Σ coefficient × kernel(point, x). */
export interface SvmSolution {
  /** label sign × multiplier, one a point; 0 for those that support nothing */
  readonly coefficients: Float64Array
  readonly bias: number
}

/** libsvm's `-e`, scikit-learn's `tol`: how far from optimal two multipliers may remain. */
const TOLERANCE = 1e-3
/** a curvature below this counts as this (libsvm's TAU) */
const LEAST_CURVATURE = 1e-12
const MOST_STEPS = 1_000_000
/** float32 kernel values kept: 128 MiB */
const CACHED_VALUES = 2 ** 25

/**
 * The dual of the soft-margin machine by sequential minimal optimisation, pairs chosen by second order (Fan, Chen & Lin
 * 2005, "Working set selection using second order information", WSS 2; Chang & Lin 2011, §4.1), without shrinking.
 */
export function solveSvm({ points, signs, limits, gamma }: SvmProblem): SvmSolution {
  const n = points.count
  const kernel = new KernelRows(points, gamma)
  const alpha = new Float64Array(n)
  // gradient of ½ αᵀQα − Σα, where Q = signs × signs × kernel
  const gradient = new Float64Array(n).fill(-1)
  const state = { alpha, gradient, signs, limits }
  for (let step = 0; step < MOST_STEPS; step++) {
    const i = mostViolating(state)
    if (i < 0) break
    const rowI = kernel.row(i)
    const j = bestPartner(state, i, rowI)
    if (j < 0) break
    const rowJ = kernel.row(j)
    const [oldI, oldJ] = [alpha[i]!, alpha[j]!]
    movePair(state, i, j, rowI[j]!)
    const [byI, byJ] = [(alpha[i]! - oldI) * signs[i]!, (alpha[j]! - oldJ) * signs[j]!]
    for (let t = 0; t < n; t++) gradient[t]! += signs[t]! * (rowI[t]! * byI + rowJ[t]! * byJ)
  }
  return { coefficients: alpha.map((value, t) => value * signs[t]!), bias: biasOf(state) }
}

interface State {
  readonly alpha: Float64Array
  readonly gradient: Float64Array
  readonly signs: Int8Array
  readonly limits: Float64Array
}

/** Whether sign × multiplier of a point may still rise. */
function mayRise({ alpha, signs, limits }: State, t: number): boolean {
  return signs[t]! > 0 ? alpha[t]! < limits[t]! : alpha[t]! > 0
}

function mayFall({ alpha, signs, limits }: State, t: number): boolean {
  return signs[t]! > 0 ? alpha[t]! > 0 : alpha[t]! < limits[t]!
}

function mostViolating(state: State): number {
  let [best, most] = [-1, -Infinity]
  for (let t = 0; t < state.alpha.length; t++) {
    const pull = -state.signs[t]! * state.gradient[t]!
    if (pull > most && mayRise(state, t)) [best, most] = [t, pull]
  }
  return best
}

/** The partner with which the objective falls most; -1 when none is further than the tolerance. */
function bestPartner(state: State, i: number, rowI: Float32Array): number {
  const pullI = -state.signs[i]! * state.gradient[i]!
  let [best, most] = [-1, 0]
  let violation = 0
  for (let t = 0; t < state.alpha.length; t++) {
    if (!mayFall(state, t)) continue
    const distance = pullI + state.signs[t]! * state.gradient[t]!
    if (!(distance > 0)) continue
    violation = Math.max(violation, distance)
    // the kernel of a point with itself is 1
    const gain = distance ** 2 / Math.max(2 - 2 * rowI[t]!, LEAST_CURVATURE)
    if (gain > most) [best, most] = [t, gain]
  }
  return violation < TOLERANCE ? -1 : best
}

/** Moves two multipliers along the line Σ sign × multiplier = 0 to its optimum within their limits. */
function movePair({ alpha, gradient, signs, limits }: State, i: number, j: number, kernel: number): void {
  const [si, sj] = [signs[i]!, signs[j]!]
  const wanted = (sj * gradient[j]! - si * gradient[i]!) / Math.max(2 - 2 * kernel, LEAST_CURVATURE)
  const roomI = si > 0 ? limits[i]! - alpha[i]! : alpha[i]!
  const roomJ = sj > 0 ? alpha[j]! : limits[j]! - alpha[j]!
  const step = Math.min(wanted, roomI, roomJ)
  // at its end a multiplier is put there exactly, or it would stay a candidate for ever
  alpha[i] = step === roomI ? (si > 0 ? limits[i]! : 0) : alpha[i]! + si * step
  alpha[j] = step === roomJ ? (sj > 0 ? 0 : limits[j]!) : alpha[j]! - sj * step
}

/** The mean over the points within their limits, or midway between the bounds that the others set (Chang & Lin, §4.1.5). */
function biasOf(state: State): number {
  let [sum, count] = [0, 0]
  let [low, high] = [-Infinity, Infinity]
  for (let t = 0; t < state.alpha.length; t++) {
    const pull = -state.signs[t]! * state.gradient[t]!
    const [rise, fall] = [mayRise(state, t), mayFall(state, t)]
    if (rise && fall) {
      sum += pull
      count++
    } else if (rise) low = Math.max(low, pull)
    else if (fall) high = Math.min(high, pull)
  }
  return count > 0 ? sum / count : (low + high) / 2
}

/** Rows of the kernel matrix; those used least lately are forgotten first. */
class KernelRows {
  private readonly rows = new Map<number, Float32Array>()
  private readonly most: number
  private readonly points: Points
  private readonly gamma: number

  constructor(points: Points, gamma: number) {
    this.points = points
    this.gamma = gamma
    this.most = Math.max(2, Math.floor(CACHED_VALUES / points.count))
  }

  row(i: number): Float32Array {
    const known = this.rows.get(i)
    this.rows.delete(i)
    const row = known ?? this.compute(i)
    this.rows.set(i, row)
    if (this.rows.size > this.most) {
      const [oldest = i] = this.rows.keys()
      this.rows.delete(oldest)
    }
    return row
  }

  private compute(i: number): Float32Array {
    const { points, gamma } = this
    const at = { matrix: points.values, offset: i * points.width }
    const row = new Float32Array(points.count)
    for (let t = 0; t < points.count; t++) row[t] = Math.exp(-gamma * squaredDistance(points, t, at))
    return row
  }
}
