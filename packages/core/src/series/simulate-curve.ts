import type { Random } from '../random.ts'
import type { Ephemeris } from './fold.ts'
import { phaseDays } from './fold.ts'
import type { LightCurve } from './light-curve.ts'
import { SUN_LIMB, transitFlux } from './transit-model.ts'

export interface SimulatedPlanet extends Ephemeris {
  /** radius, in radii of the star */
  readonly ratio: number
  readonly impact?: number
}

export interface SimulatedCurve {
  readonly days: number
  /** one sigma of the white noise */
  readonly noise: number
  readonly planets: readonly SimulatedPlanet[]
  /** what the star does by itself; 1 where nothing */
  readonly star?: (timeDays: number) => number
  /** no cadence is seen there, days */
  readonly gaps?: readonly (readonly [number, number])[]
}

/** Kepler's long cadence, days. */
export const CADENCE_DAYS = 0.0204340278

/** A curve with known planets, cadence by cadence. */
export function simulateCurve(
  { days, noise, planets, star = () => 1, gaps = [] }: SimulatedCurve,
  random: Random,
): LightCurve {
  const all = Array.from({ length: Math.floor(days / CADENCE_DAYS) }, (_, i) => i * CADENCE_DAYS)
  const timeDays = Float64Array.from(all.filter((t) => !gaps.some(([from, to]) => t >= from && t < to)))
  return {
    timeDays,
    flux: timeDays.map(
      (t) => star(t) * planets.reduce((flux, planet) => flux * transitAt(t, planet), 1) + noise * random.normal(),
    ),
    fluxError: new Float64Array(timeDays.length).fill(noise),
    piece: new Uint16Array(timeDays.length),
  }
}

/** The planet's path is straight over the star, from first to last contact in its duration. */
function transitAt(time: number, planet: SimulatedPlanet): number {
  const { ratio, impact = 0.2, durationDays } = planet
  const half = Math.sqrt((1 + ratio) ** 2 - impact ** 2)
  const x = (2 * half * phaseDays(time, planet)) / durationDays
  return Math.abs(x) > half ? 1 : transitFlux(Math.hypot(x, impact), ratio, SUN_LIMB)
}
