import type { LightCurve } from './light-curve.ts'
import type { BoxPeriodogram } from './search-box.ts'
import type { SearchGrid } from './search-grid.ts'
import { transitShape } from './transit-model.ts'
import { weighFlux, type WeightedCurve } from './weigh-flux.ts'

/** Bins of the shortest duration; a longer one has the more. */
const OVERSAMPLE = 8
const SHAPE_POINTS = 401

export interface TransitSearch {
  readonly oversample?: number
  readonly shape?: Float64Array
  /** no transit is looked for whose middle is farther from this one: the others are as they are. Null: all phases */
  readonly near?: { readonly epochDays: number; readonly reachDays: number } | null
}

let made: Float64Array | null = null

function usualShape(): Float64Array {
  made ??= transitShape(SHAPE_POINTS)
  return made
}

/**
 * Transit least squares (Hippke & Heller 2019, A&A 623, A39): as the box search, but what is fitted is the shape of a planet
 * before a star with a darkened limb, which a real transit fits some tenth better than a box does. Slower, as each place is
 * fitted anew: for some periods, such as those about a peak of the box search.
 */
export function searchTransit(
  curve: LightCurve,
  grid: SearchGrid,
  { oversample = OVERSAMPLE, shape = usualShape(), near = null }: TransitSearch = {},
): BoxPeriodogram {
  const { periodsDays, durationsDays, firstDuration, endDuration } = grid
  const weighted = weighFlux(curve)
  const n = periodsDays.length
  const found = { snr: new Float64Array(n), depth: new Float64Array(n), durationDays: new Float64Array(n) }
  const epochDays = new Float64Array(n)
  const templates = new Map<number, Template>()
  for (let i = 0; i < n; i++) {
    const [first, end, period] = [firstDuration[i]!, endDuration[i]!, periodsDays[i]!]
    const bins = Math.ceil((period * oversample) / durationsDays[first]!)
    const binDays = period / bins
    const folded = foldBins(weighted, { period, bins, longest: Math.ceil(durationsDays[end - 1]! / binDays) })
    let best = 0
    for (let d = first; d < end; d++) {
      const width = Math.max(3, Math.round(durationsDays[d]! / binDays))
      if (width >= bins) continue
      const template = templates.get(width) ?? stretch(shape, width)
      templates.set(width, template)
      const fit = fitTemplate(
        folded,
        { bins, ...placesOf(near, { bins, binDays, width, start: weighted.start }) },
        template,
      )
      if (fit.power <= best) continue
      best = fit.power
      found.snr[i] = Math.sqrt(fit.power * weighted.total)
      found.depth[i] = fit.depth
      found.durationDays[i] = width * binDays
      epochDays[i] = weighted.start + (((fit.bin + width / 2) * binDays) % period)
    }
  }
  return { periodsDays, ...found, epochDays }
}

interface Template {
  readonly values: Float64Array
  readonly squares: Float64Array
}

/** The shape in so many bins, each the mean of what falls into it. */
function stretch(shape: Float64Array, width: number): Template {
  const values = Float64Array.from({ length: width }, (_, bin) => {
    const from = Math.floor((bin * shape.length) / width)
    const to = Math.max(from + 1, Math.floor(((bin + 1) * shape.length) / width))
    return shape.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from)
  })
  return { values, squares: values.map((value) => value * value) }
}

interface Folded {
  readonly moments: Float64Array
  readonly weights: Float64Array
}

/** Sums by phase; the first bins again behind the last. */
function foldBins(
  { time, weight, moment }: WeightedCurve,
  { period, bins, longest }: { period: number; bins: number; longest: number },
): Folded {
  const moments = new Float64Array(bins + longest)
  const weights = new Float64Array(bins + longest)
  for (let i = 0; i < time.length; i++) {
    const turns = time[i]! / period
    const bin = Math.min(bins - 1, ((turns - Math.trunc(turns)) * bins) | 0)
    moments[bin]! += moment[i]!
    weights[bin]! += weight[i]!
  }
  for (let i = 0; i < longest; i++) {
    moments[bins + i] = moments[i % bins]!
    weights[bins + i] = weights[i % bins]!
  }
  return { moments, weights }
}

/** The first bin where a template may begin, and how many bins after it. */
function placesOf(
  near: { readonly epochDays: number; readonly reachDays: number } | null,
  { bins, binDays, width, start }: { bins: number; binDays: number; width: number; start: number },
): { from: number; count: number } {
  if (near === null) return { from: 0, count: bins }
  const count = Math.min(bins, 2 * Math.ceil(near.reachDays / binDays) + 1)
  const middle = Math.round((near.epochDays - start) / binDays - width / 2)
  const from = (middle - (count >> 1)) % bins
  return { from: from < 0 ? from + bins : from, count }
}

/** Of some places of a template the one where depth × template, about a mean that is fitted too, takes most away. */
function fitTemplate(
  { moments, weights }: Folded,
  { bins, from, count }: { bins: number; from: number; count: number },
  { values, squares }: Template,
): { power: number; depth: number; bin: number } {
  const width = values.length
  let [power, depth, at] = [0, 0, 0]
  for (let place = from; place < from + count; place++) {
    const bin = place < bins ? place : place - bins
    let [cross, square, mean] = [0, 0, 0]
    for (let k = 0; k < width; k++) {
      const weight = weights[bin + k]!
      cross += values[k]! * moments[bin + k]!
      square += squares[k]! * weight
      mean += values[k]! * weight
    }
    const spread = square - mean * mean
    if (cross >= 0 || spread <= 0) continue
    const here = (cross * cross) / spread
    if (here > power) [power, depth, at] = [here, -cross / spread, bin]
  }
  return { power, depth, bin: at }
}
