import { type FeatureSpec, spec, log, RATIO, WINN } from './feature-spec.ts'
import { EARTH_RADII_PER_SUN } from '../signal.ts'

/** Size and heat from as little as a table may have, so that it does not matter which column a value came from. */
export const SIZE_FEATURES: readonly FeatureSpec[] = [
  spec(
    'log_radius_of_ratio',
    'dex(R_earth)',
    'stellar radius times Rp/R*, whichever of radii, fitted ratio or depth that came from',
    `${WINN}, eq. 22`,
    [...RATIO],
    (s) => log((s.ratio * s.stellar_radius) / EARTH_RADII_PER_SUN),
  ),
  spec(
    'log_irradiation',
    'dex',
    'insolation of a star of solar mass: log of (T/5772 K)⁴ R² P^-4/3',
    'Stefan–Boltzmann; Kepler’s third law',
    ['stellar_temperature', 'stellar_radius', 'period'],
    (s) => 4 * log(s.stellar_temperature / 5772) + 2 * log(s.stellar_radius) - (4 / 3) * log(s.period),
  ),
]
