import type { Mission } from '@vouch/contracts/domains/exoplanet'
import { EVENT_COLUMNS } from './event-columns.ts'
import { lowerError, type QuantityName, upperError } from './quantities.ts'

/** A column of a mission's table: the quantity it holds and the unit it is written in. */
export interface MissionColumn {
  readonly quantity: QuantityName
  readonly unit: string
}

export interface MissionTable {
  readonly name: string
  /** columns by which the table is recognised: all of one list */
  readonly signatures: readonly (readonly string[])[]
  /** columns that name a row, the best first; the last resort is the row's number */
  readonly ids: readonly string[]
  /** columns that name the star as text, for grouping; the first present counts */
  readonly stars: readonly string[]
  readonly columns: ReadonlyMap<string, MissionColumn>
  /** columns that tell the answer → why */
  readonly leaking: readonly (readonly [pattern: RegExp, reason: string])[]
}

type Entry = readonly [column: string, quantity: QuantityName, unit: string]

/** `koi_period` with `_err1`, `_err2` → three columns. The archive writes lower errors as negative numbers. */
function withErrors(
  column: string,
  quantity: QuantityName,
  unit: string,
  suffixes: readonly [string, string],
): Entry[] {
  const [upper, lower] = [upperError(quantity), lowerError(quantity)]
  const entries: Entry[] = [[column, quantity, unit]]
  if (upper) entries.push([column + suffixes[0], upper, unit])
  if (lower) entries.push([column + suffixes[1], lower, unit])
  return entries
}

function columns(entries: readonly Entry[]): ReadonlyMap<string, MissionColumn> {
  return new Map(entries.map(([column, quantity, unit]) => [column, { quantity, unit }]))
}

const VERDICT = 'the archive’s own verdict'
const ROBOVETTER = 'a score or flag of the vetting that the verdict was made from'
const NAMED = 'a name or delivery that a planet gets with its confirmation'
const MULTIPLICITY =
  'how many signals the star has: confirmation used it (multiplicity boost), so it would be a circular argument'
const ORDER = 'the order in the list, which follows when and how an object was judged'
const REFERENCE = 'who published or judged the object, and when'
const VETTED_BY_HAND = 'a remark or date of the vetting'

const KOI = ['_err1', '_err2'] as const
const PS = ['err1', 'err2'] as const

export const MISSIONS: Record<Mission, MissionTable> = {
  koi: {
    name: 'Kepler Objects of Interest',
    signatures: [
      ['koi_period', 'koi_depth'],
      ['koi_period', 'koi_prad'],
      ['koi_period', 'koi_duration'],
      ['koi_period', 'kepid'],
    ],
    ids: ['kepoi_name', 'koi_id', 'kepid', 'id'],
    stars: ['kepid'],
    columns: columns([
      ...withErrors('koi_period', 'period', 'd', KOI),
      ...withErrors('koi_time0bk', 'epoch', 'd', KOI),
      ...withErrors('koi_duration', 'duration', 'h', KOI),
      ...withErrors('koi_depth', 'depth', 'ppm', KOI),
      ...withErrors('koi_prad', 'radius', 'R_earth', KOI),
      ['koi_ror', 'radius_ratio', '1'],
      ...withErrors('koi_impact', 'impact', '1', KOI),
      ['koi_teq', 'equilibrium_temperature', 'K'],
      ...withErrors('koi_insol', 'insolation', 'S_earth', KOI),
      ['koi_model_snr', 'snr', '1'],
      ...withErrors('koi_steff', 'stellar_temperature', 'K', KOI),
      ...withErrors('koi_slogg', 'stellar_gravity', 'dex(cm/s2)', KOI),
      ...withErrors('koi_srad', 'stellar_radius', 'R_sun', KOI),
      ['koi_tce_plnt_num', 'signal_number', '1'],
      ['koi_kepmag', 'magnitude', 'mag'],
      ['ra', 'right_ascension', 'deg'],
      ['dec', 'declination', 'deg'],
      ['kepid', 'star', '1'],
    ]),
    leaking: [
      [/^koi_p?disposition$/, VERDICT],
      [/^koi_(score|fpflag_.*|vet_.*|disp_prov|comment)$/, ROBOVETTER],
      [/^(kepler_name|koi_.*delivname|koi_datalink_.*)$/, NAMED],
      [/^koi_count$/, MULTIPLICITY],
      [/^(loc_rowid|rowid)$/, ORDER],
      [/_disp_prov$|^koi_.*_prov$/, REFERENCE],
    ],
  },
  tce: {
    name: 'Kepler DR25 threshold-crossing events',
    signatures: [
      ['tce_period', 'tce_duration'],
      ['tce_period', 'tce_plnt_num'],
    ],
    ids: ['tceid', 'target_id', 'kepid', 'id'],
    stars: ['target_id', 'kepid'],
    columns: columns([
      ['tce_period', 'period', 'd'],
      ['tce_period_err', 'period_err_upper', 'd'],
      ['tce_time0bk', 'epoch', 'd'],
      ['tce_time0bk_err', 'epoch_err_upper', 'd'],
      ['tce_duration', 'duration', 'h'],
      ['tce_duration_err', 'duration_err_upper', 'h'],
      ['transit_depth', 'depth', 'ppm'],
      ['tce_depth', 'depth', 'ppm'],
      ['tce_depth_err', 'depth_err_upper', 'ppm'],
      ['tce_prad', 'radius', 'R_earth'],
      ['tce_prad_err', 'radius_err_upper', 'R_earth'],
      ['tce_ror', 'radius_ratio', '1'],
      ['tce_impact', 'impact', '1'],
      ['tce_impact_err', 'impact_err_upper', '1'],
      ['tce_eqt', 'equilibrium_temperature', 'K'],
      ['tce_insol', 'insolation', 'S_earth'],
      ['tce_insol_err', 'insolation_err_upper', 'S_earth'],
      ['tce_model_snr', 'snr', '1'],
      ['tce_steff', 'stellar_temperature', 'K'],
      ['tce_slogg', 'stellar_gravity', 'dex(cm/s2)'],
      ['tce_sradius', 'stellar_radius', 'R_sun'],
      ['tce_plnt_num', 'signal_number', '1'],
      ['mag', 'magnitude', 'mag'],
      ...EVENT_COLUMNS,
      ['ra', 'right_ascension', 'deg'],
      ['dec', 'declination', 'deg'],
      ['target_id', 'star', '1'],
      ['kepid', 'star', '1'],
    ]),
    leaking: [
      [/^(label|av_training_set|av_pred_class)$/, VERDICT],
      [/^koi_/, 'taken over from the table of Kepler Objects of Interest, which holds the verdict'],
      [/^(kepler_name|kepoi_name)$/, NAMED],
      [/^fpwg_/, VERDICT],
      [/^tce_nkoi$/, MULTIPLICITY],
      [/^tce_datalink_|_original$/, NAMED],
      [/^(tceid|official_fold|tce_rogue_flag)$/, ORDER],
    ],
  },
  toi: {
    name: 'TESS Objects of Interest',
    signatures: [
      ['toi', 'tid'],
      ['tid', 'pl_orbper'],
      ['tfopwg_disp', 'pl_orbper'],
      ['toi', 'pl_orbper'],
      ['pl_trandurh', 'pl_orbper'],
    ],
    ids: ['toi', 'tid', 'id'],
    stars: ['tid'],
    columns: columns([
      ...withErrors('pl_orbper', 'period', 'd', PS),
      ...withErrors('pl_tranmid', 'epoch', 'd', PS),
      ...withErrors('pl_trandurh', 'duration', 'h', PS),
      ...withErrors('pl_trandep', 'depth', 'ppm', PS),
      ...withErrors('pl_rade', 'radius', 'R_earth', PS),
      ['pl_ratror', 'radius_ratio', '1'],
      ...withErrors('pl_imppar', 'impact', '1', PS),
      ['pl_eqt', 'equilibrium_temperature', 'K'],
      ...withErrors('pl_insol', 'insolation', 'S_earth', PS),
      ...withErrors('st_teff', 'stellar_temperature', 'K', PS),
      ...withErrors('st_logg', 'stellar_gravity', 'dex(cm/s2)', PS),
      ...withErrors('st_rad', 'stellar_radius', 'R_sun', PS),
      ['st_tmag', 'magnitude', 'mag'],
      ['st_dist', 'distance', 'pc'],
      ['st_pmra', 'proper_motion_ra', 'mas/yr'],
      ['st_pmdec', 'proper_motion_dec', 'mas/yr'],
      ['ra', 'right_ascension', 'deg'],
      ['dec', 'declination', 'deg'],
      ['tid', 'star', '1'],
    ]),
    leaking: [
      [/^tfopwg_disp$/, VERDICT],
      [/^(toi_created|rowupdate|release_date)$/, REFERENCE],
      [/^toi$/, 'the number of the object: the early ones were confirmed first'],
      [/^(pl_pnum|ctoi_alias|toipfx)$/, MULTIPLICITY],
      [/^(loc_rowid|rowid)$/, ORDER],
    ],
  },
  k2: {
    name: 'K2 planets and candidates',
    signatures: [
      ['pl_orbper', 'k2_name'],
      ['pl_orbper', 'hostname', 'default_flag'],
      ['pl_orbper', 'hostname', 'disposition'],
      ['pl_orbper', 'pl_name', 'st_teff'],
      ['pl_orbper', 'epic_hostname'],
      ['pl_orbper', 'pl_ratror'],
    ],
    ids: ['pl_name', 'epic_candname', 'hostname', 'id'],
    stars: ['hostname', 'epic_hostname'],
    columns: columns([
      ...withErrors('pl_orbper', 'period', 'd', PS),
      ...withErrors('pl_tranmid', 'epoch', 'd', PS),
      ...withErrors('pl_trandur', 'duration', 'h', PS),
      ...withErrors('pl_trandep', 'depth', '%', PS),
      ...withErrors('pl_rade', 'radius', 'R_earth', PS),
      ['pl_ratror', 'radius_ratio', '1'],
      ...withErrors('pl_imppar', 'impact', '1', PS),
      ['pl_eqt', 'equilibrium_temperature', 'K'],
      ...withErrors('pl_insol', 'insolation', 'S_earth', PS),
      ...withErrors('st_teff', 'stellar_temperature', 'K', PS),
      ...withErrors('st_logg', 'stellar_gravity', 'dex(cm/s2)', PS),
      ...withErrors('st_rad', 'stellar_radius', 'R_sun', PS),
      ['sy_kepmag', 'magnitude', 'mag'],
      ['ra', 'right_ascension', 'deg'],
      ['dec', 'declination', 'deg'],
    ]),
    leaking: [
      [/^(disposition|k2c_disp|pl_controv_flag|disc_facility|discoverymethod|soltype)$/, VERDICT],
      [
        /^(disp_refname|pl_refname|st_refname|sy_refname|disc_year|disc_pubdate|pl_pubdate|releasedate|rowupdate|k2c_reflink|disc_refname)$/,
        REFERENCE,
      ],
      [/^(k2_name|pl_letter|epic_candname)$/, NAMED],
      [/^(default_flag|sy_pnum|sy_snum|pl_num)$/, MULTIPLICITY],
      [/lim$/, 'a flag that says how a value was published'],
      [/^(loc_rowid|rowid)$/, ORDER],
    ],
  },
  generic: {
    name: 'a table of transit signals',
    signatures: [],
    ids: [
      'id',
      'name',
      'object',
      'object_id',
      'candidate',
      'kepoi_name',
      'toi',
      'tid',
      'kepid',
      'pl_name',
      'target_id',
    ],
    stars: ['star', 'star_id', 'host', 'hostname', 'kepid', 'tid'],
    columns: columns([
      ...aliases(['orbital_period', 'period', 'period_days', 'pl_orbper', 'per', 'p_orb'], 'period', 'd'),
      ...aliases(
        ['transit_duration', 'duration', 'duration_hours', 'duration_hrs', 'pl_trandurh', 'pl_trandur', 'tdur'],
        'duration',
        'h',
      ),
      ...aliases(['transit_depth', 'depth', 'depth_ppm', 'pl_trandep'], 'depth', 'ppm'),
      ...aliases(
        ['planet_radius', 'planetary_radius', 'radius', 'radius_earth', 'pl_rade', 'prad', 'rp'],
        'radius',
        'R_earth',
      ),
      ...aliases(['radius_ratio', 'ror', 'rp_rs', 'pl_ratror', 'rprs'], 'radius_ratio', '1'),
      ...aliases(['epoch', 'transit_epoch', 't0', 'transit_midpoint', 'time0bk', 'pl_tranmid'], 'epoch', 'd'),
      ...aliases(['impact_parameter', 'impact', 'b', 'pl_imppar'], 'impact', '1'),
      ...aliases(['equilibrium_temperature', 'equilibrium_temp', 'teq', 'pl_eqt'], 'equilibrium_temperature', 'K'),
      ...aliases(['insolation', 'insolation_flux', 'insol', 'pl_insol'], 'insolation', 'S_earth'),
      ...aliases(['snr', 'transit_snr', 'model_snr', 'signal_to_noise'], 'snr', '1'),
      ...aliases(
        ['stellar_temperature', 'stellar_teff', 'stellar_temp', 'teff', 'steff', 'st_teff', 'star_temperature'],
        'stellar_temperature',
        'K',
      ),
      ...aliases(
        ['stellar_gravity', 'stellar_logg', 'logg', 'slogg', 'st_logg', 'surface_gravity'],
        'stellar_gravity',
        'dex(cm/s2)',
      ),
      ...aliases(['stellar_radius', 'star_radius', 'srad', 'st_rad', 'rstar'], 'stellar_radius', 'R_sun'),
      ...aliases(['magnitude', 'mag', 'kepmag', 'tmag', 'st_tmag'], 'magnitude', 'mag'),
      ...aliases(['right_ascension', 'ra'], 'right_ascension', 'deg'),
      ...aliases(['declination', 'dec'], 'declination', 'deg'),
      ['kepid', 'star', '1'],
      ['tid', 'star', '1'],
      ['star_id', 'star', '1'],
    ]),
    leaking: [
      [/^(label|labels|class|target|disposition|koi_p?disposition|tfopwg_disp|is_planet|truth|sim_truth)$/, VERDICT],
      [/score|fpflag/, ROBOVETTER],
      [/^(comment|comments|note|notes)$/, VETTED_BY_HAND],
    ],
  },
}

/** Every spelling of a quantity, with the spellings of its errors: `_err`, `_err1`, `_err_upper`, `_upper_error` … */
function aliases(names: readonly string[], quantity: QuantityName, unit: string): Entry[] {
  const entries: Entry[] = []
  const [upper, lower] = [upperError(quantity), lowerError(quantity)]
  for (const name of names) {
    entries.push([name, quantity, unit])
    if (upper)
      for (const end of ['_err1', '_err_upper', '_upper', '_err', '_error', 'err1'])
        entries.push([name + end, upper, unit])
    if (lower) for (const end of ['_err2', '_err_lower', '_lower', 'err2']) entries.push([name + end, lower, unit])
  }
  return entries
}
