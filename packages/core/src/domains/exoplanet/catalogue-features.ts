import type { Quantities, QuantityName } from './quantities.ts'

/**
 * Ephemerides of a catalogue, by rising period. No label is in it: that two stars share a period and an epoch says that
 * one of them pollutes the other, whichever way either was judged (Coughlin et al. 2014).
 */
export interface CatalogueIndex {
  readonly rows: number
  readonly period: Float64Array
  readonly epoch: Float64Array
  readonly star: Float64Array
  readonly depth: Float64Array
  readonly rightAscension: Float64Array
  readonly declination: Float64Array
}

export interface CatalogueFeatureSpec {
  readonly name: string
  readonly unit: string
  readonly description: string
  readonly source: string
}

/** What a catalogue adds to a row. The number of signals on the same star is not here: confirmation itself used it. */
export const CATALOGUE_FEATURES: readonly CatalogueFeatureSpec[] = [
  {
    name: 'ephemeris_matches',
    unit: '1',
    description: 'signals on other stars with the same epoch and the same, a double, half, triple or third period',
    source: 'Coughlin et al. 2014, §3',
  },
  {
    name: 'ephemeris_mismatch',
    unit: '1',
    description: 'relative difference of the periods of the best match over the tolerance; 9 when there is none',
    source: 'Coughlin et al. 2014, §3',
  },
  {
    name: 'ephemeris_epoch_mismatch',
    unit: 'd',
    description: 'difference of the epochs of the best match, whole periods taken off',
    source: 'Coughlin et al. 2014, §3',
  },
  {
    name: 'ephemeris_separation',
    unit: 'dex(deg)',
    description: 'angle on the sky to the best match',
    source: 'Coughlin et al. 2014, §4',
  },
  {
    name: 'ephemeris_depth_ratio',
    unit: 'dex',
    description: 'depth of the deepest match over the row’s own: a parent is deeper than what it pollutes',
    source: 'Coughlin et al. 2014, §4',
  },
]

/** What of a row is compared with the catalogue. */
export const COMPARED_QUANTITIES = [
  'star',
  'period',
  'epoch',
  'depth',
  'right_ascension',
  'declination',
] as const satisfies readonly QuantityName[]

const RATIOS = [1, 2, 1 / 2, 3, 1 / 3]
/** relative difference of periods that still counts as the same */
const PERIOD_TOLERANCE = 1e-4
/** d; difference of epochs that still counts as the same */
const EPOCH_TOLERANCE_DAYS = 0.1
const NO_MATCH = 9

/** Indexes the ephemerides of some rows; rows without a period, an epoch or a star are left out. */
export function buildCatalogue(quantities: Quantities): CatalogueIndex {
  const { period, epoch, star } = quantities.values
  const rows: number[] = []
  if (period && epoch && star)
    for (let r = 0; r < quantities.rows; r++)
      if (period[r]! > 0 && Number.isFinite(epoch[r]!) && Number.isFinite(star[r]!)) rows.push(r)
  rows.sort((a, b) => period![a]! - period![b]!)
  const take = (column: Float64Array | undefined) => Float64Array.from(rows, (r) => column?.[r] ?? Number.NaN)
  return {
    rows: rows.length,
    period: take(period),
    epoch: take(epoch),
    star: take(star),
    depth: take(quantities.values.depth),
    rightAscension: take(quantities.values.right_ascension),
    declination: take(quantities.values.declination),
  }
}

/** Several catalogues as one; a signal that stands in more than one (same star, period and epoch) counts once. */
export function mergeCatalogues(catalogues: readonly CatalogueIndex[]): CatalogueIndex {
  const seen = new Set<string>()
  const places: [CatalogueIndex, number][] = []
  for (const catalogue of catalogues)
    for (let i = 0; i < catalogue.rows; i++) {
      const key = `${catalogue.star[i]} ${catalogue.period[i]!.toFixed(4)}`
      if (seen.has(key)) continue
      seen.add(key)
      places.push([catalogue, i])
    }
  places.sort(([a, i], [b, j]) => a.period[i]! - b.period[j]!)
  const take = (name: Exclude<keyof CatalogueIndex, 'rows'>) =>
    Float64Array.from(places, ([catalogue, i]) => catalogue[name][i]!)
  return {
    rows: places.length,
    period: take('period'),
    epoch: take('epoch'),
    star: take('star'),
    depth: take('depth'),
    rightAscension: take('rightAscension'),
    declination: take('declination'),
  }
}

/**
 * The named catalogue features of some rows: rows × names, row-major; NaN where a row has no period, epoch or star.
 * @throws RangeError when there is no catalogue feature of a name
 */
export function catalogueFeatures(
  names: readonly string[],
  quantities: Quantities,
  index: CatalogueIndex,
): Float32Array<ArrayBuffer> {
  const columns = names.map((name) => {
    const at = CATALOGUE_FEATURES.findIndex((feature) => feature.name === name)
    if (at < 0) throw new RangeError(`There is no catalogue feature “${name}”.`)
    return at
  })
  const matrix = new Float32Array(quantities.rows * names.length)
  for (let row = 0; row < quantities.rows; row++) {
    const found = match(quantities, row, index)
    for (const [c, column] of columns.entries()) matrix[row * names.length + c] = found[column]!
  }
  return matrix
}

const MISSING = [Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN] as const

/** One row's values, in the order of `CATALOGUE_FEATURES`. */
function match(quantities: Quantities, row: number, index: CatalogueIndex): readonly number[] {
  const { period, epoch, star, depth, right_ascension, declination } = quantities.values
  const [p, t, s] = [period?.[row] ?? Number.NaN, epoch?.[row] ?? Number.NaN, star?.[row] ?? Number.NaN]
  if (!(p > 0) || !Number.isFinite(t) || !Number.isFinite(s)) return MISSING
  let [count, best, apart, separation, deepest] = [0, NO_MATCH, Number.NaN, Number.NaN, Number.NaN]
  for (const ratio of RATIOS) {
    const target = p * ratio
    for (let i = firstAtLeast(index.period, target * (1 - PERIOD_TOLERANCE)); i < index.rows; i++) {
      const other = index.period[i]!
      if (other > target * (1 + PERIOD_TOLERANCE)) break
      const drift = epochDifference(t, index.epoch[i]!, Math.min(p, other))
      if (index.star[i] === s || !(drift < EPOCH_TOLERANCE_DAYS)) continue
      count++
      const mismatch = Math.abs(target / other - 1) / PERIOD_TOLERANCE
      const angle = separationDegrees(
        right_ascension?.[row] ?? Number.NaN,
        declination?.[row] ?? Number.NaN,
        index.rightAscension[i]!,
        index.declination[i]!,
      )
      if (mismatch < best) [best, apart, separation] = [mismatch, drift, angle]
      const ratioOfDepths = index.depth[i]! / (depth?.[row] ?? Number.NaN)
      if (!(ratioOfDepths <= deepest)) deepest = Number.isNaN(ratioOfDepths) ? deepest : ratioOfDepths
    }
  }
  return [count, best, apart, Math.log10(Math.max(separation, 1e-5)), deepest > 0 ? Math.log10(deepest) : Number.NaN]
}

/** d; between two epochs, whole periods taken off. */
function epochDifference(a: number, b: number, period: number): number {
  const cycles = (a - b) / period
  return Math.abs(cycles - Math.round(cycles)) * period
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/** deg; angle between two directions given in degrees (haversine, exact for small angles). */
function separationDegrees(ra1: number, dec1: number, ra2: number, dec2: number): number {
  const rad = Math.PI / 180
  const half =
    Math.sin(((dec2 - dec1) * rad) / 2) ** 2 +
    Math.cos(dec1 * rad) * Math.cos(dec2 * rad) * Math.sin(((ra2 - ra1) * rad) / 2) ** 2
  return (2 * Math.asin(Math.min(1, Math.sqrt(half)))) / rad
}
