import type { Random } from '../../../random.ts'
import type { Measured } from './catalogue-star.ts'
import { SURVEY, type Detection } from './detect.ts'
import type { Signal } from './signal.ts'
import { transitDepth } from './transit.ts'

/** What a planet model fitted to the events says of a signal. */
export interface FittedSignal {
  readonly periodDays: Measured
  readonly epochBkjd: Measured
  readonly durationHours: Measured
  /** share of light */
  readonly depth: Measured
  readonly impact: Measured
  readonly radiusRatio: Measured
  readonly signalToNoise: number
}

/** Half-hour cadences wash out any ingress shorter than themselves. */
const CADENCE_HOURS = 29.4 / 60

/**
 * Measures a signal within errors that follow from its signal-to-noise: the covariances of a trapezoid (Carter et al.
 * 2008, for events much shorter than the time between them), with ingress widened by the cadence.
 */
export function measureSignal(signal: Signal, detection: Detection, random: Random): FittedSignal {
  const { periodDays, durationHours } = signal
  const signalToNoise = modelSignalToNoise(signal, detection, random)
  const ingressHours = Math.min(Math.hypot(signal.ingressHours, CADENCE_HOURS), durationHours / 2)
  const ingressShare = ingressHours / durationHours
  const scatter = (): number => Math.exp(0.12 * random.normal())
  const depthError = ((1.08 + 0.3 * ingressShare) * scatter() * signal.depth) / signalToNoise
  const durationError = (Math.sqrt(7 * ingressShare) * scatter() * durationHours) / signalToNoise
  // Both ends of the survey pull on a straight line of times: the first event is known half as well as the mean one,
  // the period sqrt(3) times that over the number of orbits.
  const epochError = (2 * Math.sqrt(ingressShare / 2) * scatter() * durationHours) / 24 / signalToNoise
  const periodError = (Math.sqrt(3) * epochError * periodDays) / SURVEY.days
  const depth = Math.min(Math.max(signal.depth + depthError * random.normal(), signal.depth / 4), 0.9995)
  const impact = fitImpact(signal, ingressShare, signalToNoise, random)
  const radiusRatio = fitRadiusRatio(depth, impact.value)
  const ratioError = (radiusRatio * depthError) / (2 * depth)
  const around = (value: number, error: number): Measured => ({
    value: value + error * random.normal(),
    upper: error,
    lower: error,
  })
  const duration = around(durationHours, durationError)
  return {
    periodDays: around(periodDays, periodError),
    epochBkjd: around(signal.epochBkjd, epochError),
    durationHours: { ...duration, value: Math.max(duration.value, durationHours / 4) },
    depth: { value: depth, upper: depthError, lower: depthError },
    impact,
    radiusRatio: { value: radiusRatio, upper: ratioError, lower: ratioError },
    signalToNoise,
  }
}

/**
 * Signal-to-noise of the fit. A planet model never quite fits, least of all a V: the misfit is a share of the depth
 * that does not average out as fast as noise, so deep eclipses saturate. A false alarm fits worse than it was found.
 */
function modelSignalToNoise(signal: Signal, detection: Detection, random: Random): number {
  if (signal.truth === 'noise') return detection.significance * (0.6 + 0.55 * random.uniform())
  const misfit = (0.004 + 0.06 * (signal.ingressHours / signal.durationHours) ** 1.5) * Math.exp(0.5 * random.normal())
  return 1 / Math.hypot(1 / detection.significance, misfit / Math.sqrt(detection.transits))
}

/**
 * The impact parameter of the fit. It shows only in the length of ingress, b² = 1 - kT/τ, so db = (1 - b²) / 2b · dτ/τ:
 * where ingress is not resolved, the fit lands anywhere between 0 and 1, with a heap at 0, or beyond 1 for a V.
 */
function fitImpact(signal: Signal, ingressShare: number, signalToNoise: number, random: Random): Measured {
  const ingressError = Math.sqrt(6 / ingressShare) / signalToNoise
  if (signal.impact === null || ingressError > 0.2) return unresolvedImpact(signal, random)
  const slope = signal.impact < 1 ? (1 - signal.impact ** 2) / (2 * Math.max(signal.impact, 0.15)) : 0
  const error = Math.max(slope, 0.08) * ingressError + 0.002
  const value = Math.abs(signal.impact + error * random.normal())
  return { value, upper: error, lower: Math.min(error, value) }
}

function unresolvedImpact(signal: Signal, random: Random): Measured {
  const isPointed = signal.ingressHours > 0.3 * signal.durationHours
  const isNearZero = random.uniform() < 0.3
  const value = isPointed
    ? 0.4 + 0.9 * random.uniform()
    : isNearZero
      ? 0.1 * random.uniform()
      : 0.1 + 0.88 * random.uniform()
  const isOpen = value > 0.9 && random.uniform() < 0.4
  const upper = isOpen
    ? Math.exp(1.3 + 1.4 * random.normal())
    : Math.max(0.45 - 0.4 * value, 0.02) * (0.6 + 0.5 * random.uniform())
  return { value, upper, lower: value * (0.2 + 0.8 * random.uniform()) }
}

/** The limb darkening that a fit takes for granted, that of a Sun. */
const FITTED_TEFF_K = 5700

/** The ratio of radii that loses this depth at this impact parameter, by bisection of its logarithm. */
function fitRadiusRatio(depth: number, impact: number): number {
  let low = Math.log(Math.sqrt(depth) / 3)
  let high = Math.log(1 + impact)
  for (let halving = 0; halving < 30; halving += 1) {
    const middle = (low + high) / 2
    if (transitDepth(Math.exp(middle), impact, FITTED_TEFF_K) < depth) low = middle
    else high = middle
  }
  return Math.exp((low + high) / 2)
}
