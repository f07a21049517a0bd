import type { LightCurve } from './light-curve.ts'
import { median } from './median.ts'
import type { BoxPeriodogram } from './search-box.ts'
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
}

/** Boxes grow by this from one to the next, at least by one step. */
const WIDTH_RATIO = 1.5
/** Steps that the shortest transit of a period is cut into, where the cadence is finer. */
const STEPS_A_TRANSIT = 1
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
  { star, fromDays, toDays }: FoldingLimits,
  until: (share: number) => boolean = () => false,
): BoxPeriodogram {
  const weighted = weighFlux(curve)
  const { total, start } = weighted
  const fine = evenSteps(weighted)
  const found = emptyTrials()
  const all = Math.log(toDays / fromDays)
  let coarse = { by: 1, steps: fine }
  let period = Math.max(fromDays, 2 * fine.days)
  while (period < toDays && !until(Math.log(period / fromDays) / all)) {
    const shortest = longestTransitDays(period, star) * SHORTEST_SHARE
    const by = Math.max(1, Math.floor(shortest / (STEPS_A_TRANSIT * fine.days)))
    if (by !== coarse.by) coarse = { by, steps: mergeSteps(fine, by) }
    const { steps } = coarse
    const length = Math.max(2, Math.floor(period / steps.days))
    const longest = longestTransitDays(period, star) * LONGEST_SHARE
    foldAll(steps, length, { widths: widthsOf(shortest, longest, steps.days, length), total, start }, found)
    period = (length + 1) * steps.days
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
function foldAll(steps: Steps, length: number, boxes: Boxes, found: Trials): void {
  const used = Math.ceil(steps.weights.length / length)
  const rows = 2 ** Math.ceil(Math.log2(Math.max(2, used)))
  const weights = foldRows(steps.weights, { length, rows, used }, 0)
  const moments = foldRows(steps.moments, { length, rows, used }, 1)
  // a shift of one step over all the rows that hold something
  for (let row = 0; row < rows; row++) {
    const period = (length + row / (rows - 1)) * steps.days
    if (row > 0 && period >= (length + 1) * steps.days) break
    const best = bestBox(weights, moments, row * length, length, boxes.widths)
    if (best.power === 0) continue
    pushTrial(found, {
      period,
      snr: Math.sqrt(best.power * boxes.total),
      depth: best.depth,
      duration: best.width * steps.days,
      epoch: boxes.start + (((best.at + (best.width - 1) / 2) * steps.days) % period),
    })
  }
}

/** Kept between calls, so that memory is not asked for some ten thousand times: two for weights, two for moments. */
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
 * to the nearest whole.
 */
function foldRows(
  values: Float64Array,
  { length, rows, used }: { length: number; rows: number; used: number },
  kind: 0 | 1,
): Float64Array {
  let from = borrow(kind * 2, rows * length)
  let into = borrow(kind * 2 + 1, rows * length)
  from.set(values.subarray(0, Math.min(values.length, rows * length)))
  from.fill(0, Math.min(values.length, rows * length), rows * length)
  let filled = used
  for (let half = 1; half < rows; half *= 2) {
    const blocks = Math.ceil(filled / (2 * half))
    for (let block = 0; block < blocks; block++) {
      const top = block * 2 * half
      for (let i = 0; i < 2 * half; i++)
        addShifted(into, (top + i) * length, from, {
          first: (top + (i >> 1)) * length,
          second: (top + half + (i >> 1)) * length,
          shift: ((i + 1) >> 1) % length,
          length,
        })
    }
    filled = blocks * 2 * half
    into.fill(0, filled * length, rows * length)
    ;[from, into] = [into, from]
  }
  return from
}

function addShifted(
  into: Float64Array,
  at: number,
  from: Float64Array,
  { first, second, shift, length }: { first: number; second: number; shift: number; length: number },
): void {
  const turn = length - shift
  for (let j = 0; j < turn; j++) into[at + j] = from[first + j]! + from[second + shift + j]!
  for (let j = turn; j < length; j++) into[at + j] = from[first + j]! + from[second + j - turn]!
}

/** A box with less of the curve's weight is nothing that was seen. */
const LEAST_WEIGHT = 1e-5

/** The box of a folded row that takes most away: s² ÷ r (1 − r) (Kovács et al. 2002, eq. 5). */
function bestBox(
  weights: Float64Array,
  moments: Float64Array,
  at: number,
  length: number,
  widths: readonly number[],
): { power: number; depth: number; at: number; width: number } {
  let [power, depth, place, size] = [0, 0, 0, 0]
  for (const width of widths) {
    let [weight, moment] = [0, 0]
    for (let j = 0; j < width; j++) {
      weight += weights[at + j]!
      moment += moments[at + j]!
    }
    for (let j = 0; j < length; j++) {
      if (moment < 0 && weight > LEAST_WEIGHT) {
        const here = (moment * moment) / (weight * (1 - weight))
        if (here > power) [power, depth, place, size] = [here, -moment / (weight * (1 - weight)), j, width]
      }
      const next = j + width < length ? j + width : j + width - length
      weight += weights[at + next]! - weights[at + j]!
      moment += moments[at + next]! - moments[at + j]!
    }
  }
  return { power, depth, at: place, width: size }
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
