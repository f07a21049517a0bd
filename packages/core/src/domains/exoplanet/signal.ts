import type { Quantities, QuantityName } from './quantities.ts'
import { QUANTITY_NAMES } from './quantities.ts'

/** IAU 2015 Resolution B3 nominal values, SI. */
const GM_SUN = 1.3271244e20
const R_SUN = 6.957e8
const R_EARTH = 6.3781e6
const DAY = 86400

/** Earth radius in solar radii. */
export const EARTH_RADII_PER_SUN = R_EARTH / R_SUN
/** log10 g of the Sun in cm/s², of the same nominal values. */
export const SOLAR_LOGG = Math.log10((100 * GM_SUN) / R_SUN ** 2)
/** a/R* of a circular orbit of one day around a star of solar density: Kepler's third law (Seager & Mallén-Ornelas 2003, eq. 9). */
const SEMI_MAJOR_SCALE = Math.cbrt((GM_SUN * DAY ** 2) / (4 * Math.PI ** 2 * R_SUN ** 3))
/** Days of the Kepler prime mission's data (Q1–Q17), Thompson et al. 2018, §2. */
export const KEPLER_SPAN_DAYS = 1459
/** Insolation of the Earth at the Sun's effective temperature, 5,772 K, through a/R* of one AU. */
const EARTH_SEMI_MAJOR = 215.03
const SOLAR_TEFF = 5772

export type Measured = { [K in QuantityName]: number }

/**
 * One transit signal as physics sees it: what was measured, and what follows from it without another row and without a
 * fitted number. Every field is NaN when something it needs is missing. Units in the names' comments.
 */
export interface Signal extends Measured {
  /** Rp/R*: measured, else from the radii, else from the depth */
  ratio: number
  /** Rp/R* from the fitted radii alone */
  ratioOfRadii: number
  /** mean stellar density in solar units */
  density: number
  /** semi-major axis in stellar radii, circular orbit */
  semiMajor: number
  /** h; first to last contact of a central transit on a circular orbit (Winn 2010, eq. 14) */
  centralDuration: number
  /** h; the same at the fitted impact parameter */
  impactDuration: number
  /** transits that fit into the Kepler mission */
  transits: number
}

/** One object for all rows of a chunk: `load` overwrites it, so that a million rows allocate nothing. */
export function createSignal(): Signal {
  const measured = Object.fromEntries(QUANTITY_NAMES.map((name) => [name, Number.NaN])) as Measured
  return {
    ...measured,
    ratio: Number.NaN,
    ratioOfRadii: Number.NaN,
    density: Number.NaN,
    semiMajor: Number.NaN,
    centralDuration: Number.NaN,
    impactDuration: Number.NaN,
    transits: Number.NaN,
  }
}

/** A value that can only be positive: anything else is missing. */
function positive(value: number): number {
  return value > 0 ? value : Number.NaN
}

/** Reads row `row` of some quantities into `signal`. Name by name: a loop over names costs as much as the physics. */
export function loadSignal(signal: Signal, { values }: Quantities, row: number): Signal {
  signal.period = at(values.period, row)
  signal.period_err_upper = at(values.period_err_upper, row)
  signal.period_err_lower = at(values.period_err_lower, row)
  signal.epoch = at(values.epoch, row)
  signal.epoch_err_upper = at(values.epoch_err_upper, row)
  signal.epoch_err_lower = at(values.epoch_err_lower, row)
  signal.duration = at(values.duration, row)
  signal.duration_err_upper = at(values.duration_err_upper, row)
  signal.duration_err_lower = at(values.duration_err_lower, row)
  signal.depth = at(values.depth, row)
  signal.depth_err_upper = at(values.depth_err_upper, row)
  signal.depth_err_lower = at(values.depth_err_lower, row)
  signal.radius = at(values.radius, row)
  signal.radius_err_upper = at(values.radius_err_upper, row)
  signal.radius_err_lower = at(values.radius_err_lower, row)
  signal.radius_ratio = at(values.radius_ratio, row)
  signal.impact = at(values.impact, row)
  signal.impact_err_upper = at(values.impact_err_upper, row)
  signal.impact_err_lower = at(values.impact_err_lower, row)
  signal.equilibrium_temperature = at(values.equilibrium_temperature, row)
  signal.insolation = at(values.insolation, row)
  signal.insolation_err_upper = at(values.insolation_err_upper, row)
  signal.insolation_err_lower = at(values.insolation_err_lower, row)
  signal.snr = at(values.snr, row)
  signal.stellar_temperature = at(values.stellar_temperature, row)
  signal.stellar_temperature_err_upper = at(values.stellar_temperature_err_upper, row)
  signal.stellar_temperature_err_lower = at(values.stellar_temperature_err_lower, row)
  signal.stellar_gravity = at(values.stellar_gravity, row)
  signal.stellar_gravity_err_upper = at(values.stellar_gravity_err_upper, row)
  signal.stellar_gravity_err_lower = at(values.stellar_gravity_err_lower, row)
  signal.stellar_radius = at(values.stellar_radius, row)
  signal.stellar_radius_err_upper = at(values.stellar_radius_err_upper, row)
  signal.stellar_radius_err_lower = at(values.stellar_radius_err_lower, row)
  signal.magnitude = at(values.magnitude, row)
  signal.right_ascension = at(values.right_ascension, row)
  signal.declination = at(values.declination, row)
  signal.signal_number = at(values.signal_number, row)
  signal.star = at(values.star, row)
  return deriveSignal(signal)
}

function at(column: Float64Array | undefined, row: number): number {
  return column === undefined ? Number.NaN : column[row]!
}

function deriveSignal(s: Signal): Signal {
  s.period = positive(s.period)
  s.duration = positive(s.duration)
  s.depth = positive(s.depth)
  s.stellar_radius = positive(s.stellar_radius)
  s.snr = positive(s.snr)
  s.radius_ratio = positive(s.radius_ratio)
  // A radius that the table lacks follows from the ratio and the star (K2's default parameter sets often give only those).
  const scaled = (s.radius_ratio * s.stellar_radius) / EARTH_RADII_PER_SUN
  s.radius = Number.isNaN(positive(s.radius)) ? scaled : s.radius
  s.ratioOfRadii = (s.radius * EARTH_RADII_PER_SUN) / s.stellar_radius
  const fromDepth = Math.sqrt(s.depth * 1e-6)
  s.ratio = !Number.isNaN(s.ratioOfRadii) ? s.ratioOfRadii : !Number.isNaN(s.radius_ratio) ? s.radius_ratio : fromDepth
  s.density = 10 ** (s.stellar_gravity - SOLAR_LOGG) / s.stellar_radius
  s.semiMajor = SEMI_MAJOR_SCALE * Math.cbrt(s.period ** 2 * s.density)
  s.centralDuration = crossing(s.period, (1 + s.ratio) / s.semiMajor)
  const chord = (1 + s.ratio) ** 2 - s.impact ** 2
  s.impactDuration = chord > 0 ? crossing(s.period, Math.sqrt(chord) / s.semiMajor) : Number.NaN
  s.transits = Math.max(KEPLER_SPAN_DAYS / s.period, 1)
  return s
}

/** h; time to cross a chord of half-length `half` (in units of the orbit's radius) at the period's pace. */
function crossing(periodDays: number, half: number): number {
  return ((24 * periodDays) / Math.PI) * Math.asin(Math.min(half, 1))
}

/** K; temperature of a black planet with full redistribution: Teff √(R⋆/2a) (Cowan & Agol 2011, eq. 2 for A = 0). */
export function expectedTemperature(s: Signal): number {
  return s.stellar_temperature * Math.sqrt(1 / (2 * s.semiMajor))
}

/** S_earth; flux at the orbit from the star's temperature and a/R*. */
export function expectedInsolation(s: Signal): number {
  return (s.stellar_temperature / SOLAR_TEFF) ** 4 * (EARTH_SEMI_MAJOR / s.semiMajor) ** 2
}
