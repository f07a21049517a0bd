import { maskTransits } from './detrend.ts'
import { type Ephemeris, phaseDays } from './fold.ts'
import type { LightCurve } from './light-curve.ts'
import { median } from './median.ts'
import { SUN_LIMB, transitFlux } from './transit-model.ts'

/** A planet before its star. */
export interface InjectedPlanet extends Ephemeris {
  /** radius, in radii of the star */
  readonly ratio: number
  /** how far from the star's middle it passes, in radii of the star */
  readonly impact: number
}

/** A curve with a planet's transits in it. */
export interface InjectedCurve {
  readonly curve: LightCurve
  /** flux that is left at every cadence, 1 outside the transits */
  readonly transit: Float64Array
}

/** Places along the path from the middle of transit to its last contact; between them the flux is a straight line. */
const PLACES = 400
/** Moments of a cadence whose mean it is: half an hour of Kepler's blunts the edges of a transit (Kipping 2010). */
const MOMENTS = 7

/**
 * Multiplies a curve by a planet's transits: a straight path before a star with a darkened limb, from first to last contact in
 * the planet's duration, and each cadence the mean over its own length.
 */
export function injectTransit(curve: LightCurve, planet: InjectedPlanet): InjectedCurve {
  const { timeDays, flux, fluxError } = curve
  const profile = transitProfile(planet)
  const cadenceDays = median(timeDays.subarray(1).map((time, i) => time - timeDays[i]!)) || 0
  const half = planet.durationDays / 2
  const inside = maskTransits(timeDays, [{ ...planet, durationDays: planet.durationDays + cadenceDays }], 0.5)
  const transit = timeDays.map((time, i) => {
    if (inside[i] === 1) return 1
    const phase = phaseDays(time, planet)
    let sum = 0
    for (let moment = 0; moment < MOMENTS; moment++) {
      const at = Math.abs(phase + cadenceDays * ((moment + 0.5) / MOMENTS - 0.5)) / half
      sum += at >= 1 ? 1 : along(profile, at)
    }
    return sum / MOMENTS
  })
  return {
    curve: {
      ...curve,
      flux: flux.map((value, i) => value * transit[i]!),
      fluxError: fluxError.slice(),
    },
    transit,
  }
}

/** Depth of a planet's transit at its deepest, in relative flux. */
export function transitDepth({ ratio, impact }: Pick<InjectedPlanet, 'ratio' | 'impact'>): number {
  return 1 - transitFlux(impact, ratio, SUN_LIMB)
}

/** Flux from the middle of transit, at 0, to its last contact, at 1. */
function transitProfile({ ratio, impact }: InjectedPlanet): Float64Array {
  const reach = Math.sqrt(Math.max(0, (1 + ratio) ** 2 - impact ** 2))
  return Float64Array.from({ length: PLACES + 1 }, (_, i) =>
    transitFlux(Math.hypot((i / PLACES) * reach, impact), ratio, SUN_LIMB),
  )
}

function along(profile: Float64Array, at: number): number {
  const place = Math.floor(at * PLACES)
  const share = at * PLACES - place
  return profile[place]! * (1 - share) + (profile[place + 1] ?? 1) * share
}
