import type { Metric } from '@vouch/contracts/metric'
import type { CatalogueIndex } from '@vouch/core/domains/exoplanet/catalogue-features'
import { takeRows } from '@vouch/core/domains/exoplanet/fragility'
import { crossValidate, type OutOfFold } from '@vouch/core/learn/cross-validate'
import { groupIndex } from '@vouch/core/learn/group-folds'
import { type JudgedPass, measureCalls } from '@vouch/core/measure/measure-calls'
import { createRandom, type Random } from '@vouch/core/random'
import type { LabelledRows } from './labelled.ts'
import { takeLabelled, type TrainingData } from './training-data.ts'
import { fitTransitModel, inputsOf, matrixOf, scoreTransitModel, type TransitModelSpec } from './transit-model.ts'

export const FOLDS = 5
export const SEED = 20250925

export const RANKED: readonly string[] = ['roc_auc', 'average_precision', 'brier']

/** The same training with other inputs, other rows or another question: one pass over the folds. */
export interface Variant {
  readonly name: string
  readonly spec: TransitModelSpec
  readonly rows: LabelledRows
  readonly only?: readonly string[]
  readonly note?: string
}

export interface Fitting {
  readonly data: TrainingData
  readonly catalogue: CatalogueIndex | null
}

/** One pass over the folds by star: each row judged by a model that saw none of its star. */
export function crossValidateSpec(
  spec: TransitModelSpec,
  rows: LabelledRows,
  { data, catalogue, random }: Fitting & { random: Random },
): OutOfFold {
  return crossValidate(
    {
      labels: rows.labels,
      groups: groupIndex(rows.stars),
      folds: FOLDS,
      fit: (train, scored, chance) => {
        const model = fitTransitModel(spec, takeLabelled(rows, train), { data, catalogue, random: chance })
        return scoreTransitModel(spec, model, {
          mission: spec.mission,
          quantities: takeRows(rows.quantities, scored),
          catalogue,
        })
      },
    },
    random,
  )
}

/** A pass's calls with the threshold that each row was called with. */
export function judged({ fold, probabilities, thresholds }: OutOfFold): JudgedPass {
  return { probabilities, thresholds: Float64Array.from(fold, (f) => thresholds[f]!) }
}

export function measureVariants(
  spec: TransitModelSpec,
  variants: readonly Variant[],
  { log, ...fitting }: Fitting & { log: (line: string) => void },
): Metric[] {
  const random = createRandom(SEED).fork(`${spec.id} variants`)
  return variants.flatMap(({ name, spec: variant, rows, only = RANKED, note }) => {
    const pass = crossValidateSpec(variant, rows, { ...fitting, random: random.fork(name) })
    log(name)
    return measureCalls(
      { ...rows, groups: groupIndex(rows.stars), passes: [judged(pass)] },
      { split: `${FOLDS}-fold by star, ${name}`, only, also: spec.also, ...(note ? { note } : {}) },
    )
  })
}

/**
 * How well the label can be told by which of the inputs are missing, and by nothing else: what a model may have learned of
 * who filled in the table.
 */
export function measureGaps(spec: TransitModelSpec, rows: LabelledRows): Metric[] {
  const split = `${FOLDS}-fold by star, only which inputs are missing`
  const matrix = matrixOf(spec, spec.mission, rows.quantities, null)
  const width = inputsOf(spec).length
  const words = Array.from(rows.labels, (_, r) =>
    Array.from(matrix.subarray(r * width, (r + 1) * width), (value) => (Number.isNaN(value) ? '-' : '+')).join(''),
  )
  const groups = groupIndex(rows.stars)
  const pass = crossValidate(
    {
      labels: rows.labels,
      groups,
      folds: FOLDS,
      fit: (train, scored) => {
        const seen = new Map<string, { positives: number; rows: number }>()
        let positives = 0
        for (const row of train) {
          const tally = seen.get(words[row]!) ?? { positives: 0, rows: 0 }
          seen.set(words[row]!, { positives: tally.positives + rows.labels[row]!, rows: tally.rows + 1 })
          positives += rows.labels[row]!
        }
        const prior = positives / train.length
        // each pattern's share of positives, held to the whole's by two rows
        return Array.from(scored, (row) => {
          const { positives: found, rows: n } = seen.get(words[row]!) ?? { positives: 0, rows: 0 }
          const share = (found + 2 * prior) / (n + 2)
          return Math.log(share / (1 - share))
        })
      },
    },
    createRandom(SEED).fork(`${spec.id} gaps`),
  )
  const note =
    'each pattern of gaps judged by the labels of its rows in the other folds; .5 says that gaps tell nothing'
  return measureCalls({ ...rows, groups, passes: [judged(pass)] }, { split, only: ['roc_auc'], note })
}
