import type { Ephemeris } from './fold.ts'
import { phaseDays, transitNumber } from './fold.ts'
import type { LightCurve } from './light-curve.ts'
import { robustSigma } from './median.ts'

/** A depth and one sigma of it, in relative flux; from so many cadences. */
export interface MeasuredDepth {
  readonly depth: number
  readonly error: number
  readonly n: number
}

/** What a vetter asks of a signal before he looks at its picture. Null: not enough was seen to say. */
export interface SignalTests {
  /** within the transit against four durations beside it */
  readonly depth: MeasuredDepth | null
  readonly snr: number | null
  /** transits of which a cadence within was seen */
  readonly transits: number
  readonly odd: MeasuredDepth | null
  readonly even: MeasuredDepth | null
  /** their difference, in sigmas: two stars of two kinds eclipse each other in turns */
  readonly oddEvenSigmas: number | null
  /** at the phase of the deepest other dip: a planet is too dark for one */
  readonly secondary: MeasuredDepth | null
  readonly secondarySigmas: number | null
}

/** The neighbourhood that a depth is measured against, in durations to each side of the middle. */
const BESIDE_DURATIONS = 3
/** Within half a duration less its edges, where the depth is not whole. */
const WITHIN_DURATIONS = 0.4
const LEAST_CADENCES = 3

/**
 * Depths of the transits, of every second one, and of the deepest other dip.
 * @param curve detrended
 * @param secondaryPhase see `findSecondary`
 */
export function vetSignal(curve: LightCurve, signal: Ephemeris, secondaryPhase: number): SignalTests {
  const sigma = robustSigma(curve.flux)
  const seen = new Set<number>()
  for (const time of curve.timeDays)
    if (Math.abs(phaseDays(time, signal)) < signal.durationDays / 2) seen.add(transitNumber(time, signal))
  const parity = (wanted: number) =>
    measureDepth(curve, signal, { sigma, take: (time) => (transitNumber(time, signal) & 1) === wanted })
  const depth = measureDepth(curve, signal, { sigma })
  const [odd, even] = [parity(1), parity(0)]
  const away = { ...signal, epochDays: signal.epochDays + secondaryPhase * signal.periodDays }
  const secondary = measureDepth(curve, away, { sigma })
  return {
    depth,
    snr: depth && depth.depth / depth.error,
    transits: seen.size,
    odd,
    even,
    oddEvenSigmas: odd && even && (odd.depth - even.depth) / Math.hypot(odd.error, even.error),
    secondary,
    secondarySigmas: secondary && secondary.depth / secondary.error,
  }
}

/** Mean within the transit against the mean beside it; null where fewer cadences were seen than a mean is made of. */
function measureDepth(
  { timeDays, flux }: LightCurve,
  signal: Ephemeris,
  { sigma, take = () => true }: { sigma: number; take?: (timeDays: number) => boolean },
): MeasuredDepth | null {
  let [within, inside, beside, outside] = [0, 0, 0, 0]
  for (const [i, time] of timeDays.entries()) {
    const away = Math.abs(phaseDays(time, signal)) / signal.durationDays
    if (away > BESIDE_DURATIONS || !take(time)) continue
    if (away < WITHIN_DURATIONS) {
      within += flux[i]!
      inside++
    } else if (away > 1) {
      beside += flux[i]!
      outside++
    }
  }
  if (inside < LEAST_CADENCES || outside < LEAST_CADENCES) return null
  const depth = beside / outside - within / inside
  return { depth, error: sigma * Math.sqrt(1 / inside + 1 / outside), n: inside }
}
