import type { Quantities, SignalQuantity } from './quantities.ts'

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

export type Measured = { [K in SignalQuantity]: number }

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

/**
 * One object for all rows of a chunk: `load` overwrites it, so that a million rows allocate nothing. Written out, as is
 * `columnsOf`: an object built from a list of names is a hash table to V8, and reading it costs more than the physics.
 */
export function createSignal(): Signal {
  return {
    period: Number.NaN,
    period_err_upper: Number.NaN,
    period_err_lower: Number.NaN,
    epoch: Number.NaN,
    epoch_err_upper: Number.NaN,
    epoch_err_lower: Number.NaN,
    duration: Number.NaN,
    duration_err_upper: Number.NaN,
    duration_err_lower: Number.NaN,
    depth: Number.NaN,
    depth_err_upper: Number.NaN,
    depth_err_lower: Number.NaN,
    radius: Number.NaN,
    radius_err_upper: Number.NaN,
    radius_err_lower: Number.NaN,
    radius_ratio: Number.NaN,
    impact: Number.NaN,
    impact_err_upper: Number.NaN,
    impact_err_lower: Number.NaN,
    equilibrium_temperature: Number.NaN,
    insolation: Number.NaN,
    insolation_err_upper: Number.NaN,
    insolation_err_lower: Number.NaN,
    snr: Number.NaN,
    stellar_temperature: Number.NaN,
    stellar_temperature_err_upper: Number.NaN,
    stellar_temperature_err_lower: Number.NaN,
    stellar_gravity: Number.NaN,
    stellar_gravity_err_upper: Number.NaN,
    stellar_gravity_err_lower: Number.NaN,
    stellar_radius: Number.NaN,
    stellar_radius_err_upper: Number.NaN,
    stellar_radius_err_lower: Number.NaN,
    magnitude: Number.NaN,
    right_ascension: Number.NaN,
    declination: Number.NaN,
    signal_number: Number.NaN,
    star: Number.NaN,
    ratio: Number.NaN,
    ratioOfRadii: Number.NaN,
    density: Number.NaN,
    semiMajor: Number.NaN,
    centralDuration: Number.NaN,
    impactDuration: Number.NaN,
    transits: Number.NaN,
  }
}

/** The column of every quantity of a signal. */
export type SignalColumns = { readonly [K in SignalQuantity]: Float64Array }

/** The columns of some quantities; one that is not there is missing throughout. */
export function columnsOf({ rows, values }: Quantities): SignalColumns {
  const none = new Float64Array(rows).fill(Number.NaN)
  return {
    period: values.period ?? none,
    period_err_upper: values.period_err_upper ?? none,
    period_err_lower: values.period_err_lower ?? none,
    epoch: values.epoch ?? none,
    epoch_err_upper: values.epoch_err_upper ?? none,
    epoch_err_lower: values.epoch_err_lower ?? none,
    duration: values.duration ?? none,
    duration_err_upper: values.duration_err_upper ?? none,
    duration_err_lower: values.duration_err_lower ?? none,
    depth: values.depth ?? none,
    depth_err_upper: values.depth_err_upper ?? none,
    depth_err_lower: values.depth_err_lower ?? none,
    radius: values.radius ?? none,
    radius_err_upper: values.radius_err_upper ?? none,
    radius_err_lower: values.radius_err_lower ?? none,
    radius_ratio: values.radius_ratio ?? none,
    impact: values.impact ?? none,
    impact_err_upper: values.impact_err_upper ?? none,
    impact_err_lower: values.impact_err_lower ?? none,
    equilibrium_temperature: values.equilibrium_temperature ?? none,
    insolation: values.insolation ?? none,
    insolation_err_upper: values.insolation_err_upper ?? none,
    insolation_err_lower: values.insolation_err_lower ?? none,
    snr: values.snr ?? none,
    stellar_temperature: values.stellar_temperature ?? none,
    stellar_temperature_err_upper: values.stellar_temperature_err_upper ?? none,
    stellar_temperature_err_lower: values.stellar_temperature_err_lower ?? none,
    stellar_gravity: values.stellar_gravity ?? none,
    stellar_gravity_err_upper: values.stellar_gravity_err_upper ?? none,
    stellar_gravity_err_lower: values.stellar_gravity_err_lower ?? none,
    stellar_radius: values.stellar_radius ?? none,
    stellar_radius_err_upper: values.stellar_radius_err_upper ?? none,
    stellar_radius_err_lower: values.stellar_radius_err_lower ?? none,
    magnitude: values.magnitude ?? none,
    right_ascension: values.right_ascension ?? none,
    declination: values.declination ?? none,
    signal_number: values.signal_number ?? none,
    star: values.star ?? none,
  }
}

/** A value that can only be positive: anything else is missing. */
function positive(value: number): number {
  return value > 0 ? value : Number.NaN
}

/** Reads row `row` into `signal`. */
export function loadSignal(signal: Signal, columns: SignalColumns, row: number): Signal {
  signal.period = columns.period[row]!
  signal.period_err_upper = columns.period_err_upper[row]!
  signal.period_err_lower = columns.period_err_lower[row]!
  signal.epoch = columns.epoch[row]!
  signal.epoch_err_upper = columns.epoch_err_upper[row]!
  signal.epoch_err_lower = columns.epoch_err_lower[row]!
  signal.duration = columns.duration[row]!
  signal.duration_err_upper = columns.duration_err_upper[row]!
  signal.duration_err_lower = columns.duration_err_lower[row]!
  signal.depth = columns.depth[row]!
  signal.depth_err_upper = columns.depth_err_upper[row]!
  signal.depth_err_lower = columns.depth_err_lower[row]!
  signal.radius = columns.radius[row]!
  signal.radius_err_upper = columns.radius_err_upper[row]!
  signal.radius_err_lower = columns.radius_err_lower[row]!
  signal.radius_ratio = columns.radius_ratio[row]!
  signal.impact = columns.impact[row]!
  signal.impact_err_upper = columns.impact_err_upper[row]!
  signal.impact_err_lower = columns.impact_err_lower[row]!
  signal.equilibrium_temperature = columns.equilibrium_temperature[row]!
  signal.insolation = columns.insolation[row]!
  signal.insolation_err_upper = columns.insolation_err_upper[row]!
  signal.insolation_err_lower = columns.insolation_err_lower[row]!
  signal.snr = columns.snr[row]!
  signal.stellar_temperature = columns.stellar_temperature[row]!
  signal.stellar_temperature_err_upper = columns.stellar_temperature_err_upper[row]!
  signal.stellar_temperature_err_lower = columns.stellar_temperature_err_lower[row]!
  signal.stellar_gravity = columns.stellar_gravity[row]!
  signal.stellar_gravity_err_upper = columns.stellar_gravity_err_upper[row]!
  signal.stellar_gravity_err_lower = columns.stellar_gravity_err_lower[row]!
  signal.stellar_radius = columns.stellar_radius[row]!
  signal.stellar_radius_err_upper = columns.stellar_radius_err_upper[row]!
  signal.stellar_radius_err_lower = columns.stellar_radius_err_lower[row]!
  signal.magnitude = columns.magnitude[row]!
  signal.right_ascension = columns.right_ascension[row]!
  signal.declination = columns.declination[row]!
  signal.signal_number = columns.signal_number[row]!
  signal.star = columns.star[row]!
  return deriveSignal(signal)
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
