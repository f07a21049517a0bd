/** When a signal repeats. */
export interface Ephemeris {
  readonly periodDays: number
  /** the middle of one of its transits, in the curve's time */
  readonly epochDays: number
  readonly durationDays: number
}

/** Days from the middle of the nearest transit, from −period/2 to before period/2. */
export function phaseDays(
  timeDays: number,
  { periodDays, epochDays }: Pick<Ephemeris, 'periodDays' | 'epochDays'>,
): number {
  const half = periodDays / 2
  const after = (timeDays - epochDays + half) % periodDays
  return (after < 0 ? after + periodDays : after) - half
}

/** Which transit it is that is nearest, counted from the epoch's. */
export function transitNumber(
  timeDays: number,
  { periodDays, epochDays }: Pick<Ephemeris, 'periodDays' | 'epochDays'>,
): number {
  return Math.floor((timeDays - epochDays) / periodDays + 0.5)
}

/** A curve by its phase. */
export interface FoldedCurve {
  /** days from the middle of transit, ascending */
  readonly phaseDays: Float64Array
  readonly flux: Float64Array
  /** places of the cadences in the curve */
  readonly place: Uint32Array
}

/** Folds a curve over a period, in the order of phase. */
export function fold(
  { timeDays, flux }: { readonly timeDays: Float64Array; readonly flux: Float64Array },
  ephemeris: Pick<Ephemeris, 'periodDays' | 'epochDays'>,
): FoldedCurve {
  const phases = timeDays.map((time) => phaseDays(time, ephemeris))
  const place = Uint32Array.from(phases, (_, i) => i).sort((a, b) => phases[a]! - phases[b]! || a - b)
  return {
    phaseDays: Float64Array.from(place, (i) => phases[i]!),
    flux: Float64Array.from(place, (i) => flux[i]!),
    place,
  }
}
