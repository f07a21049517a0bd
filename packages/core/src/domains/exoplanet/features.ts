import { CENTROID_FEATURES } from './features/centroid.ts'
import { ENERGY_FEATURES } from './features/energy.ts'
import { EVENT_STATISTIC_FEATURES } from './features/event-statistic.ts'
import type { FeatureSpec } from './features/feature-spec.ts'
import { FIT_FEATURES } from './features/fit.ts'
import { GEOMETRY_FEATURES } from './features/geometry.ts'
import { MEASURED_FEATURES } from './features/measured.ts'
import { PLACE_FEATURES } from './features/place.ts'
import { PRECISION_BESIDE_DEPTH_FEATURES } from './features/precision-beside-depth.ts'
import { PRECISION_BESIDE_NOISE_FEATURES } from './features/precision-beside-noise.ts'
import { PRECISION_FEATURES } from './features/precision.ts'
import { SECONDARY_FEATURES } from './features/secondary.ts'
import { SIGNIFICANCE_FEATURES } from './features/significance.ts'
import { SIZE_FEATURES } from './features/size.ts'
import { STAR_FEATURES } from './features/star.ts'
import { STELLAR_ERROR_FEATURES } from './features/stellar-errors.ts'
import type { Quantities, QuantityName } from './quantities.ts'
import { columnsOf, createSignal, loadSignal } from './signal.ts'

/** What a table of transit signals gives, whatever the mission. */
export const SIGNAL_FEATURES: readonly FeatureSpec[] = [
  ...MEASURED_FEATURES,
  ...GEOMETRY_FEATURES,
  ...ENERGY_FEATURES,
  ...SIGNIFICANCE_FEATURES,
  ...PRECISION_FEATURES,
  ...PRECISION_BESIDE_NOISE_FEATURES,
  ...STELLAR_ERROR_FEATURES,
  ...PLACE_FEATURES,
]

/** What Kepler's Data Validation gives for a threshold-crossing event. */
export const EVENT_FEATURES: readonly FeatureSpec[] = [
  ...EVENT_STATISTIC_FEATURES,
  ...SECONDARY_FEATURES,
  ...CENTROID_FEATURES,
  ...FIT_FEATURES,
]

/**
 * Row features: each depends on its own row and on constants of nature alone. The list is the definition; a model takes
 * from it by name. Logarithms are to base 10.
 */
export const FEATURES: readonly FeatureSpec[] = [
  ...SIGNAL_FEATURES,
  ...SIZE_FEATURES,
  ...STAR_FEATURES,
  ...PRECISION_BESIDE_DEPTH_FEATURES,
  ...EVENT_FEATURES,
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
  const columns = columnsOf(quantities)
  const signal = createSignal()
  const values = { row: 0, columns: quantities.values }
  let at = 0
  for (let row = 0; row < quantities.rows; row++) {
    loadSignal(signal, columns, row)
    values.row = row
    for (const { of } of specs) matrix[at++] = finite(of(signal, values))
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
