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
  const place = orderByPhase(phases, ephemeris.periodDays)
  return { phaseDays: takePlaces(phases, place), flux: takePlaces(flux, place), place }
}

/** Some of the values, in the order of their places. */
export function takePlaces(values: Float64Array, places: ArrayLike<number>): Float64Array {
  const taken = new Float64Array(places.length)
  for (let i = 0; i < places.length; i++) taken[i] = values[places[i]!] ?? Number.NaN
  return taken
}

/** Places in the order of phase, then of time: into as many buckets as there are phases, and each in order by itself. */
function orderByPhase(phases: Float64Array, periodDays: number): Uint32Array {
  const n = phases.length
  const bucketOf = (i: number) => Math.min(n - 1, Math.max(0, Math.floor((phases[i]! / periodDays + 0.5) * n)))
  const ends = new Uint32Array(n + 1)
  for (let i = 0; i < n; i++) ends[bucketOf(i) + 1]!++
  for (let bucket = 0; bucket < n; bucket++) ends[bucket + 1]! += ends[bucket]!
  const place = new Uint32Array(n)
  for (let i = 0; i < n; i++) place[ends[bucketOf(i)]!++] = i
  // a place is at most a few from where it belongs: those of one bucket came in the order of time
  for (let i = 1; i < n; i++) {
    const one = place[i]!
    let at = i
    for (; at > 0 && phases[place[at - 1]!]! > phases[one]!; at--) place[at] = place[at - 1]!
    place[at] = one
  }
  return place
}
