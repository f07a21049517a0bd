import type { LightCurve } from './light-curve.ts'
import { median } from './median.ts'
import type { BoxPeriodogram } from './search-box.ts'
import { measureBox, packMoments, type PackedMoments, WEIGHT_SHIFT } from './pack-moments.ts'
import { type GridLimits, type GridStar, LONGEST_SHARE, longestTransitDays, SHORTEST_SHARE } from './search-grid.ts'
import { weighFlux, type WeightedCurve } from './weigh-flux.ts'

/**
 * Box least squares over all periods at once, by the fast folding algorithm (Staelin 1969, Proc. IEEE 57, 724; for transits
 * Petigura, Marcy & Howard 2013, ApJ 770, 69, §3.3): rows of one period are added up in pairs, each pair at all the shifts
 * that tell neighbouring periods apart, so that N cadences give all of N ÷ P periods for N log N additions.
 *
 * Cadences are put into even steps of time first. Where the shortest transit is long, several steps are one.
 */
export interface FoldingLimits extends Omit<GridLimits, 'oversampling'> {
  readonly star: GridStar
  /** steps that are so many times as long as a search for faint signals has them; 1 when absent: the cost falls by its square */
  readonly coarser?: number
}

/** Boxes grow by this from one to the next, at least by one step. */
const WIDTH_RATIO = 1.5
/**
 * A step, where the cadence is finer, as a share of the longest transit of a period: a box begins within a sixth of it from
 * where it should, and what that takes of the signal the fit of a transit about the peak gives back.
 */
const STEP_SHARE = 1 / 3
const ROUNDING = 1e-6
/** More steps than this are a table of something else: gaps count, too. */
const MOST_STEPS = 4_000_000

/** Flux in even steps: sums of weight and of weight × flux. */
interface Steps {
  readonly days: number
  readonly weights: Float64Array
  readonly moments: Float64Array
}

/** The best box of every period there is. */
export function searchFolding(
  curve: LightCurve,
  { star, fromDays, toDays, coarser = 1 }: FoldingLimits,
  until: (share: number) => boolean = () => false,
): BoxPeriodogram {
  const weighted = weighFlux(curve)
  const { total, start } = weighted
  const fine = evenSteps(weighted)
  const found = emptyTrials()
  const all = Math.log(toDays / fromDays)
  let period = Math.max(fromDays, 2 * fine.days)
  let coarse = { by: 1, packed: packSteps(fine, Math.ceil(toDays / fine.days)) }
  while (period < toDays && !until(Math.log(period / fromDays) / all)) {
    const whole = longestTransitDays(period, star)
    const by = Math.max(1, Math.floor((whole * STEP_SHARE * coarser) / fine.days))
    if (by !== coarse.by) {
      const steps = mergeSteps(fine, by)
      coarse = { by, packed: packSteps(steps, Math.ceil(toDays / steps.days)) }
    }
    const { packed } = coarse
    // a whole number of steps divided by one may come out below it
    const length = Math.max(2, Math.floor(period / packed.days + ROUNDING))
    const widths = widthsOf(whole * SHORTEST_SHARE, whole * LONGEST_SHARE, packed.days, length)
    foldAll(packed, length, { widths, total, start }, found)
    period = (length + 1) * packed.days
  }
  return closeTrials(found)
}

function evenSteps({ time, weight, moment }: WeightedCurve): Steps {
  const gaps = time.subarray(1).map((t, i) => t - time[i]!)
  const days = median(gaps)
  const span = time.at(-1) ?? 0
  const count = Math.round(span / days) + 1
  if (!(days > 0) || count > MOST_STEPS) throw new RangeError('the cadences of a curve to be searched must be even')
  const weights = new Float64Array(count)
  const moments = new Float64Array(count)
  for (let i = 0; i < time.length; i++) {
    const step = Math.round(time[i]! / days)
    weights[step]! += weight[i]!
    moments[step]! += moment[i]!
  }
  return { days, weights, moments }
}

function mergeSteps({ days, weights, moments }: Steps, by: number): Steps {
  const count = Math.ceil(weights.length / by)
  const merged = { days: days * by, weights: new Float64Array(count), moments: new Float64Array(count) }
  for (let i = 0; i < weights.length; i++) {
    const into = Math.floor(i / by)
    merged.weights[into]! += weights[i]!
    merged.moments[into]! += moments[i]!
  }
  return merged
}

interface PackedSteps extends PackedMoments {
  readonly days: number
  readonly steps: number
}

/** With zeros after the last step, for the last row of a fold. */
function packSteps({ days, weights, moments }: Steps, longest: number): PackedSteps {
  return { days, steps: weights.length, ...packMoments(weights, moments, longest + 1) }
}

/** Widths of boxes, in steps. */
function widthsOf(shortestDays: number, longestDays: number, stepDays: number, length: number): number[] {
  const widths: number[] = []
  const most = Math.min(Math.ceil(longestDays / stepDays), length >> 1)
  let width = Math.max(1, Math.round(shortestDays / stepDays))
  while (width <= most) {
    widths.push(width)
    width = Math.max(width + 1, Math.round(width * WIDTH_RATIO))
  }
  return widths
}

interface Boxes {
  readonly widths: readonly number[]
  readonly total: number
  readonly start: number
}

/** All periods from `length` steps to before one step more. */
function foldAll(packed: PackedSteps, length: number, boxes: Boxes, found: Trials): void {
  const rows = Math.max(2, Math.ceil(packed.steps / length))
  const [into, between] = [borrow(0, rows * length), borrow(1, rows * length)]
  foldRows(packed.values, into, between, { first: 0, rows, length })
  const last = boxes.widths.at(-1) ?? 0
  const sums = { weights: borrow(2, length + last + 1), moments: borrow(3, length + last + 1) }
  // a shift of one step over all the rows; the last of them is the first period of the next length
  for (let row = 0; row < rows - 1; row++) {
    const period = (length + row / (rows - 1)) * packed.days
    unpackRow(into, row * length, { length, more: last }, sums)
    const best = bestBox(sums, length, { widths: boxes.widths, whole: packed.whole })
    if (best.power === 0) continue
    const { width, at } = best
    pushTrial(found, {
      period,
      ...measureBox(best, packed, boxes.total),
      duration: width * packed.days,
      epoch: boxes.start + (((at + (width - 1) / 2) * packed.days) % period),
    })
  }
}

/** Kept between calls, so that memory is not asked for some ten thousand times. */
const scratch: Float64Array[] = []

function borrow(place: number, size: number): Float64Array {
  const held = scratch[place]
  if (held && held.length >= size) return held
  const fresh = new Float64Array(size * 2)
  scratch[place] = fresh
  return fresh
}

/**
 * Sums of rows at all shifts: row m of the result is the sum of every row i of the input, moved left by m i ÷ (rows − 1) steps
 * to the nearest whole. Halves are folded first, of any number of rows (Morello et al. 2020, MNRAS 497, 4654, §4.2).
 * @param between as large as `into`; what is in it is lost
 */
function foldRows(
  from: Float64Array,
  into: Float64Array,
  between: Float64Array,
  { first, rows, length }: { first: number; rows: number; length: number },
): void {
  const start = first * length
  if (rows === 1) {
    for (let i = start; i < start + length; i++) into[i] = from[i]!
    return
  }
  if (rows === 2) {
    addShifted(into, start, from, { head: start, tail: start + length, shift: 0, length })
    addShifted(into, start + length, from, { head: start, tail: start + length, shift: 1, length })
    return
  }
  const head = rows >> 1
  const tail = rows - head
  foldRows(from, between, into, { first, rows: head, length })
  foldRows(from, between, into, { first: first + head, rows: tail, length })
  for (let row = 0; row < rows; row++) {
    const ofHead = Math.round((row * (head - 1)) / (rows - 1))
    const ofTail = Math.round((row * (tail - 1)) / (rows - 1))
    addShifted(into, start + row * length, between, {
      head: start + ofHead * length,
      tail: start + (head + ofTail) * length,
      shift: (row - ofTail) % length,
      length,
    })
  }
}

function addShifted(
  into: Float64Array,
  at: number,
  from: Float64Array,
  { head, tail, shift, length }: { head: number; tail: number; shift: number; length: number },
): void {
  const turn = length - shift
  for (let j = 0; j < turn; j++) into[at + j] = from[head + j]! + from[tail + shift + j]!
  for (let j = turn; j < length; j++) into[at + j] = from[head + j]! + from[tail + j - turn]!
}

/** Running sums, of the steps before each place; the first steps stand again behind the last. */
interface RunningSums {
  readonly weights: Float64Array
  readonly moments: Float64Array
}

function unpackRow(
  values: Float64Array,
  at: number,
  { length, more }: { length: number; more: number },
  { weights, moments }: RunningSums,
): void {
  let [weight, moment] = [0, 0]
  weights[0] = 0
  moments[0] = 0
  for (let j = 0; j < length; j++) {
    const value = values[at + j]!
    const own = Math.floor(value / WEIGHT_SHIFT + 0.5)
    weight += own
    moment += value - own * WEIGHT_SHIFT
    weights[j + 1] = weight
    moments[j + 1] = moment
  }
  for (let j = 1; j <= more; j++) {
    weights[length + j] = weight + weights[j]!
    moments[length + j] = moment + moments[j]!
  }
}

/** A box with less of the curve's weight is nothing that was seen. */
const LEAST_WEIGHT = 1e-5

/** The box of a folded row that takes most away: s² ÷ r (1 − r) (Kovács et al. 2002, eq. 5). */
function bestBox(
  { weights, moments }: RunningSums,
  length: number,
  { widths, whole }: { widths: readonly number[]; whole: number },
): { power: number; weight: number; moment: number; at: number; width: number } {
  const best = { power: 0, weight: 0, moment: 0, at: 0, width: 0 }
  const least = LEAST_WEIGHT * whole
  let power = 0
  for (const width of widths) {
    for (let j = 0; j < length; j++) {
      const moment = moments[j + width]! - moments[j]!
      const weight = weights[j + width]! - weights[j]!
      // most are no better than the best so far, whichever way they go: what is asked first is hardly ever so
      if (moment * moment <= power * weight * (whole - weight)) continue
      if (moment >= 0 || weight <= least || weight >= whole) continue
      power = (moment * moment) / (weight * (whole - weight))
      best.power = power
      best.weight = weight
      best.moment = moment
      best.at = j
      best.width = width
    }
  }
  return best
}

interface Trials {
  count: number
  columns: Record<'period' | 'snr' | 'depth' | 'duration' | 'epoch', Float64Array>
}

function emptyTrials(): Trials {
  const column = () => new Float64Array(1 << 16)
  return {
    count: 0,
    columns: { period: column(), snr: column(), depth: column(), duration: column(), epoch: column() },
  }
}

function pushTrial(found: Trials, trial: Readonly<Record<keyof Trials['columns'], number>>): void {
  const { columns, count } = found
  for (const name of ['period', 'snr', 'depth', 'duration', 'epoch'] as const) {
    if (columns[name].length === count) {
      const grown = new Float64Array(count * 2)
      grown.set(columns[name])
      columns[name] = grown
    }
    columns[name][count] = trial[name]
  }
  found.count++
}

function closeTrials({ count, columns }: Trials): BoxPeriodogram {
  return {
    periodsDays: columns.period.slice(0, count),
    snr: columns.snr.slice(0, count),
    depth: columns.depth.slice(0, count),
    durationDays: columns.duration.slice(0, count),
    epochDays: columns.epoch.slice(0, count),
  }
}
