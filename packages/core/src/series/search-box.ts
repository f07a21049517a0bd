import type { LightCurve } from './light-curve.ts'
import { measureBox, packMoments, WEIGHT_SHIFT } from './pack-moments.ts'
import type { SearchGrid } from './search-grid.ts'
import { weighFlux } from './weigh-flux.ts'

/** The best box of each period. */
export interface BoxPeriodogram {
  readonly periodsDays: Float64Array
  /** depth over its error; 0 where nothing dips */
  readonly snr: Float64Array
  readonly depth: Float64Array
  readonly durationDays: Float64Array
  /** middle of the first transit after the curve's beginning */
  readonly epochDays: Float64Array
}

/** Bins of the shortest duration that is looked for: a box begins within an eighth of it from where it should. */
const OVERSAMPLE = 4

/**
 * Box least squares (Kovács, Zucker & Mazeh 2002, A&A 391, 369) over binned phases, as Hartman & Bakos (2016) and astropy's
 * `fast` method do it: for each period the box whose depth is the most times its error.
 * @param curve detrended; a cadence without an error weighs as one of the median error
 * @param until told after every few periods how far it is, and stops where it says so
 */
export function searchBox(
  curve: LightCurve,
  grid: SearchGrid,
  { oversample = OVERSAMPLE, until = () => false }: { oversample?: number; until?: (share: number) => boolean } = {},
): BoxPeriodogram {
  const { periodsDays, durationsDays, firstDuration, endDuration } = grid
  const weighted = weighFlux(curve)
  const packed = packMoments(weighted.weight, weighted.moment)
  const n = periodsDays.length
  const found = { snr: new Float64Array(n), depth: new Float64Array(n), durationDays: new Float64Array(n) }
  const epochDays = new Float64Array(n)
  const most = mostBins(grid, oversample)
  const sums = new Float64Array(most)
  const weights = new Float64Array(most)
  const best = { power: 0, moment: 0, weight: 0, bin: 0, bins: 0 }
  for (let i = 0; i < n; i++) {
    if ((i & 255) === 0 && until(i / n)) break
    const [first, end, period] = [firstDuration[i]!, endDuration[i]!, periodsDays[i]!]
    const binDays = durationsDays[first]! / oversample
    const longest = Math.round(durationsDays[end - 1]! / binDays)
    const bins = Math.ceil(period / binDays)
    if (longest >= bins) continue
    binPhases(weighted.time, packed.values, { period, binDays, bins, longest }, { sums, weights })
    best.power = 0
    for (let d = first; d < end; d++)
      findBox({ sums, weights }, { bins, whole: packed.whole, width: Math.round(durationsDays[d]! / binDays) }, best)
    if (best.power === 0) continue
    const { bin, bins: width } = best
    const { depth, snr } = measureBox(best, packed, weighted.total)
    found.snr[i] = snr
    found.depth[i] = depth
    found.durationDays[i] = width * binDays
    epochDays[i] = weighted.start + (((bin + width / 2) * binDays) % period)
  }
  return { periodsDays, ...found, epochDays }
}

function mostBins({ periodsDays, durationsDays, firstDuration, endDuration }: SearchGrid, oversample: number): number {
  let most = 0
  for (let i = 0; i < periodsDays.length; i++) {
    const binDays = durationsDays[firstDuration[i]!]! / oversample
    const longest = Math.round(durationsDays[endDuration[i]! - 1]! / binDays)
    most = Math.max(most, Math.ceil(periodsDays[i]! / binDays) + longest + 2)
  }
  return most
}

interface Bins {
  /** running sums of moments and of weights: of the bins before each place */
  readonly sums: Float64Array
  readonly weights: Float64Array
}

/** Adds the cadences up by phase; the first bins stand again behind the last, for boxes that reach over the end. */
function binPhases(
  time: Float64Array,
  values: Float64Array,
  { period, binDays, bins, longest }: { period: number; binDays: number; bins: number; longest: number },
  { sums, weights }: Bins,
): void {
  const all = bins + longest + 1
  sums.fill(0, 0, all)
  const frequency = 1 / period
  const scale = period / binDays
  for (let i = 0; i < time.length; i++) {
    const turns = time[i]! * frequency
    const bin = (((turns - Math.floor(turns)) * scale) | 0) + 1
    sums[bin] = sums[bin]! + values[i]!
  }
  for (let i = 1; i <= longest; i++) sums[bins + i] = sums[i]!
  let [moment, weight] = [0, 0]
  weights[0] = 0
  for (let i = 1; i < all; i++) {
    const value = sums[i]!
    const own = Math.floor(value / WEIGHT_SHIFT + 0.5)
    weight += own
    moment += value - own * WEIGHT_SHIFT
    weights[i] = weight
    sums[i] = moment
  }
}

/** A cadence in a hundred thousand, or all but that, is no box and no star beside it. */
const LEAST_WEIGHT = 1e-5

/** Kovács et al. 2002, eq. 5: of all places of a box the one with the largest s² ÷ r(1 − r), where it dips. */
function findBox(
  { sums, weights }: Bins,
  { bins, width, whole }: { bins: number; width: number; whole: number },
  best: { power: number; moment: number; weight: number; bin: number; bins: number },
): void {
  let { power } = best
  for (let bin = 0; bin < bins; bin++) {
    const moment = sums[bin + width]! - sums[bin]!
    const weight = weights[bin + width]! - weights[bin]!
    // most are no better than the best so far, whichever way they go: what is asked first is hardly ever so
    if (moment * moment <= power * weight * (whole - weight)) continue
    if (moment >= 0 || weight <= LEAST_WEIGHT * whole || weight >= (1 - LEAST_WEIGHT) * whole) continue
    power = (moment * moment) / (weight * (whole - weight))
    best.power = power
    best.moment = moment
    best.weight = weight
    best.bin = bin
    best.bins = width
  }
}
