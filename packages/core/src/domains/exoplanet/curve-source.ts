import type { CurveSource } from '@vouch/contracts/domains/light-curve'
import type { ReadLightCurve } from '../../series/light-curve.ts'
import type { GridStar } from '../../series/search-grid.ts'

/** A light curve's source as it goes over the wire. */
export function curveSource({ curve, source, dropped }: ReadLightCurve): CurveSource {
  const { star } = source
  return {
    object: source.object,
    mission: source.mission,
    flux_of: source.fluxOf,
    time_zero: source.timeZero,
    pieces: [...source.pieces],
    teff_kelvin: star.teffKelvin,
    logg: star.logg,
    radius_solar: star.radiusSolar,
    magnitude: star.magnitude,
    cadences: curve.timeDays.length,
    dropped: dropped.map(({ reason, n }) => ({ reason, n })),
  }
}

/** `KIC 11442793` → 11442793: a star's number in its mission's catalogue; null of another name, or none. */
export function starNumber(object: string | null): number | null {
  const digits = /^(?:KIC|EPIC|TIC)[- ]?0*(\d+)$/i.exec(object?.trim() ?? '')?.[1]
  return digits === undefined ? null : Number(digits)
}

/** log10 of the sun's surface gravity, cm/s² (Prša et al. 2016, nominal values). */
const SUN_LOGG = 4.438

/** How large and heavy a star is, for the lengths that its transits can have; the sun where its catalogue does not say. */
export function gridStar({ radius_solar: radius, logg }: CurveSource): GridStar {
  if (radius === null || logg === null || !(radius > 0)) return { massSolar: 1, radiusSolar: 1 }
  return { massSolar: 10 ** (logg - SUN_LOGG) * radius ** 2, radiusSolar: radius }
}
