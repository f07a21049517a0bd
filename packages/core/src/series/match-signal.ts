import { type Ephemeris, phaseDays } from './fold.ts'

/** Periods of a found signal, in periods of the true one, that are taken for it: its own, and those a search confuses with it. */
const FACTORS = [1, 2, 1 / 2, 3, 1 / 3] as const

/** How near a found signal has to be to be the true one, in words. */
export const MATCH_TOLERANCE =
  'Over the whole curve the found transits drift from the injected ones by no more than a duration, and where the curve begins they lie within half a duration of one; the duration is the longer of the two. With 2, 3, ½ or ⅓ of the period it is an alias, and not recovered.'

/**
 * Whether a found signal is a true one.
 * @param spanDays from the first cadence to the last
 * @returns the found period in true periods, 1 where it is the same; null where they are not one signal
 */
export function matchSignal(found: Ephemeris, truth: Ephemeris, spanDays: number): number | null {
  const duration = Math.max(found.durationDays, truth.durationDays)
  for (const factor of FACTORS) {
    const period = factor * truth.periodDays
    const drift = (Math.abs(found.periodDays - period) * spanDays) / period
    // with a part of the period every true transit is a found one, with a multiple every found one is a true one
    const apart = factor < 1 ? phaseDays(truth.epochDays, found) : phaseDays(found.epochDays, truth)
    if (drift <= duration && Math.abs(apart) <= duration / 2) return factor
  }
  return null
}
