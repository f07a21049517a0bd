import type { Random } from '../../../random.ts'
import type { Star } from './star.ts'

/** Length of the survey, Q1 to Q17, and the share of it in which a target gave data (Thompson et al. 2018). */
export const SURVEY = { days: 1459, dutyCycle: 0.88, startBkjd: 131.51, threshold: 7.1, fewestTransits: 3 }

/** Length of one long cadence. */
const CADENCE_HOURS = 29.4 / 60

/** Instrumental noise in six hours and a half that does not average out with light (Gilliland et al. 2011). */
const INSTRUMENT_PPM = 13.3

/** Anything periodic that dims a target. Depth is a share of the target's light as the survey sees it. */
export interface Dip {
  readonly periodDays: number
  readonly depth: number
  readonly durationHours: number
  readonly ingressHours: number
}

export interface Detection {
  /** transits that fell on data */
  readonly transits: number
  /** noise of one event over the event's duration */
  readonly noisePpm: number
  /** significance of the whole train of events, the pipeline's multiple event statistic */
  readonly significance: number
}

/**
 * Combined noise over a duration: photons and read-out (lower envelope of Jenkins et al. 2010, ApJL 713, L120, for
 * 30-minute cadences), instrument, and the star's own variability, which is red and so averages more slowly.
 */
export function noisePpm(star: Pick<Star, 'kepmag' | 'variabilityPpm' | 'noiseFactor'>, durationHours: number): number {
  const electrons = 3.46 * 10 ** (0.4 * (12 - star.kepmag) + 8)
  const read = 7e6 * Math.max(1, (star.kepmag / 14) ** 4)
  const cadences = Math.max(durationHours / CADENCE_HOURS, 0.5)
  const photonsPpm = (1e6 * star.noiseFactor * Math.sqrt(electrons + read)) / electrons / Math.sqrt(cadences)
  const shortening = Math.sqrt(6.5 / Math.max(durationHours, CADENCE_HOURS))
  return Math.hypot(photonsPpm, INSTRUMENT_PPM * shortening, star.variabilityPpm * Math.sqrt(shortening))
}

/** Transits that fall on data, gaps taken at random (the binomial window function of Burke & McCullough 2014). */
export function observedTransits(periodDays: number, random: Random): number {
  const possible = Math.floor(SURVEY.days / periodDays + random.uniform())
  if (possible > 60) return Math.round(possible * SURVEY.dutyCycle)
  let seen = 0
  for (let transit = 0; transit < possible; transit += 1) if (random.uniform() < SURVEY.dutyCycle) seen += 1
  return seen
}

/** Whether and how strongly the pipeline sees a dip; null when it is missed. */
export function detect(star: Star, dip: Dip, random: Random): Detection | null {
  const transits = observedTransits(dip.periodDays, random)
  if (transits < SURVEY.fewestTransits) return null
  const noise = noisePpm(star, dip.durationHours)
  // The energy of a trapezoid against that of a box as long and deep: a V carries a third.
  const shape = Math.sqrt(1 - (4 / 3) * (dip.ingressHours / dip.durationHours))
  const expected = (1e6 * dip.depth * shape * Math.sqrt(transits)) / noise
  const significance = expected + random.normal()
  if (significance < SURVEY.threshold || !isRecovered(expected, transits, random)) return null
  return { transits, noisePpm: noise, significance }
}

/**
 * Detection efficiency: c · Γ(α, β), measured by injecting transits into pixels (Christiansen 2017, KSCI-19110; fitted
 * by number of transits in Hsu et al. 2019). Rows: most transits, α, β, c.
 */
const EFFICIENCY: readonly (readonly [number, number, number, number])[] = [
  [3, 33.3884, 0.264472, 0.699093],
  [4, 32.886, 0.269577, 0.768366],
  [5, 31.5196, 0.282741, 0.833673],
  [6, 30.9919, 0.286979, 0.859865],
  [9, 30.1906, 0.294688, 0.875042],
  [18, 31.6342, 0.279425, 0.886144],
  [36, 32.6448, 0.268898, 0.889724],
  [Infinity, 27.8185, 0.32432, 0.945075],
]

/**
 * One draw against the efficiency. The gamma distribution by its cube root, which is nearly normal (Wilson & Hilferty
 * 1931; at α near 30 right to about a thousandth), so a normal draw below `deviate` has its probability.
 */
function isRecovered(expected: number, transits: number, random: Random): boolean {
  const row = EFFICIENCY.find(([most]) => transits <= most)
  if (row === undefined) return false
  const [, shape, scale, ceiling] = row
  const deviate = 3 * Math.sqrt(shape) * (Math.cbrt(expected / (shape * scale)) - 1 + 1 / (9 * shape))
  return random.normal() < deviate && random.uniform() < ceiling
}
