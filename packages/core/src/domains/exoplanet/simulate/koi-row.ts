import type { Random } from '../../../random.ts'
import type { CatalogueStar, Measured } from './catalogue-star.ts'
import { KOI_COLUMNS, type KoiColumnName, roundTo } from './koi-column.ts'
import type { FittedSignal } from './measure-signal.ts'
import type { Star } from './star.ts'
import { EARTH_RADII_PER_SOLAR } from './transit.ts'

/** One row of a simulated KOI table, in the archive's names, units and digits; what is missing is null. */
export interface SimulatedRow extends Record<KoiColumnName, number | null> {
  kepid: number
  kepoi_name: string
}

interface Observation {
  readonly kepid: number
  readonly kepoiName: string
  /** place among the signals found on this star */
  readonly tceNumber: number
  readonly star: Star
  readonly catalogue: CatalogueStar
  readonly fit: FittedSignal
}

const DAYS_PER_YEAR = 365.25
const SOLAR_TEFF_K = 5772
/** Equilibrium temperature at one Earth's insolation: albedo .3 and full redistribution, as the archive assumes. */
const EARTH_TEQ_K = 255

export function koiRow(observation: Observation, random: Random): SimulatedRow {
  const values = koiValues(observation)
  for (const name of missingColumns(random)) values[name] = null
  for (const { name, digits } of KOI_COLUMNS) {
    const value = values[name]
    if (value !== null) values[name] = roundTo(digits, value)
  }
  return { kepid: observation.kepid, kepoi_name: observation.kepoiName, ...values }
}

/** Written out and not spread together: a million rows want one shape of object. */
function koiValues({ star, catalogue, fit, tceNumber }: Observation): Record<KoiColumnName, number | null> {
  const radius = planetRadius(fit, catalogue)
  const light = insolation(fit, catalogue)
  const { teffK, loggCgs, radiusSolar } = catalogue
  return {
    koi_period: fit.periodDays.value,
    koi_period_err1: fit.periodDays.upper,
    koi_period_err2: -fit.periodDays.lower,
    koi_time0bk: fit.epochBkjd.value,
    koi_time0bk_err1: fit.epochBkjd.upper,
    koi_time0bk_err2: -fit.epochBkjd.lower,
    koi_impact: fit.impact.value,
    koi_impact_err1: fit.impact.upper,
    koi_impact_err2: -fit.impact.lower,
    koi_duration: fit.durationHours.value,
    koi_duration_err1: fit.durationHours.upper,
    koi_duration_err2: -fit.durationHours.lower,
    koi_depth: fit.depth.value * 1e6,
    koi_depth_err1: fit.depth.upper * 1e6,
    koi_depth_err2: -fit.depth.lower * 1e6,
    koi_prad: radius.value,
    koi_prad_err1: radius.upper,
    koi_prad_err2: -radius.lower,
    koi_teq: EARTH_TEQ_K * light.value ** 0.25,
    // The archive leaves these two empty in every row.
    koi_teq_err1: null,
    koi_teq_err2: null,
    koi_insol: light.value,
    koi_insol_err1: light.upper,
    koi_insol_err2: -light.lower,
    koi_model_snr: fit.signalToNoise,
    koi_tce_plnt_num: tceNumber,
    koi_steff: teffK.value,
    koi_steff_err1: teffK.upper,
    koi_steff_err2: -teffK.lower,
    koi_slogg: loggCgs.value,
    koi_slogg_err1: loggCgs.upper,
    koi_slogg_err2: -loggCgs.lower,
    koi_srad: radiusSolar.value,
    koi_srad_err1: radiusSolar.upper,
    koi_srad_err2: -radiusSolar.lower,
    ra: star.raDegrees,
    dec: star.decDegrees,
    koi_kepmag: star.kepmag,
  }
}

/** The ratio of radii times the catalogue's star; its error is mostly the star's. */
function planetRadius(fit: FittedSignal, catalogue: CatalogueStar): Measured {
  const value = fit.radiusRatio.value * catalogue.radiusSolar.value * EARTH_RADII_PER_SOLAR
  const error = (side: 'upper' | 'lower'): number =>
    value *
    Math.hypot(fit.radiusRatio[side] / fit.radiusRatio.value, catalogue.radiusSolar[side] / catalogue.radiusSolar.value)
  return { value, upper: error('upper'), lower: error('lower') }
}

/** Light received, in Earth's, from the catalogue's star and Kepler's third law. */
function insolation(fit: FittedSignal, catalogue: CatalogueStar): Measured {
  const { teffK, radiusSolar, massSolar } = catalogue
  const axisAu = Math.cbrt(massSolar * (fit.periodDays.value / DAYS_PER_YEAR) ** 2)
  const value = (radiusSolar.value / axisAu) ** 2 * (teffK.value / SOLAR_TEFF_K) ** 4
  const share = (side: 'upper' | 'lower'): number =>
    Math.hypot((2 * radiusSolar[side]) / radiusSolar.value, (4 * teffK[side]) / teffK.value)
  return { value, upper: value * share('upper'), lower: value * Math.min(share('lower'), 0.95) }
}

const FIT = /^koi_(impact|depth|prad|teq|insol|model_snr)|^koi_(period|time0bk|duration)_err/
const FIT_ERRORS = /^koi_(period|time0bk|impact|duration|depth)_err/
const STAR = /^koi_s(teff|logg|rad)/
const STAR_ERRORS = /^koi_s(teff|logg|rad)_err/

const namesLike = (...patterns: readonly RegExp[]): readonly KoiColumnName[] =>
  KOI_COLUMNS.map(({ name }) => name).filter((name) => patterns.some((pattern) => pattern.test(name)))

/** The gaps of the real table and their shares of its rows, whatever is in the row: a gap here is no verdict. */
const GAPS: readonly { readonly share: number; readonly columns: readonly KoiColumnName[] }[] = [
  { share: 0.028, columns: namesLike(FIT, STAR) },
  { share: 0.01, columns: namesLike(FIT, STAR, /^koi_tce_plnt_num$/) },
  { share: 0.01, columns: namesLike(FIT_ERRORS) },
  { share: 0.01, columns: namesLike(STAR_ERRORS) },
  { share: 0.026, columns: ['koi_tce_plnt_num'] },
]

function missingColumns(random: Random): readonly KoiColumnName[] {
  let rest = random.uniform()
  for (const gap of GAPS) {
    rest -= gap.share
    if (rest < 0) return gap.columns
  }
  return []
}
