import { type Ephemeris, phaseDays, transitNumber } from '@vouch/core/series/fold'

/** Which transits are folded: all, or every second one, counted from the epoch. */
export type Parity = 'all' | 'odd' | 'even'

/** A stretch of phase in bins. */
export interface PhaseBins {
  /** hours from the middle of transit */
  readonly fromHours: number
  readonly toHours: number
  readonly count: number
}

export interface LiveFold {
  /** hours from the middle of transit, cadence by cadence in the order of time; NaN of one that is of the other parity */
  readonly phaseHours: Float64Array
  /** middles of the bins */
  readonly binHours: Float64Array
  /** mean of each bin; NaN where it has none */
  readonly binFlux: Float64Array
  readonly binCounts: Uint32Array
  /** cadences within the stretch */
  readonly n: number
}

/**
 * Folds a curve without putting it in order, which is what takes the time: a plot of points needs none, nor does a mean. One
 * pass; what it hands back is its own for good.
 */
export function foldLive(
  { timeDays, flux }: { readonly timeDays: ArrayLike<number>; readonly flux: ArrayLike<number> },
  ephemeris: Pick<Ephemeris, 'periodDays' | 'epochDays'>,
  { fromHours, toHours, count }: PhaseBins,
  parity: Parity = 'all',
): LiveFold {
  const phaseHours = new Float64Array(timeDays.length)
  const binFlux = new Float64Array(count)
  const binCounts = new Uint32Array(count)
  const perBin = (toHours - fromHours) / count
  const wanted = parity === 'odd' ? 1 : 0
  let n = 0
  for (let i = 0; i < timeDays.length; i++) {
    const time = timeDays[i]!
    if (parity !== 'all' && (transitNumber(time, ephemeris) & 1) !== wanted) {
      phaseHours[i] = Number.NaN
      continue
    }
    const phase = phaseDays(time, ephemeris) * 24
    phaseHours[i] = phase
    if (!(phase >= fromHours && phase < toHours)) continue
    const bin = Math.min(count - 1, Math.floor((phase - fromHours) / perBin))
    binFlux[bin]! += flux[i]!
    binCounts[bin]!++
    n++
  }
  for (let bin = 0; bin < count; bin++) binFlux[bin]! /= binCounts[bin]!
  return {
    phaseHours,
    binHours: Float64Array.from(binFlux, (_, bin) => fromHours + (bin + 0.5) * perBin),
    binFlux,
    binCounts,
    n,
  }
}

/**
 * How much longer the period is after the last transit that was seen was moved by some hours, the one at the epoch held fast:
 * a curve of many transits takes its period finely.
 */
export function periodAfterDrag(
  ephemeris: Pick<Ephemeris, 'periodDays' | 'epochDays'>,
  { lastDays, hours }: { readonly lastDays: number; readonly hours: number },
): number {
  const transits = Math.max(1, Math.abs(transitNumber(lastDays, ephemeris)))
  return Math.max(0.05, ephemeris.periodDays + hours / 24 / transits)
}
