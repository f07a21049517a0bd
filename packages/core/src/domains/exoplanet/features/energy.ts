import { type FeatureSpec, spec, log, WINN, STAR } from './feature-spec.ts'
import { EARTH_RADII_PER_SUN, expectedInsolation, expectedTemperature } from '../signal.ts'

/** Energy: does the planet’s heat fit the orbit, and the star its place? */
export const ENERGY_FEATURES: readonly FeatureSpec[] = [
  spec(
    'temperature_insolation',
    'dex',
    'log insolation less four times log (equilibrium temperature / 255 K)',
    'Stefan–Boltzmann',
    ['insolation', 'equilibrium_temperature'],
    (s) => log(s.insolation) - 4 * log(s.equilibrium_temperature / 255),
  ),
  spec(
    'log_temperature_over_expected',
    'dex',
    'equilibrium temperature over that of a/R*',
    'Cowan & Agol 2011, eq. 2',
    [...STAR, 'period', 'stellar_temperature', 'equilibrium_temperature'],
    (s) => log(s.equilibrium_temperature / expectedTemperature(s)),
  ),
  spec(
    'log_expected_insolation',
    'dex(S_earth)',
    'insolation from a/R* and the star’s temperature',
    'Stefan–Boltzmann',
    [...STAR, 'period', 'stellar_temperature'],
    (s) => log(expectedInsolation(s)),
  ),

  spec(
    'log_insolation_over_expected',
    'dex',
    'insolation over that of a/R*: off where mass and density disagree',
    'Stefan–Boltzmann',
    [...STAR, 'period', 'stellar_temperature', 'insolation'],
    (s) => log(s.insolation / expectedInsolation(s)),
  ),
  spec(
    'log_radius_of_depth',
    'dex(R_earth)',
    'radius that the depth alone gives: a grazing or diluted fit differs from it',
    `${WINN}, eq. 22`,
    ['depth', 'stellar_radius'],
    (s) => log((Math.sqrt(s.depth * 1e-6) * s.stellar_radius) / EARTH_RADII_PER_SUN),
  ),
  spec(
    'distance_modulus',
    'mag',
    'magnitude over that of a star of this radius and temperature at the Sun’s place: far stars have more behind them',
    'Stefan–Boltzmann',
    ['magnitude', 'stellar_radius', 'stellar_temperature'],
    (s) => s.magnitude + 5 * log(s.stellar_radius) + 10 * log(s.stellar_temperature / 5772),
  ),
  spec(
    'evolution',
    'dex',
    'gravity beside that of a dwarf of the same temperature: giants and subgiants are negative',
    'main sequence of Pecaut & Mamajek 2013',
    ['stellar_gravity', 'stellar_temperature'],
    (s) => s.stellar_gravity - 4.44 + (s.stellar_temperature - 5772) / 5772,
  ),
]
