import { DIAGNOSTIC_QUANTITIES, STAR_QUANTITIES } from './further-quantities.ts'

/** What a table of transit signals says of a signal and its star, whatever the mission. */
export const SIGNAL_QUANTITIES = {
  period: { unit: 'd', description: 'orbital period' },
  period_err_upper: { unit: 'd', description: 'upper uncertainty of the orbital period' },
  period_err_lower: { unit: 'd', description: 'lower uncertainty of the orbital period, as a magnitude' },
  epoch: { unit: 'd', description: 'time of a transit centre, in the mission’s own day count' },
  epoch_err_upper: { unit: 'd', description: 'upper uncertainty of the epoch' },
  epoch_err_lower: { unit: 'd', description: 'lower uncertainty of the epoch, as a magnitude' },
  duration: { unit: 'h', description: 'transit duration, first to last contact' },
  duration_err_upper: { unit: 'h', description: 'upper uncertainty of the duration' },
  duration_err_lower: { unit: 'h', description: 'lower uncertainty of the duration, as a magnitude' },
  depth: { unit: 'ppm', description: 'transit depth' },
  depth_err_upper: { unit: 'ppm', description: 'upper uncertainty of the depth' },
  depth_err_lower: { unit: 'ppm', description: 'lower uncertainty of the depth, as a magnitude' },
  radius: { unit: 'R_earth', description: 'radius of the planet, if it is one' },
  radius_err_upper: { unit: 'R_earth', description: 'upper uncertainty of the radius' },
  radius_err_lower: { unit: 'R_earth', description: 'lower uncertainty of the radius, as a magnitude' },
  radius_ratio: { unit: '1', description: 'planet radius over stellar radius' },
  impact: { unit: '1', description: 'impact parameter in stellar radii' },
  impact_err_upper: { unit: '1', description: 'upper uncertainty of the impact parameter' },
  impact_err_lower: { unit: '1', description: 'lower uncertainty of the impact parameter, as a magnitude' },
  equilibrium_temperature: { unit: 'K', description: 'equilibrium temperature' },
  insolation: { unit: 'S_earth', description: 'insolation in units of the Earth’s' },
  insolation_err_upper: { unit: 'S_earth', description: 'upper uncertainty of the insolation' },
  insolation_err_lower: { unit: 'S_earth', description: 'lower uncertainty of the insolation, as a magnitude' },
  snr: { unit: '1', description: 'signal to noise of the fitted transit model' },
  stellar_temperature: { unit: 'K', description: 'effective temperature of the star' },
  stellar_temperature_err_upper: { unit: 'K', description: 'upper uncertainty of the stellar temperature' },
  stellar_temperature_err_lower: {
    unit: 'K',
    description: 'lower uncertainty of the stellar temperature, as a magnitude',
  },
  stellar_gravity: { unit: 'dex(cm/s2)', description: 'surface gravity of the star, log10' },
  stellar_gravity_err_upper: { unit: 'dex(cm/s2)', description: 'upper uncertainty of the surface gravity' },
  stellar_gravity_err_lower: {
    unit: 'dex(cm/s2)',
    description: 'lower uncertainty of the surface gravity, as a magnitude',
  },
  stellar_radius: { unit: 'R_sun', description: 'radius of the star' },
  stellar_radius_err_upper: { unit: 'R_sun', description: 'upper uncertainty of the stellar radius' },
  stellar_radius_err_lower: {
    unit: 'R_sun',
    description: 'lower uncertainty of the stellar radius, as a magnitude',
  },
  magnitude: { unit: 'mag', description: 'brightness of the star in the mission’s band' },
  right_ascension: { unit: 'deg', description: 'right ascension of the star' },
  declination: { unit: 'deg', description: 'declination of the star' },
  signal_number: { unit: '1', description: 'order of the signal among those the pipeline found on the star' },
  star: { unit: '1', description: 'number of the star in the mission’s catalogue' },
} as const satisfies Record<string, { unit: string; description: string }>

export type SignalQuantity = keyof typeof SIGNAL_QUANTITIES

/** Every quantity Vouch can take from a transit table, under one name and in one unit whatever the mission calls it. */
export const QUANTITIES = { ...SIGNAL_QUANTITIES, ...STAR_QUANTITIES, ...DIAGNOSTIC_QUANTITIES }

export type QuantityName = keyof typeof QUANTITIES

export const QUANTITY_NAMES = Object.keys(QUANTITIES) as QuantityName[]

const NAMES = new Map<string, QuantityName>(QUANTITY_NAMES.map((name) => [name, name]))

export function isQuantity(name: string): name is QuantityName {
  return NAMES.has(name)
}

/** The quantity that is the upper uncertainty of another; undefined when there is none. */
export function upperError(quantity: QuantityName): QuantityName | undefined {
  return NAMES.get(`${quantity}_err_upper`)
}

/** The quantity that is the lower uncertainty of another, as a magnitude; undefined when there is none. */
export function lowerError(quantity: QuantityName): QuantityName | undefined {
  return NAMES.get(`${quantity}_err_lower`)
}

/** The columns of some rows, in the units of `QUANTITIES`; a missing value is NaN and an absent quantity is undefined. */
export interface Quantities {
  readonly rows: number
  readonly values: Readonly<Partial<Record<QuantityName, Float64Array>>>
}

/** What a column's number is multiplied by to come into the quantity's unit, by the unit it was written in. */
export const UNIT_FACTORS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  d: { d: 1, h: 1 / 24, min: 1 / 1440, s: 1 / 86400, yr: 365.25 },
  h: { h: 1, d: 24, min: 1 / 60, s: 1 / 3600 },
  ppm: { ppm: 1, ppt: 1e3, '%': 1e4, fraction: 1e6 },
  /** IAU 2015 nominal radii: Jupiter equatorial 71,492 km, Earth equatorial 6,378.1 km, Sun 695,700 km */
  R_earth: { R_earth: 1, R_jup: 71492 / 6378.1, R_sun: 695700 / 6378.1 },
  R_sun: { R_sun: 1, R_earth: 6378.1 / 695700 },
  '1': { '1': 1, '%': 0.01 },
  K: { K: 1 },
  S_earth: { S_earth: 1 },
  'dex(cm/s2)': { 'dex(cm/s2)': 1 },
  mag: { mag: 1 },
  deg: { deg: 1, h: 15 },
  arcsec: { arcsec: 1 },
  pc: { pc: 1 },
  'mas/yr': { 'mas/yr': 1 },
  M_sun: { M_sun: 1 },
  dex: { dex: 1, 'dex(cm/s2)': 1 },
}

/** How people and archives write units: lower case, without spaces → the name in `UNIT_FACTORS`. */
const UNIT_WORDS: Readonly<Record<string, string>> = {
  d: 'd',
  day: 'd',
  days: 'd',
  bkjd: 'd',
  bjd: 'd',
  btjd: 'd',
  'bkjd-2454833': 'd',
  h: 'h',
  hr: 'h',
  hrs: 'h',
  hour: 'h',
  hours: 'h',
  min: 'min',
  minute: 'min',
  minutes: 'min',
  s: 's',
  sec: 's',
  seconds: 's',
  yr: 'yr',
  year: 'yr',
  years: 'yr',
  ppm: 'ppm',
  ppt: 'ppt',
  parts_per_thousand: 'ppt',
  '%': '%',
  percent: '%',
  pct: '%',
  fraction: 'fraction',
  r_earth: 'R_earth',
  rearth: 'R_earth',
  earthradii: 'R_earth',
  earthradius: 'R_earth',
  re: 'R_earth',
  r_jup: 'R_jup',
  rjup: 'R_jup',
  jupiterradii: 'R_jup',
  jupiterradius: 'R_jup',
  rj: 'R_jup',
  r_sun: 'R_sun',
  rsun: 'R_sun',
  solarradii: 'R_sun',
  solarradius: 'R_sun',
  k: 'K',
  kelvin: 'K',
  '[k]': 'K',
  earthflux: 'S_earth',
  s_earth: 'S_earth',
  'log10(cm/s**2)': 'dex(cm/s2)',
  // the TOI table writes the unit under the logarithm, and once without its exponent
  'cm/s**2': 'dex(cm/s2)',
  'cm/s**': 'dex(cm/s2)',
  dex: 'dex(cm/s2)',
  'dex(cm/s2)': 'dex(cm/s2)',
  mag: 'mag',
  deg: 'deg',
  degrees: 'deg',
  decimaldegrees: 'deg',
  arcsec: 'arcsec',
  arcseconds: 'arcsec',
  pc: 'pc',
  parsec: 'pc',
  'mas/yr': 'mas/yr',
  m_sun: 'M_sun',
  msun: 'M_sun',
  solarmass: 'M_sun',
  solarmasses: 'M_sun',
}

/** The unit a written word stands for; null when it is not a unit Vouch knows. */
export function readUnit(word: string): string | null {
  const key = word.toLowerCase().replaceAll(/\s+/g, '')
  return Object.hasOwn(UNIT_WORDS, key) ? (UNIT_WORDS[key] ?? null) : null
}
