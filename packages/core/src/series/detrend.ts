import { fitSpline } from './fit-spline.ts'
import { biweightTrend } from './biweight-trend.ts'
import { type Ephemeris, phaseDays } from './fold.ts'
import { type LightCurve, takeCadences } from './light-curve.ts'
import { MAD_TO_SIGMA, median, robustSigma } from './median.ts'
import { splitGaps, type Stretch } from './split-gaps.ts'

/** How the star's own changes are taken out. */
export type DetrendMethod =
  /** a spline for each stretch, its knots as far apart as the Bayesian information criterion says */
  | { readonly kind: 'spline' }
  /** Tukey's biweight in a sliding window */
  | { readonly kind: 'biweight'; readonly windowDays: number }

export interface Detrended {
  /** flux over trend */
  readonly curve: LightCurve
  /** at every cadence */
  readonly trend: Float64Array
  /** distance of the spline's knots, days; null of another method, and where no stretch was long enough for one */
  readonly knotDays: number | null
}

/** Distances of knots that are tried, days: AstroNet's twenty from .5 to 20, evenly by their logarithm. */
const KNOT_DAYS = Array.from({ length: 20 }, (_, i) => 0.5 * 40 ** (i / 19))
/** How much of a transit to each side of its middle is no measure of the star, in durations. */
const MASK_DURATIONS = 0.75

/**
 * Divides a curve by its trend.
 * @param signals whose transits are masked, so that the trend does not take them for the star's changes
 */
export function detrend(curve: LightCurve, method: DetrendMethod, signals: readonly Ephemeris[] = []): Detrended {
  const usable = maskTransits(curve.timeDays, signals)
  const stretches = splitGaps(curve)
  if (method.kind === 'spline') {
    const { trend, knotDays } = splineTrend(curve, stretches, usable)
    return { curve: divide(curve, trend), trend, knotDays }
  }
  const trend = new Float64Array(curve.flux.length)
  for (const { from, to } of stretches)
    trend.set(
      biweightTrend(curve.timeDays.subarray(from, to), curve.flux.subarray(from, to), {
        windowDays: method.windowDays,
        usable: usable.subarray(from, to),
      }),
      from,
    )
  return { curve: divide(curve, trend), trend, knotDays: null }
}

/** 1 for a cadence outside all transits of some signals, 0 within one. */
export function maskTransits(
  timeDays: Float64Array,
  signals: readonly Ephemeris[],
  durations = MASK_DURATIONS,
): Uint8Array {
  return Uint8Array.from(timeDays, (time) =>
    signals.some((signal) => Math.abs(phaseDays(time, signal)) <= durations * signal.durationDays) ? 0 : 1,
  )
}

/**
 * Leaves out what is far above the curve: a flare or a cosmic ray, never a transit (Shallue & Vanderburg 2018, §3.3).
 * @param curve detrended
 */
export function dropBrightOutliers(curve: LightCurve, sigmas = 3): LightCurve {
  const centre = median(curve.flux)
  const limit = centre + sigmas * robustSigma(curve.flux)
  return takeCadences(
    curve,
    Array.from(curve.flux.keys()).filter((i) => curve.flux[i]! <= limit),
  )
}

/** Vanderburg & Johnson 2014; Shallue & Vanderburg 2018, §3.3: one distance of knots for the whole curve. */
function splineTrend(
  { timeDays, flux }: LightCurve,
  stretches: readonly Stretch[],
  usable: Uint8Array,
): { trend: Float64Array; knotDays: number | null } {
  const noise = cadenceNoise(flux)
  let best: { trend: Float64Array; knotDays: number | null; bic: number } | null = null
  for (const knotDays of KNOT_DAYS) {
    const trend = new Float64Array(flux.length).fill(Number.NaN)
    let [squares, points, free] = [0, 0, 0]
    for (const { from, to } of stretches) {
      const own = flux.subarray(from, to)
      const fit = fitSpline(timeDays.subarray(from, to), own, { spacing: knotDays, usable: usable.subarray(from, to) })
      // too short for a spline: its median
      trend.set(fit?.values ?? new Float64Array(to - from).fill(median(own)), from)
      if (fit === null) continue
      free += fit.spline.coefficients.length
      for (let i = 0; i < own.length; i++)
        if (fit.used[i] === 1) {
          points++
          squares += ((own[i]! - fit.values[i]!) / noise) ** 2
        }
    }
    if (points === 0) {
      best ??= { trend, knotDays: null, bic: Infinity }
      continue
    }
    const bic = points * Math.log(2 * Math.PI * noise * noise) + squares + free * Math.log(points)
    if (best === null || bic < best.bic) best = { trend, knotDays, bic }
  }
  return best ?? { trend: new Float64Array(flux.length).fill(1), knotDays: null }
}

/** One sigma from cadence to cadence, which slow changes do not add to. */
function cadenceNoise(flux: Float64Array): number {
  const steps = flux.subarray(1).map((value, i) => Math.abs(value - flux[i]!))
  return Math.max(1e-12, (MAD_TO_SIGMA * median(steps)) / Math.SQRT2)
}

function divide(curve: LightCurve, trend: Float64Array): LightCurve {
  return {
    ...curve,
    flux: curve.flux.map((value, i) => value / trend[i]!),
    fluxError: curve.fluxError.map((value, i) => value / trend[i]!),
  }
}
