import type { Manifest } from '@vouch/contracts/model'
import { type CatalogueIndex, CATALOGUE_FEATURES } from '@vouch/core/domains/exoplanet/catalogue-features'
import { feature } from '@vouch/core/domains/exoplanet/features'
import { comparableQuantities, modelFeatures } from '@vouch/core/domains/exoplanet/model-features'
import type { Quantities, QuantityName } from '@vouch/core/domains/exoplanet/quantities'
import { type BoostedTreesSettings, trainBoostedTrees } from '@vouch/core/learn/boosted-trees'
import { averageEnsembles, predictMargin, type TreeEnsemble } from '@vouch/core/learn/tree'
import type { Random } from '@vouch/core/random'
import type { LabelledRows } from './labelled.ts'
import { assessedRows, type TrainingData, type TrainingMission } from './training-data.ts'
import type { Variant } from './variants.ts'

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
  /** the version that stands in its graph, where only what is said of it has changed since; `version` when absent */
  readonly graphVersion?: string
  /** whose table it learns from */
  readonly mission: TrainingMission
  /**
   * Passes over the folds, with seeds other than those that settings were tried on. The rows are the same. One pass moves
   * with how the stars fall into folds (some .0004 in AUC for `koi`, so the mean of twenty stands to .0001).
   */
  readonly repeats: number
  /** how many ensembles, of seeds of their own, the model is the mean of */
  readonly bag: number
  /** rows of another mission to learn from beside its own, or instead of them (`alone`); never measured on */
  readonly beside: { readonly mission: TrainingMission; readonly weight: number; readonly alone: boolean } | null
  /** missions whose labelled rows the kept model is measured on */
  readonly measuredOn: readonly TrainingMission[]
  /** metrics beside the usual ones */
  readonly also: readonly string[]
  variants(spec: TransitModelSpec, data: TrainingData): Variant[]
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
  mission: TrainingMission,
  quantities: Quantities,
  catalogue: CatalogueIndex | null,
): Float32Array<ArrayBuffer> {
  const inputs = inputsOf(spec).map((input) => ({ ...input, range: null, may_be_missing: true, distribution: NONE }))
  const comparable = comparableQuantities(spec, mission, quantities)
  return modelFeatures({ inputs }, comparable, catalogue)
}

const NOTHING = { n: 0, missing: 0, quantiles: null }
const NONE = { positive: NOTHING, negative: NOTHING }

/** Trains on some labelled rows and their augmented copies, and on another mission's where the spec says so. */
export function fitTransitModel(
  spec: TransitModelSpec,
  rows: LabelledRows,
  { data, catalogue, random }: { data: TrainingData; catalogue: CatalogueIndex | null; random: Random },
): TreeEnsemble {
  const own = [{ quantities: rows.quantities, weight: 1 }, ...spec.augment(rows.quantities, random.fork('augment'))]
  const parts = [
    ...(spec.beside?.alone ? [] : own.map((part) => ({ mission: spec.mission, labels: rows.labels, ...part }))),
    ...partsBeside(spec, data, random),
  ]
  const n = parts.reduce((sum, { labels }) => sum + labels.length, 0)
  const width = inputsOf(spec).length
  const matrix = new Float32Array(n * width)
  const labels = new Uint8Array(n)
  const weights = new Float64Array(n)
  let at = 0
  for (const part of parts) {
    matrix.set(matrixOf(spec, part.mission, part.quantities, catalogue), at * width)
    labels.set(part.labels, at)
    weights.fill(part.weight, at, at + part.labels.length)
    at += part.labels.length
  }
  const set = { matrix, rows: n, features: width, labels, weights }
  const seeds = Array.from({ length: spec.bag }, (_, i) => (spec.bag === 1 ? 'trees' : `trees ${i}`))
  return averageEnsembles(seeds.map((seed) => trainBoostedTrees(set, spec.settings, random.fork(seed))))
}

/** The other mission's rows and their copies, each at its weight times that of the mission. */
function partsBeside(spec: TransitModelSpec, { others }: TrainingData, random: Random) {
  if (!spec.beside) return []
  const { mission, weight } = spec.beside
  const table = others[mission]
  if (!table) throw new Error(`${spec.id} learns from ${mission} too, and that table is not there.`)
  const { quantities, labels } = assessedRows(spec, table.labelled)
  const copies = spec.augment(quantities, random.fork(`augment ${mission}`))
  return [{ quantities, weight: 1 }, ...copies].map((part) => ({
    mission,
    labels,
    quantities: part.quantities,
    weight: part.weight * weight,
  }))
}

/** Margins of some rows of a mission by a trained model. */
export function scoreTransitModel(
  spec: TransitModelSpec,
  ensemble: TreeEnsemble,
  {
    mission,
    quantities,
    catalogue,
  }: { mission: TrainingMission; quantities: Quantities; catalogue: CatalogueIndex | null },
): Float32Array {
  return predictMargin(ensemble, matrixOf(spec, mission, quantities, catalogue), quantities.rows)
}

/** A spec without the features that are made of the named quantities. */
export function withoutQuantities(spec: TransitModelSpec, drop: (name: QuantityName) => boolean): TransitModelSpec {
  return { ...spec, rowFeatures: spec.rowFeatures.filter((name) => !feature(name).needs.some(drop)) }
}
