import { createRandom } from '../../random.ts'
import { simulateCurve } from '../../series/simulate-curve.ts'

/** Of a made-up star that turns in eleven days, with two planets. */
const SAMPLE = {
  days: 80,
  noise: 2.5e-4,
  planets: [
    { periodDays: 4.913, epochDays: 1.7, durationDays: 0.125, ratio: 0.06, impact: 0.3 },
    { periodDays: 11.37, epochDays: 6.2, durationDays: 0.17, ratio: 0.045, impact: 0.1 },
  ],
} as const
const TURN_DAYS = 11
const SPOTS = 2e-3

export const SAMPLE_CURVE = {
  name: 'simulated-light-curve.csv',
  note: 'Simulated: 80 days of a made-up star with spots and two planets, of 4.913 and 11.37 days. No cadence of it is of a real star.',
} as const

/** A light curve to try with, always the same: time in days, relative flux and its error. */
export function sampleCurveCsv(): string {
  const star = (time: number) => 1 + SPOTS * Math.sin((2 * Math.PI * time) / TURN_DAYS)
  const { timeDays, flux, fluxError } = simulateCurve({ ...SAMPLE, star }, createRandom('sample light curve'))
  const rows = Array.from(timeDays, (time, i) =>
    [time.toFixed(5), flux[i]!.toFixed(6), fluxError[i]!.toFixed(6)].join(','),
  )
  return [`# ${SAMPLE_CURVE.note}`, 'time,flux,flux_err', ...rows, ''].join('\n')
}
