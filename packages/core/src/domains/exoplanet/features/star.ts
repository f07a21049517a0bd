import { further } from '../further-values.ts'
import { type FeatureSpec, spec, log, MEASURED } from './feature-spec.ts'

const MOTION = ['proper_motion_ra', 'proper_motion_dec'] as const

/** What an astrometric catalogue adds: how far the star is, how it moves, and whether its size fits its light. */
export const STAR_FEATURES: readonly FeatureSpec[] = [
  spec('log_distance', 'dex(pc)', 'distance of the star', MEASURED, ['distance'], (_, v) =>
    log(further(v, 'distance')),
  ),
  spec('log_proper_motion', 'dex(mas/yr)', 'proper motion of the star', MEASURED, [...MOTION], (_, v) =>
    log(Math.hypot(further(v, 'proper_motion_ra'), further(v, 'proper_motion_dec'))),
  ),
  spec(
    'log_transverse_velocity',
    'dex(km/s)',
    'speed of the star across the sky: 4.74 km/s for an arcsecond a year at a parsec',
    'definition',
    [...MOTION, 'distance'],
    (_, v) =>
      log(
        4.74e-3 * Math.hypot(further(v, 'proper_motion_ra'), further(v, 'proper_motion_dec')) * further(v, 'distance'),
      ),
  ),
  spec(
    'absolute_magnitude',
    'mag',
    'brightness at ten parsec',
    'definition',
    ['magnitude', 'distance'],
    (s, v) => s.magnitude - 5 * log(further(v, 'distance')) + 5,
  ),
  spec(
    'brightness_excess',
    'mag',
    'magnitude of a star of this radius and temperature at this distance less that which is seen: another star in the light makes it positive',
    'Stefan–Boltzmann',
    ['magnitude', 'distance', 'stellar_radius', 'stellar_temperature'],
    (s, v) =>
      4.74 -
      5 * log(s.stellar_radius) -
      10 * log(s.stellar_temperature / 5772) +
      5 * log(further(v, 'distance')) -
      5 -
      s.magnitude,
  ),
  spec(
    'ecliptic_latitude',
    'deg',
    'distance from the ecliptic: near the pole TESS watches longer, so that more is seen of a signal',
    'Ricker et al. 2015, §4.1; obliquity of J2000',
    ['right_ascension', 'declination'],
    (s) => eclipticDistance(s.right_ascension, s.declination),
  ),
]

/** deg, from 0 to 90; of J2000 equatorial coordinates in degrees (obliquity 23.4393°). */
function eclipticDistance(rightAscension: number, declination: number): number {
  const rad = Math.PI / 180
  const sin =
    Math.sin(declination * rad) * Math.cos(23.4393 * rad) -
    Math.cos(declination * rad) * Math.sin(23.4393 * rad) * Math.sin(rightAscension * rad)
  return Math.abs(Math.asin(sin) / rad)
}
