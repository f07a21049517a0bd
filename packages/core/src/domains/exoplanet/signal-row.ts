import type { CurveSource } from '@vouch/contracts/domains/light-curve'
import type { Row } from '@vouch/contracts/submission'
import type { Ephemeris } from '../../series/fold.ts'
import { fold } from '../../series/fold.ts'
import { vetSignal } from '../../series/vet-signal.ts'
import { findSecondary } from '../../series/views.ts'
import type { CurveCutter } from './curve-views.ts'

/** IAU 2015 nominal radii, as in `UNIT_FACTORS`. */
export const EARTHS_IN_SUN = 695700 / 6378.1
const PPM = 1e6
const HOURS = 24

/** Whose signal it is: the star as its file names it, and which of its signals, from 1. */
export interface SignalOf {
  readonly source: CurveSource
  readonly star: number | null
  readonly number: number
}

/**
 * A signal of a light curve as a row of a transit table: when it repeats as it was given, how deep it is as it is measured on
 * the curve without its trend, and the star as its file has it. What is not known is not there.
 */
export function signalRow(cutter: CurveCutter, signal: Ephemeris, { source, star, number }: SignalOf): Row {
  const { curve } = cutter.signalCurve(signal)
  const { depth, snr } = vetSignal(curve, signal, findSecondary(fold(curve, signal), signal))
  const ppm = depth && depth.depth > 0 ? depth.depth * PPM : null
  const { radius_solar: radius } = source
  const row: Row = {
    id: `${source.object ?? 'signal'}.${String(number).padStart(2, '0')}`,
    star_id: star,
    period: signal.periodDays,
    epoch: signal.epochDays,
    duration: signal.durationDays * HOURS,
    depth: ppm,
    snr: snr !== null && snr > 0 ? snr : null,
    radius: ppm !== null && radius !== null ? Math.sqrt(ppm / PPM) * radius * EARTHS_IN_SUN : null,
    stellar_temperature: source.teff_kelvin,
    stellar_gravity: source.logg,
    stellar_radius: radius,
    magnitude: source.magnitude,
  }
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))
}
