import { type FeatureSpec, spec, MEASURED } from './feature-spec.ts'

/** Place and time in the survey. */
export const PLACE_FEATURES: readonly FeatureSpec[] = [
  spec(
    'signal_number',
    '1',
    'order of the signal among those found on the star: above 1 there are others, which confirmation by multiplicity used',
    MEASURED,
    ['signal_number'],
    (s) => s.signal_number,
  ),
  spec(
    'field_distance',
    'deg',
    'angle to the centre of Kepler’s field (RA 290.667°, Dec 44.5°): the images blur towards the edge',
    'Koch et al. 2010, §2',
    ['right_ascension', 'declination'],
    (s) => angle(s.right_ascension, s.declination, 290.667, 44.5),
  ),
  spec(
    'epoch_phase',
    '1',
    'first epoch after the start of data, in periods',
    'definition',
    ['epoch', 'period'],
    (s) => (s.epoch - 131.5) / s.period,
  ),
  spec(
    'galactic_latitude',
    'deg',
    'galactic latitude: background binaries crowd towards the plane',
    'Hipparcos vol. 1, §1.5.3 (J2000 pole)',
    ['right_ascension', 'declination'],
    (s) => galacticLatitude(s.right_ascension, s.declination),
  ),
]

/** deg; between two directions in degrees. */
function angle(ra1: number, dec1: number, ra2: number, dec2: number): number {
  const rad = Math.PI / 180
  const cos =
    Math.sin(dec1 * rad) * Math.sin(dec2 * rad) +
    Math.cos(dec1 * rad) * Math.cos(dec2 * rad) * Math.cos((ra1 - ra2) * rad)
  return Math.acos(Math.min(1, Math.max(-1, cos))) / rad
}

/** deg; of J2000 equatorial coordinates in degrees (north galactic pole 192.85948°, 27.12825°). */
function galacticLatitude(rightAscension: number, declination: number): number {
  const rad = Math.PI / 180
  const sin =
    Math.sin(declination * rad) * Math.sin(27.12825 * rad) +
    Math.cos(declination * rad) * Math.cos(27.12825 * rad) * Math.cos((rightAscension - 192.85948) * rad)
  return Math.asin(sin) / rad
}
