import type { Random } from '../../../random.ts'
import { noisePpm, observedTransits, SURVEY, type Detection } from './detect.ts'
import type { Signal } from './signal.ts'
import type { Star } from './star.ts'

/** Rolling bands come back with the spacecraft's yearly turn (Mullally et al. 2015; Thompson et al. 2018). */
const YEAR = { centreDays: 372, spreadDays: 18 }

/** No variable star of the table is detected more strongly. */
const STRONGEST = 6000

interface Alarm {
  readonly periodDays: number
  readonly durationHours: number
  readonly significance: number
}

/** A detection that nothing eclipses: it exists because the search crossed its threshold, so it is drawn detected. */
export function drawFalseAlarm(star: Star, random: Random): { signal: Signal; detection: Detection } | null {
  const alarm = drawAlarm(random)
  const { periodDays, durationHours, significance } = alarm
  const transits = observedTransits(periodDays, random)
  if (transits < SURVEY.fewestTransits || durationHours > 8 * periodDays) return null
  const noise = noisePpm(star, durationHours)
  const signal: Signal = {
    truth: 'noise',
    periodDays,
    epochBkjd: SURVEY.startBkjd + random.uniform() * periodDays,
    depth: Math.min((1e-6 * significance * noise) / Math.sqrt(transits), 0.6),
    durationHours,
    ingressHours: durationHours * (0.05 + 0.45 * random.uniform()),
    radiusRatio: null,
    impact: null,
    parent: null,
  }
  return { signal, detection: { transits, noisePpm: noise, significance } }
}

/** Long trains of few events near the threshold, or the star's own pulsation and spots at short periods. */
function drawAlarm(random: Random): Alarm {
  const kind = random.uniform()
  const above = -Math.log(1 - random.uniform())
  if (kind < 0.22) {
    const periodDays = YEAR.centreDays + YEAR.spreadDays * random.normal()
    return {
      periodDays,
      durationHours: 8 * Math.exp(0.55 * random.normal()),
      significance: SURVEY.threshold + 1.8 * above,
    }
  }
  if (kind < 0.48) {
    const periodDays = 30 * (600 / 30) ** (random.uniform() ** 0.7)
    return {
      periodDays,
      durationHours: 6 * Math.exp(0.8 * random.normal()),
      significance: SURVEY.threshold + 2.5 * above,
    }
  }
  if (kind < 0.84) {
    const periodDays = 0.5 * (25 / 0.5) ** (random.uniform() ** 2)
    return {
      periodDays,
      durationHours: 2.6 * Math.exp(0.55 * random.normal()),
      significance: SURVEY.threshold + 14 * above,
    }
  }
  const periodDays = 0.5 * (300 / 0.5) ** random.uniform()
  return {
    periodDays,
    durationHours: 6 * Math.exp(0.9 * random.normal()),
    significance: Math.min(SURVEY.threshold * Math.exp(2.8 * above), STRONGEST),
  }
}
