/** Periods to look at, and for each the durations that a transit can have. */
export interface SearchGrid {
  /** days, ascending */
  readonly periodsDays: Float64Array
  /** days, ascending */
  readonly durationsDays: Float64Array
  /** of each period, the first of its durations, and the first after them */
  readonly firstDuration: Uint16Array
  readonly endDuration: Uint16Array
}

/** The star, as far as the grid depends on it: in units of the sun. */
export interface GridStar {
  readonly massSolar: number
  readonly radiusSolar: number
}

export interface GridLimits {
  readonly fromDays: number
  readonly toDays: number
  /** times denser than so that neighbouring periods move the last transit by a quarter of a duration */
  readonly oversampling: number
}

/** (2π)^⅔ ÷ π × R☉ ÷ (G M☉)^⅓, in days^⅔: the longest transit of a period P is A P^⅓ days (Ofir 2014, eq. 4–6). */
const SUN_A = 0.07565
/** Grazing transits, orbits that are not circles, and stars that are not as their catalogue says: from there to there. */
export const SHORTEST_SHARE = 0.25
export const LONGEST_SHARE = 1.25
/** How long a planet on a circle takes across the middle of such a star, days. */
export function longestTransitDays(periodDays: number, { massSolar, radiusSolar }: GridStar): number {
  return SUN_A * radiusSolar * Math.cbrt(periodDays / massSolar)
}

/** Durations grow by this from one to the next: a box is off by a tenth at most. */
const DURATION_RATIO = 1.2

/**
 * Periods as dense as a curve of this length can tell apart: evenly in the cube root of frequency (Ofir 2014, A&A 561, A138,
 * eq. 7), with the durations that a transit of such a star can have.
 * @param spanDays from the first cadence to the last
 */
export function searchGrid(spanDays: number, star: GridStar, limits: GridLimits): SearchGrid {
  const a = SUN_A * star.radiusSolar * star.massSolar ** (-1 / 3)
  const step = a / (spanDays * limits.oversampling)
  const [low, high] = [limits.toDays, limits.fromDays].map((days) => Math.cbrt(1 / days))
  const count = Math.max(1, Math.floor((3 * (high! - low!)) / step) + 1)
  const periodsDays = Float64Array.from({ length: count }, (_, i) => 1 / (high! - (step / 3) * i) ** 3)
  const longest = a * Math.cbrt(limits.toDays) * LONGEST_SHARE
  const durations: number[] = []
  for (let d = a * Math.cbrt(limits.fromDays) * SHORTEST_SHARE; d <= longest * DURATION_RATIO; d *= DURATION_RATIO)
    durations.push(d)
  const durationsDays = Float64Array.from(durations)
  const firstFrom = (days: number) => {
    const found = durations.findIndex((d) => d >= days)
    return found < 0 ? durations.length : found
  }
  return {
    periodsDays,
    durationsDays,
    firstDuration: Uint16Array.from(periodsDays, (p) => firstFrom(a * Math.cbrt(p) * SHORTEST_SHARE * 0.999)),
    endDuration: Uint16Array.from(periodsDays, (p) => firstFrom(a * Math.cbrt(p) * LONGEST_SHARE) + 1).map((end) =>
      Math.min(end, durations.length),
    ),
  }
}

/** The same durations for every period: what other programs search. */
export function plainGrid(periodsDays: Float64Array, durationsDays: readonly number[]): SearchGrid {
  return {
    periodsDays,
    durationsDays: Float64Array.from(durationsDays).sort(),
    firstDuration: new Uint16Array(periodsDays.length),
    endDuration: new Uint16Array(periodsDays.length).fill(durationsDays.length),
  }
}
