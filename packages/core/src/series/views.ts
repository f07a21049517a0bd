import { binMedian, type Binned } from './bin.ts'
import { type Ephemeris, fold, type FoldedCurve, takePlaces, transitNumber } from './fold.ts'
import type { LightCurve } from './light-curve.ts'
import { median } from './median.ts'

/** How a folded curve is cut into views: bins of the whole period, and of the transit's neighbourhood. */
export interface ViewSizes {
  readonly global: number
  readonly local: number
  /** how far the local view reaches to each side, in durations of the transit */
  readonly reachDurations: number
}

/** Shallue & Vanderburg 2018, §3.4. */
export const KEPLER_VIEWS: ViewSizes = { global: 2001, local: 201, reachDurations: 4 }
/** Yu et al. 2019, §3.3. */
export const TESS_VIEWS: ViewSizes = { global: 201, local: 61, reachDurations: 2 }

/** How wide a bin of the local view is, in durations of the transit. */
const LOCAL_BIN_DURATIONS = 0.16

/** A view, scaled so that its median is 0 and its deepest point −1, and how deep that was. */
export interface View {
  readonly values: Float64Array
  /** points behind each value; 0: the curve's median stands there */
  readonly counts: Uint32Array
  /** depth of −1, in relative flux */
  readonly scale: number
}

export interface Views {
  /** the whole period, transit in the middle */
  readonly global: View
  /** the transit and some durations to each side */
  readonly local: View
  /** the same about the deepest other dip, whose depth counts in depths of the transit */
  readonly secondary: View
  /** where that is: its phase, as a share of the period from the transit */
  readonly secondaryPhase: number
  /** the local view of every second transit, counted from the epoch, in depths of the transit; null where none was seen */
  readonly odd: View | null
  readonly even: View | null
}

/**
 * The views that a network sees of a signal.
 * @param curve detrended, outliers above taken out
 */
export function makeViews(curve: LightCurve, signal: Ephemeris, sizes: ViewSizes): Views {
  const folded = fold(curve, signal)
  const local = scaled(localBins(folded, signal, sizes))
  const secondaryPhase = findSecondary(folded, signal)
  const away = { ...signal, epochDays: signal.epochDays + secondaryPhase * signal.periodDays }
  // about the other dip the transit itself is not shown
  const outside = Uint32Array.from(
    folded.place.filter((_, i) => Math.abs(folded.phaseDays[i]!) > signal.durationDays * TRANSIT_DURATIONS),
  )
  const rest = { timeDays: takePlaces(curve.timeDays, outside), flux: takePlaces(curve.flux, outside) }
  const ofParity = (parity: 0 | 1): View | null => {
    const places = folded.place.filter((place) => (transitNumber(curve.timeDays[place]!, signal) & 1) === parity)
    if (places.length === 0) return null
    const some = { timeDays: takePlaces(curve.timeDays, places), flux: takePlaces(curve.flux, places) }
    const binned = localBins(fold(some, signal), signal, sizes)
    return binned.counts.some((n) => n > 0) ? scaled(binned, local.scale) : null
  }
  return {
    global: scaled(globalBins(folded, signal, sizes.global)),
    local,
    secondary: scaled(localBins(fold(rest, away), signal, sizes), local.scale),
    secondaryPhase,
    odd: ofParity(1),
    even: ofParity(0),
  }
}

function globalBins({ phaseDays, flux }: FoldedCurve, { periodDays }: Ephemeris, count: number): Binned {
  return binMedian(phaseDays, flux, { count, from: -periodDays / 2, to: periodDays / 2, width: periodDays / count })
}

function localBins({ phaseDays, flux }: FoldedCurve, signal: Ephemeris, sizes: ViewSizes): Binned {
  const { durationDays } = signal
  const reach = localReachDays(signal, sizes)
  const { local: count } = sizes
  return binMedian(phaseDays, flux, { count, from: -reach, to: reach, width: durationDays * LOCAL_BIN_DURATIONS })
}

/** How far the local view reaches to each side: never over half a period. */
export function localReachDays({ periodDays, durationDays }: Ephemeris, { reachDurations }: ViewSizes): number {
  return Math.min(periodDays / 2, durationDays * reachDurations)
}

/** @param depth of what counts as −1; left out, the view's own deepest point */
function scaled({ values, counts }: Binned, depth?: number): View {
  const centre = median(values)
  const scale = depth ?? Math.abs(values.reduce((least, value) => Math.min(least, value), Infinity) - centre)
  return { values: values.map((value) => (scale === 0 ? 0 : (value - centre) / scale)), counts, scale }
}

/** As far from its middle a transit reaches, with room for an edge that is not known well, in durations. */
const TRANSIT_DURATIONS = 0.75
/** Nearer to the transit than this, in durations, is the transit. */
const SECONDARY_APART_DURATIONS = 2

/**
 * The phase of the deepest dip of the transit's length that is not the transit, from 0 to 1: the mean of a box slid over the
 * folded curve in steps of a quarter of a duration. .5, where an eclipse of a circular orbit would be, of a curve that shows
 * nothing else.
 */
export function findSecondary({ phaseDays, flux }: FoldedCurve, { periodDays, durationDays }: Ephemeris): number {
  const sums = new Float64Array(flux.length + 1)
  for (let i = 0; i < flux.length; i++) sums[i + 1] = sums[i]! + flux[i]!
  const step = durationDays / 4
  const least = durationDays * SECONDARY_APART_DURATIONS
  let [best, deepest] = [0.5, Infinity]
  let [from, to] = [0, 0]
  for (let centre = -periodDays / 2 + durationDays / 2; centre <= periodDays / 2 - durationDays / 2; centre += step) {
    while (from < flux.length && phaseDays[from]! < centre - durationDays / 2) from++
    while (to < flux.length && phaseDays[to]! < centre + durationDays / 2) to++
    if (Math.abs(centre) < least || to - from < LEAST_POINTS) continue
    const mean = (sums[to]! - sums[from]!) / (to - from)
    if (mean < deepest) [deepest, best] = [mean, (centre / periodDays + 1) % 1]
  }
  return best
}

/** A dip of fewer points is noise. */
const LEAST_POINTS = 3
