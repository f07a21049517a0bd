import {
  createSignal,
  EARTH_RADII_PER_SUN,
  expectedInsolation,
  expectedTemperature,
  loadSignal,
  type Signal,
} from './signal.ts'
import type { Quantities, QuantityName } from './quantities.ts'

export interface FeatureSpec {
  readonly name: string
  readonly unit: string
  readonly description: string
  /** paper and section, or the law it follows from */
  readonly source: string
  /** quantities it is made of */
  readonly needs: readonly QuantityName[]
  of(signal: Signal): number
}

const log = (value: number): number => (value > 0 ? Math.log10(value) : Number.NaN)
/** mean of an upper and a lower uncertainty; one of them is enough */
const mean = (upper: number, lower: number): number =>
  Number.isNaN(upper) ? lower : Number.isNaN(lower) ? upper : (upper + lower) / 2

const MEASURED = 'as measured'
const WINN = 'Winn 2010 (arXiv:1001.2010)'
const STAR = ['stellar_gravity', 'stellar_radius'] as const
/** what the radius is made of, and what the ratio of the radii */
const RADIUS = ['radius', 'radius_ratio', 'stellar_radius'] as const
const RATIO = [...RADIUS, 'depth'] as const

/**
 * Row features: each depends on its own row and on constants of nature alone. The list is the definition; a model takes
 * from it by name. Logarithms are to base 10.
 */
export const FEATURES: readonly FeatureSpec[] = [
  // what was measured
  spec('log_period', 'dex(d)', 'orbital period', MEASURED, ['period'], (s) => log(s.period)),
  spec('log_duration', 'dex(h)', 'transit duration', MEASURED, ['duration'], (s) => log(s.duration)),
  spec('log_depth', 'dex(ppm)', 'transit depth', MEASURED, ['depth'], (s) => log(s.depth)),
  spec(
    'log_radius',
    'dex(R_earth)',
    'planet radius, or radius ratio times stellar radius',
    MEASURED,
    [...RADIUS],
    (s) => log(s.radius),
  ),
  spec('impact', '1', 'impact parameter', MEASURED, ['impact'], (s) => s.impact),
  spec('log_snr', 'dex', 'signal to noise of the transit model', MEASURED, ['snr'], (s) => log(s.snr)),
  spec('log_insolation', 'dex(S_earth)', 'insolation', MEASURED, ['insolation'], (s) => log(s.insolation)),
  spec('log_equilibrium_temperature', 'dex(K)', 'equilibrium temperature', MEASURED, ['equilibrium_temperature'], (s) =>
    log(s.equilibrium_temperature),
  ),
  spec(
    'stellar_temperature',
    'K',
    'effective temperature of the star',
    MEASURED,
    ['stellar_temperature'],
    (s) => s.stellar_temperature,
  ),
  spec(
    'stellar_gravity',
    'dex(cm/s2)',
    'surface gravity of the star',
    MEASURED,
    ['stellar_gravity'],
    (s) => s.stellar_gravity,
  ),
  spec('log_stellar_radius', 'dex(R_sun)', 'radius of the star', MEASURED, ['stellar_radius'], (s) =>
    log(s.stellar_radius),
  ),
  spec('magnitude', 'mag', 'brightness in the mission’s band', MEASURED, ['magnitude'], (s) => s.magnitude),
  spec('epoch', 'd', 'time of the first transit', MEASURED, ['epoch'], (s) => s.epoch),
  spec('right_ascension', 'deg', 'right ascension', MEASURED, ['right_ascension'], (s) => s.right_ascension),
  spec('declination', 'deg', 'declination', MEASURED, ['declination'], (s) => s.declination),

  // geometry: does the signal fit an orbit around this star?
  spec('log_density', 'dex(rho_sun)', 'mean stellar density from gravity and radius', 'definition', STAR, (s) =>
    log(s.density),
  ),
  spec(
    'log_semi_major',
    'dex',
    'a/R* of a circular orbit',
    'Kepler’s third law; Seager & Mallén-Ornelas 2003, eq. 9',
    [...STAR, 'period'],
    (s) => log(s.semiMajor),
  ),
  spec(
    'log_duration_over_central',
    'dex',
    'observed over expected duration of a central transit; its cube is the density ratio of Kipping 2014',
    `${WINN}, eq. 14`,
    [...RATIO, ...STAR, 'period', 'duration'],
    (s) => log(s.duration / s.centralDuration),
  ),
  spec(
    'log_duration_over_impact',
    'dex',
    'observed over expected duration at the fitted impact parameter',
    `${WINN}, eq. 14`,
    [...RATIO, ...STAR, 'period', 'duration', 'impact'],
    (s) => log(s.duration / s.impactDuration),
  ),
  spec(
    'duty_cycle',
    '1',
    'share of the orbit spent in transit',
    'definition',
    ['period', 'duration'],
    (s) => s.duration / 24 / s.period,
  ),
  spec('log_ratio', 'dex', 'Rp/R* from the radii, the fitted ratio or the depth', 'definition', [...RATIO], (s) =>
    log(s.ratio),
  ),
  spec('log_ratio_of_radii', 'dex', 'Rp/R* from the two radii', 'definition', [...RADIUS], (s) => log(s.ratioOfRadii)),
  spec(
    'log_depth_consistency',
    'dex',
    '(Rp/R*)² over the depth: off where the fit is grazing or diluted',
    `${WINN}, eq. 22`,
    [...RADIUS, 'depth'],
    (s) => log(s.ratioOfRadii ** 2 / (s.depth * 1e-6)),
  ),
  spec(
    'grazing',
    '1',
    'b + Rp/R*: above 1 the limb is grazed',
    `${WINN}, §2.4`,
    [...RADIUS, 'impact'],
    (s) => s.impact + s.ratioOfRadii,
  ),
  spec(
    'impact_over_contact',
    '1',
    'b over 1 + Rp/R*',
    `${WINN}, eq. 14`,
    [...RADIUS, 'impact'],
    (s) => s.impact / (1 + s.ratioOfRadii),
  ),
  spec(
    'v_shape',
    '1',
    'ingress over half the chord: near 1 the transit is V-shaped',
    'Thompson et al. 2018, §A.4.3, from the fit',
    [...RADIUS, 'impact'],
    (s) => s.ratioOfRadii / Math.sqrt(Math.max((1 + s.ratioOfRadii) ** 2 - s.impact ** 2, 1e-6)),
  ),

  // energy: does the planet's heat fit the orbit?
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

  // significance
  spec(
    'log_snr_one_transit',
    'dex',
    'signal to noise of one transit in Kepler’s span',
    'Christiansen et al. 2012, eq. 1',
    ['snr', 'period'],
    (s) => log(s.snr / Math.sqrt(s.transits)),
  ),
  spec(
    'log_noise',
    'dex(ppm h^0.5)',
    'noise of one hour that depth and signal to noise imply',
    'Christiansen et al. 2012, eq. 1',
    ['snr', 'period', 'depth', 'duration'],
    (s) => log((s.depth * Math.sqrt(s.transits * s.duration)) / s.snr),
  ),
  spec(
    'noise_over_photon',
    'dex',
    'that noise beside the photon noise of the magnitude',
    'Gilliland et al. 2011, §3',
    ['snr', 'period', 'depth', 'duration', 'magnitude'],
    (s) => log((s.depth * Math.sqrt(s.transits * s.duration)) / s.snr) - 0.2 * (s.magnitude - 12),
  ),
  spec(
    'log_depth_over_error',
    'dex',
    'depth over its uncertainty',
    'definition',
    ['depth', 'depth_err_upper', 'depth_err_lower'],
    (s) => log(s.depth / mean(s.depth_err_upper, s.depth_err_lower)),
  ),
  spec(
    'log_snr_over_depth_snr',
    'dex',
    'signal to noise over depth by its error: how white the noise is',
    'Carter et al. 2008, §3',
    ['snr', 'depth', 'depth_err_upper', 'depth_err_lower'],
    (s) => log((s.snr * mean(s.depth_err_upper, s.depth_err_lower)) / s.depth),
  ),

  // how well the fit is pinned down (Carter et al. 2008: a box-like transit has the smallest covariances)
  spec(
    'log_period_error',
    'dex',
    'relative uncertainty of the period',
    'Carter et al. 2008',
    ['period', 'period_err_upper', 'period_err_lower'],
    (s) => log(mean(s.period_err_upper, s.period_err_lower) / s.period),
  ),
  spec(
    'log_phase_error',
    'dex',
    'drift of the last transit within the period’s error, in durations',
    'Carter et al. 2008',
    ['period', 'period_err_upper', 'period_err_lower', 'duration'],
    (s) => log((mean(s.period_err_upper, s.period_err_lower) * s.transits * 24) / s.duration),
  ),
  spec(
    'log_epoch_error',
    'dex',
    'uncertainty of the epoch in durations',
    'Carter et al. 2008',
    ['epoch_err_upper', 'epoch_err_lower', 'duration'],
    (s) => log((mean(s.epoch_err_upper, s.epoch_err_lower) * 24) / s.duration),
  ),
  spec(
    'log_duration_error',
    'dex',
    'relative uncertainty of the duration',
    'Carter et al. 2008',
    ['duration', 'duration_err_upper', 'duration_err_lower'],
    (s) => log(mean(s.duration_err_upper, s.duration_err_lower) / s.duration),
  ),
  spec(
    'impact_error',
    '1',
    'width of the impact parameter’s interval',
    'Carter et al. 2008',
    ['impact_err_upper', 'impact_err_lower'],
    (s) => s.impact_err_upper + s.impact_err_lower,
  ),
  spec(
    'impact_error_upper',
    '1',
    'upper uncertainty of the impact parameter',
    'Carter et al. 2008',
    ['impact_err_upper'],
    (s) => s.impact_err_upper,
  ),
  spec(
    'impact_error_asymmetry',
    '1',
    'upper less lower uncertainty of the impact parameter',
    'Carter et al. 2008',
    ['impact_err_upper', 'impact_err_lower'],
    (s) => s.impact_err_upper - s.impact_err_lower,
  ),

  // the same uncertainties beside what the signal to noise allows: white noise and a box-like transit fix these products
  spec(
    'log_duration_error_snr',
    'dex',
    'relative uncertainty of the duration times signal to noise',
    'Carter et al. 2008, eq. 23',
    ['duration', 'duration_err_upper', 'duration_err_lower', 'snr'],
    (s) => log((mean(s.duration_err_upper, s.duration_err_lower) / s.duration) * s.snr),
  ),
  spec(
    'log_epoch_error_snr',
    'dex',
    'uncertainty of the epoch in durations times signal to noise',
    'Carter et al. 2008, eq. 23',
    ['epoch_err_upper', 'epoch_err_lower', 'duration', 'snr'],
    (s) => log(((mean(s.epoch_err_upper, s.epoch_err_lower) * 24) / s.duration) * s.snr),
  ),
  spec(
    'log_phase_error_snr',
    'dex',
    'drift within the period’s error in durations times signal to noise',
    'Carter et al. 2008',
    ['period', 'period_err_upper', 'period_err_lower', 'duration', 'snr'],
    (s) => log(((mean(s.period_err_upper, s.period_err_lower) * s.transits * 24) / s.duration) * s.snr),
  ),
  spec(
    'log_impact_error_snr',
    'dex',
    'width of the impact parameter’s interval times signal to noise',
    'Carter et al. 2008',
    ['impact_err_upper', 'impact_err_lower', 'snr'],
    (s) => log((s.impact_err_upper + s.impact_err_lower) * s.snr),
  ),
  spec(
    'log_depth_noise',
    'dex(ppm h^0.5)',
    'noise of one hour that the depth’s uncertainty implies',
    'Carter et al. 2008, eq. 23',
    ['depth_err_upper', 'depth_err_lower', 'period', 'duration'],
    (s) => log(mean(s.depth_err_upper, s.depth_err_lower) * Math.sqrt(s.transits * s.duration)),
  ),
  spec(
    'depth_noise_over_photon',
    'dex',
    'that noise beside the photon noise of the magnitude',
    'Gilliland et al. 2011, §3',
    ['depth_err_upper', 'depth_err_lower', 'period', 'duration', 'magnitude'],
    (s) =>
      log(mean(s.depth_err_upper, s.depth_err_lower) * Math.sqrt(s.transits * s.duration)) - 0.2 * (s.magnitude - 12),
  ),
  spec(
    'log_epoch_over_period_error',
    'dex',
    'uncertainty of the epoch over that of the period: the number of transits that fixed them',
    'Carter et al. 2008',
    ['epoch_err_upper', 'period_err_upper'],
    (s) => log(s.epoch_err_upper / s.period_err_upper),
  ),
  spec(
    'log_duration_over_epoch_error',
    'dex',
    'uncertainty of the duration over that of the epoch: how sharp the ingress is',
    'Carter et al. 2008, eq. 23',
    ['duration_err_upper', 'epoch_err_upper'],
    (s) => log(s.duration_err_upper / s.epoch_err_upper / 24),
  ),
  spec(
    'flat_bottom',
    '1',
    'share of the transit in full eclipse: 0 when it is V-shaped',
    `${WINN}, eq. 15`,
    [...RADIUS, 'impact'],
    flatBottom,
  ),
  spec(
    'impact_upper',
    '1',
    'upper end of the impact parameter’s interval',
    'definition',
    ['impact', 'impact_err_upper'],
    (s) => s.impact + s.impact_err_upper,
  ),
  spec(
    'impact_lower',
    '1',
    'lower end of the impact parameter’s interval',
    'definition',
    ['impact', 'impact_err_lower'],
    (s) => s.impact - s.impact_err_lower,
  ),
  spec(
    'log_duration_period',
    'dex(h d^-1/3)',
    'duration over the cube root of the period: how it scales around one star',
    `${WINN}, eq. 19`,
    ['period', 'duration'],
    (s) => log(s.duration) - log(s.period) / 3,
  ),
  spec(
    'log_snr_depth',
    'dex',
    'signal to noise over the square root of the depth',
    'definition',
    ['snr', 'depth'],
    (s) => log(s.snr) - 0.5 * log(s.depth),
  ),
  spec(
    'evolution',
    'dex',
    'gravity beside that of a dwarf of the same temperature: giants and subgiants are negative',
    'main sequence of Pecaut & Mamajek 2013',
    ['stellar_gravity', 'stellar_temperature'],
    (s) => s.stellar_gravity - 4.44 + (s.stellar_temperature - 5772) / 5772,
  ),

  // errors that carry the star's own: used by the archive model only, since follow-up of planets shrinks them
  spec(
    'log_radius_error',
    'dex',
    'relative uncertainty of the radius',
    'definition',
    [...RADIUS, 'radius_err_upper'],
    (s) => log(s.radius_err_upper / s.radius),
  ),
  spec(
    'log_radius_error_asymmetry',
    'dex',
    'upper over lower uncertainty of the radius',
    'definition',
    [...RADIUS, 'radius_err_upper', 'radius_err_lower'],
    (s) => log(s.radius_err_upper / s.radius_err_lower),
  ),
  spec(
    'log_insolation_error',
    'dex',
    'relative uncertainty of the insolation',
    'definition',
    ['insolation', 'insolation_err_upper'],
    (s) => log(s.insolation_err_upper / s.insolation),
  ),
  spec(
    'log_insolation_error_asymmetry',
    'dex',
    'upper over lower uncertainty of the insolation',
    'definition',
    ['insolation_err_upper', 'insolation_err_lower'],
    (s) => log(s.insolation_err_upper / s.insolation_err_lower),
  ),
  spec(
    'log_stellar_radius_error',
    'dex',
    'relative uncertainty of the stellar radius',
    'definition',
    ['stellar_radius', 'stellar_radius_err_upper'],
    (s) => log(s.stellar_radius_err_upper / s.stellar_radius),
  ),
  spec(
    'log_stellar_radius_error_asymmetry',
    'dex',
    'upper over lower uncertainty of the stellar radius',
    'definition',
    ['stellar_radius_err_upper', 'stellar_radius_err_lower'],
    (s) => log(s.stellar_radius_err_upper / s.stellar_radius_err_lower),
  ),
  spec(
    'radius_error_excess',
    'dex',
    'relative error of the planet’s radius over that of the star’s',
    'definition',
    [...RADIUS, 'radius_err_upper', 'stellar_radius_err_upper'],
    (s) => log(((s.radius_err_upper / s.radius) * s.stellar_radius) / s.stellar_radius_err_upper),
  ),
  spec(
    'stellar_temperature_error_upper',
    'K',
    'upper uncertainty of the stellar temperature',
    MEASURED,
    ['stellar_temperature_err_upper'],
    (s) => s.stellar_temperature_err_upper,
  ),
  spec(
    'stellar_temperature_error_lower',
    'K',
    'lower uncertainty of the stellar temperature',
    MEASURED,
    ['stellar_temperature_err_lower'],
    (s) => s.stellar_temperature_err_lower,
  ),
  spec(
    'stellar_gravity_error_upper',
    'dex(cm/s2)',
    'upper uncertainty of the surface gravity',
    MEASURED,
    ['stellar_gravity_err_upper'],
    (s) => s.stellar_gravity_err_upper,
  ),
  spec(
    'stellar_gravity_error_lower',
    'dex(cm/s2)',
    'lower uncertainty of the surface gravity',
    MEASURED,
    ['stellar_gravity_err_lower'],
    (s) => s.stellar_gravity_err_lower,
  ),

  // place and time in the survey
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

const BY_NAME: ReadonlyMap<string, FeatureSpec> = new Map(FEATURES.map((feature) => [feature.name, feature]))

/** @throws RangeError when there is no row feature of that name */
export function feature(name: string): FeatureSpec {
  const found = BY_NAME.get(name)
  if (!found) throw new RangeError(`There is no row feature “${name}”.`)
  return found
}

/**
 * The named features of some rows: rows × names, row-major, as the graph takes them; NaN where one is missing.
 * @throws RangeError when there is no row feature of a name
 */
export function computeFeatures(names: readonly string[], quantities: Quantities): Float32Array<ArrayBuffer> {
  const specs = names.map(feature)
  const matrix = new Float32Array(quantities.rows * specs.length)
  const signal = createSignal()
  let at = 0
  for (let row = 0; row < quantities.rows; row++) {
    loadSignal(signal, quantities, row)
    for (const { of } of specs) matrix[at++] = finite(of(signal))
  }
  return matrix
}

/** The quantities some features are made of, each once. */
export function quantitiesOf(names: readonly string[]): QuantityName[] {
  return [...new Set(names.flatMap((name) => feature(name).needs))]
}

/** What float32 cannot hold is missing (a ratio with a zero below), and what is smaller than its normal numbers is zero. */
function finite(value: number): number {
  const size = Math.abs(value)
  if (!(size <= 3.4028234e38)) return Number.NaN
  return size < 1.1754944e-38 ? 0 : value
}

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

/** Time between second and third contact over that between first and fourth. */
function flatBottom(s: Signal): number {
  const outer = (1 + s.ratioOfRadii) ** 2 - s.impact ** 2
  const inner = (1 - s.ratioOfRadii) ** 2 - s.impact ** 2
  if (!(outer > 0)) return Number.NaN
  return inner > 0 && s.ratioOfRadii < 1 ? Math.sqrt(inner / outer) : 0
}

function spec(
  name: string,
  unit: string,
  description: string,
  source: string,
  needs: readonly QuantityName[],
  of: (signal: Signal) => number,
): FeatureSpec {
  return { name, unit, description, source, needs, of }
}
