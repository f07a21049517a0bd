import type { Random } from '../../../random.ts'
import type { InjectedPlanet } from '../../../series/inject-transit.ts'
import { type GridStar, longestTransitDays } from '../../../series/search-grid.ts'
import { EARTHS_IN_SUN } from '../signal-row.ts'

type Range = readonly [from: number, to: number]

/** What planets are drawn from. */
export interface InjectionRanges {
  readonly n: number
  /** days, evenly by the logarithm */
  readonly periodDays: Range
  /** Earth radii, evenly by the logarithm */
  readonly radiusEarth: Range
  /** radii of the star, evenly */
  readonly impact: Range
}

/** A planet that is to be put into a curve. */
export interface DrawnPlanet extends InjectedPlanet {
  readonly radiusEarth: number
}

/**
 * Planets on circles before a star, each drawn from a stream of its own: the first of a hundred are those of ten.
 * @param startDays where the curve begins; the first transit is in the period after it
 */
export function drawInjections(
  { n, periodDays, radiusEarth, impact }: InjectionRanges,
  { star, startDays }: { readonly star: GridStar; readonly startDays: number },
  random: Random,
): DrawnPlanet[] {
  return Array.from({ length: n }, (_, i) => {
    const own = random.fork(`injection ${i}`)
    const period = logUniform(periodDays, own)
    const radius = logUniform(radiusEarth, own)
    const epochDays = startDays + period * own.uniform()
    const ratio = radius / (star.radiusSolar * EARTHS_IN_SUN)
    const passing = impact[0] + (impact[1] - impact[0]) * own.uniform()
    return {
      periodDays: period,
      epochDays,
      durationDays: transitDays(period, star, { ratio, impact: passing }),
      ratio,
      impact: passing,
      radiusEarth: radius,
    }
  })
}

/** From first to last contact on a circle (Winn 2010, eq. 14, with the inclination that the impact parameter is). */
function transitDays(
  periodDays: number,
  star: GridStar,
  { ratio, impact }: { readonly ratio: number; readonly impact: number },
): number {
  // across the middle of the star a point takes P ÷ (π a ÷ R) days
  const radiiAway = periodDays / (Math.PI * longestTransitDays(periodDays, star))
  const sine = Math.sqrt(Math.max(0, (1 + ratio) ** 2 - impact ** 2) / Math.max(1e-9, radiiAway ** 2 - impact ** 2))
  return (periodDays / Math.PI) * Math.asin(Math.min(1, sine))
}

function logUniform([from, to]: Range, random: Random): number {
  return from * (to / from) ** random.uniform()
}
