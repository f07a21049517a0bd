import type { Manifest } from '@vouch/contracts/model'
import { type CatalogueIndex, CATALOGUE_FEATURES } from '@vouch/core/domains/exoplanet/catalogue-features'
import { feature } from '@vouch/core/domains/exoplanet/features'
import { comparableQuantities, modelFeatures } from '@vouch/core/domains/exoplanet/model-features'
import type { Quantities, QuantityName } from '@vouch/core/domains/exoplanet/quantities'
import { type BoostedTreesSettings, trainBoostedTrees } from '@vouch/core/learn/boosted-trees'
import { predictMargin, type TreeEnsemble } from '@vouch/core/learn/tree'
import type { Random } from '@vouch/core/random'
import type { LabelledRows } from './labelled.ts'

/** Copies of the training rows that a model also learns from, with the weight of each row. */
export interface Augmentation {
  readonly quantities: Quantities
  readonly weight: number
}

/** What makes one boosted-tree model of transit signals. */
export interface TransitModelSpec {
  readonly id: string
  readonly aliases: readonly string[]
  readonly version: string
  readonly name: string
  readonly summary: string
  readonly rowFeatures: readonly string[]
  readonly catalogueFeatures: readonly string[]
  readonly settings: BoostedTreesSettings
  readonly transfer: Manifest['transfer']
  /** rows to learn from beside the ones that are there; nothing but the training fold is given to it */
  augment(train: Quantities, random: Random): Augmentation[]
  /** quantities a row must have to be judged: at least one of each list */
  readonly requires: readonly (readonly QuantityName[])[]
  readonly augmentation: string
  readonly dropped: Manifest['training']['dropped']
  readonly intendedUse: string
  readonly limits: readonly string[]
}

export type InputSpec = Pick<Manifest['inputs'][number], 'name' | 'unit' | 'description' | 'group'>

/** The inputs of a spec's graph in their order. */
export function inputsOf(spec: Pick<TransitModelSpec, 'rowFeatures' | 'catalogueFeatures'>): InputSpec[] {
  const row = spec.rowFeatures.map((name) => ({ ...pick(feature(name)), group: 'row' as const }))
  const catalogue = CATALOGUE_FEATURES.filter(({ name }) => spec.catalogueFeatures.includes(name))
  return [...row, ...catalogue.map((item) => ({ ...pick(item), group: 'catalogue' as const }))]
}

function pick({ name, unit, description }: { name: string; unit: string; description: string }) {
  return { name, unit, description }
}

/** The matrix a model sees for some rows: its own mission's as they are, another's without what is not comparable. */
export function matrixOf(
  spec: TransitModelSpec,
  mission: 'koi' | 'k2' | 'toi',
  quantities: Quantities,
  catalogue: CatalogueIndex | null,
): Float32Array<ArrayBuffer> {
  const inputs = inputsOf(spec).map((input) => ({ ...input, range: null, may_be_missing: true, distribution: NONE }))
  const comparable = comparableQuantities(spec, mission, quantities)
  return modelFeatures({ inputs }, comparable, catalogue)
}

const NOTHING = { n: 0, missing: 0, quantiles: null }
const NONE = { positive: NOTHING, negative: NOTHING }

/** Trains on some labelled rows and their augmented copies. */
export function fitTransitModel(
  spec: TransitModelSpec,
  rows: LabelledRows,
  { catalogue, random }: { catalogue: CatalogueIndex | null; random: Random },
): TreeEnsemble {
  const parts = [{ quantities: rows.quantities, weight: 1 }, ...spec.augment(rows.quantities, random.fork('augment'))]
  const n = rows.labels.length
  const width = inputsOf(spec).length
  const matrix = new Float32Array(parts.length * n * width)
  const labels = new Uint8Array(parts.length * n)
  const weights = new Float64Array(parts.length * n)
  for (const [p, part] of parts.entries()) {
    matrix.set(matrixOf(spec, 'koi', part.quantities, catalogue), p * n * width)
    labels.set(rows.labels, p * n)
    weights.fill(part.weight, p * n, (p + 1) * n)
  }
  const set = { matrix, rows: labels.length, features: width, labels, weights }
  return trainBoostedTrees(set, spec.settings, random.fork('trees'))
}

/** Margins of some rows of a mission by a trained model. */
export function scoreTransitModel(
  spec: TransitModelSpec,
  ensemble: TreeEnsemble,
  {
    mission,
    quantities,
    catalogue,
  }: { mission: 'koi' | 'k2' | 'toi'; quantities: Quantities; catalogue: CatalogueIndex | null },
): Float32Array {
  return predictMargin(ensemble, matrixOf(spec, mission, quantities, catalogue), quantities.rows)
}

/** A spec without the features that are made of the named quantities. */
export function withoutQuantities(spec: TransitModelSpec, drop: (name: QuantityName) => boolean): TransitModelSpec {
  return { ...spec, rowFeatures: spec.rowFeatures.filter((name) => !feature(name).needs.some(drop)) }
}
