import { join } from 'node:path'
import type { Metric } from '@vouch/contracts/metric'
import type { Manifest } from '@vouch/contracts/model'
import { whyNotAssessed } from '@vouch/core/domains/exoplanet/assess'
import { buildCatalogue, type CatalogueIndex } from '@vouch/core/domains/exoplanet/catalogue-features'
import { takeRows } from '@vouch/core/domains/exoplanet/fragility'
import { feature } from '@vouch/core/domains/exoplanet/features'
import type { Quantities, QuantityName } from '@vouch/core/domains/exoplanet/quantities'
import { fitPlatt } from '@vouch/core/learn/calibrate'
import { chooseThreshold } from '@vouch/core/learn/choose-threshold'
import { crossValidate, type OutOfFold } from '@vouch/core/learn/cross-validate'
import { groupIndex } from '@vouch/core/learn/group-folds'
import { rescale, sigmoid, type TreeEnsemble } from '@vouch/core/learn/tree'
import { type JudgedPass, measureCalls, round } from '@vouch/core/measure/measure-calls'
import { rocAuc } from '@vouch/core/measure/ranking'
import { createRandom, type Random } from '@vouch/core/random'
import { type LabelledRows, type LabelledTable, readLabelled, RULES } from './labelled.ts'
import { fitTransitModel, scoreTransitModel, type TransitModelSpec, withoutQuantities } from './transit-model.ts'

export const FOLDS = 5
/**
 * Passes over the folds, with seeds other than those that settings were tried on. The rows are the same. One pass moves by
 * some .0004 in AUC with how the stars fall into folds, so the mean of twenty stands to .0001.
 */
export const REPEATS = 20
const SEED = 20250925

/** The three tables a training reads, in a folder laid out as the README of `models` says. */
export interface TrainingData {
  readonly koi: LabelledTable
  readonly k2: LabelledTable | null
  readonly toi: LabelledTable | null
}

export async function readTrainingData(koiPath: string, folder: string | null): Promise<TrainingData> {
  const optional = async (path: string, rule: (typeof RULES)['k2' | 'toi']) =>
    folder === null ? null : readLabelled(join(folder, path), rule)
  return {
    koi: await readLabelled(koiPath, RULES.koi, ['koi_score']),
    k2: await optional('k2/k2pandc_transit.csv', RULES.k2),
    toi: await optional('tess/toi.csv', RULES.toi),
  }
}

export interface TrainedModel {
  readonly ensemble: TreeEnsemble
  readonly platt: { readonly slope: number; readonly offset: number }
  readonly threshold: number
  readonly evaluation: readonly Metric[]
  readonly folds: Manifest['folds']
  /** the first pass: what the curves are drawn from */
  readonly firstPass: OutOfFold
  readonly catalogue: CatalogueIndex | null
}

/**
 * Trains and measures one model. The figures come from five folds by star, `REPEATS` times over; calibration and threshold
 * of each fold come from the other folds; the model that is kept is trained on all labelled rows.
 */
export function trainTransitModel(
  spec: TransitModelSpec,
  data: TrainingData,
  log: (line: string) => void,
): TrainedModel {
  const labelled = assessedRows(spec, data.koi.labelled)
  const catalogue = spec.catalogueFeatures.length > 0 ? buildCatalogue(data.koi.everything) : null
  const random = createRandom(SEED).fork(spec.id)
  const own = passes(spec, labelled, catalogue, random.fork('evaluation'))
  log(`${REPEATS} × ${FOLDS} folds done`)
  const all = new Float64Array(own.length * labelled.labels.length)
  const labels = new Uint8Array(all.length)
  for (const [p, pass] of own.entries()) {
    all.set(pass.probabilities, p * labelled.labels.length)
    labels.set(labelled.labels, p * labelled.labels.length)
  }
  const threshold = chooseThreshold(labels, all)
  const raw = fitTransitModel(spec, labelled, { catalogue, random: random.fork('final') })
  const platt = meanPlatt(labelled.labels, own)
  const ensemble = rescale(raw, platt.slope, platt.offset)
  const split = `${REPEATS} × ${FOLDS}-fold by star`
  const evaluation = [
    ...measureCalls({ ...labelled, groups: groupIndex(labelled.stars), passes: own.map(judged) }, { split }),
    ...abstention(labelled, own[0]!, split),
    ...variants(spec, data, catalogue, log),
    ...transfers(spec, data, ensemble, threshold),
  ]
  return {
    ensemble,
    platt,
    threshold,
    evaluation,
    folds: foldFigures(labelled, own[0]!),
    firstPass: own[0]!,
    catalogue,
  }
}

/** The rows that a model judges. */
export function assessedRows({ requires }: TransitModelSpec, rows: LabelledRows): LabelledRows {
  const lists = { requires: requires.map((list) => [...list]) }
  return takeLabelled(
    rows,
    [...rows.stars.keys()].filter((row) => whyNotAssessed(lists, rows.quantities, row) === null),
  )
}

function passes(
  spec: TransitModelSpec,
  rows: LabelledRows,
  catalogue: CatalogueIndex | null,
  random: Random,
): OutOfFold[] {
  const groups = groupIndex(rows.stars)
  return Array.from({ length: REPEATS }, (_, repeat) =>
    crossValidate(
      {
        labels: rows.labels,
        groups,
        folds: FOLDS,
        fit: (train, scored, chance) => {
          const model = fitTransitModel(spec, takeLabelled(rows, train), { catalogue, random: chance })
          return scoreTransitModel(spec, model, {
            mission: 'koi',
            quantities: takeRows(rows.quantities, scored),
            catalogue,
          })
        },
      },
      random.fork(`repeat ${repeat}`),
    ),
  )
}

function takeLabelled(rows: LabelledRows, which: ArrayLike<number>): LabelledRows {
  return {
    quantities: takeRows(rows.quantities, which),
    stars: Array.from(which, (row) => rows.stars[row]!),
    labels: rows.labels.length === 0 ? rows.labels : Uint8Array.from(which, (row) => rows.labels[row]!),
  }
}

function judged({ fold, probabilities, thresholds }: OutOfFold): JudgedPass {
  return { probabilities, thresholds: Float64Array.from(fold, (f) => thresholds[f]!) }
}

function meanPlatt(labels: Uint8Array, own: readonly OutOfFold[]) {
  const fits = own.map(({ margins }) => fitPlatt(labels, margins))
  const mean = (of: (fit: (typeof fits)[number]) => number) => fits.reduce((sum, fit) => sum + of(fit), 0) / fits.length
  return { slope: mean(({ slope }) => slope), offset: mean(({ offset }) => offset) }
}

/** The call is right less than three times in four: too little to stand as a call without a word. */
export const ABSTAIN = { from: 0.25, to: 0.75 } as const

function abstention({ labels }: LabelledRows, pass: OutOfFold, split: string): Metric[] {
  const { probabilities, thresholds } = judged(pass)
  const inside = [...labels.keys()].filter((r) => probabilities[r]! >= ABSTAIN.from && probabilities[r]! < ABSTAIN.to)
  const right = (rows: readonly number[]) =>
    rows.filter((r) => probabilities[r]! >= thresholds[r]! === (labels[r] === 1)).length / rows.length
  const outside = [...labels.keys()].filter((r) => !inside.includes(r))
  const note = `abstained: probability from ${ABSTAIN.from} to ${ABSTAIN.to}`
  return [
    {
      metric: 'abstained_share',
      value: round(inside.length / labels.length),
      interval: null,
      n: labels.length,
      split,
      note,
    },
    { metric: 'accuracy_when_abstained', value: round(right(inside)), interval: null, n: inside.length, split, note },
    {
      metric: 'accuracy_when_not_abstained',
      value: round(right(outside)),
      interval: null,
      n: outside.length,
      split,
      note,
    },
  ]
}

function foldFigures(rows: LabelledRows, pass: OutOfFold): Manifest['folds'] {
  return pass.thresholds.map((threshold, fold) => {
    const members = [...pass.fold.keys()].filter((row) => pass.fold[row] === fold)
    const labels = members.map((row) => rows.labels[row]!)
    const probabilities = members.map((row) => pass.probabilities[row]!)
    const positives = labels.filter((label) => label === 1).length
    const found = members.filter((row) => rows.labels[row] === 1 && pass.probabilities[row]! >= threshold).length
    return { fold, n: members.length, recall: round(found / positives), roc_auc: round(rocAuc(labels, probabilities)) }
  })
}

const isError = (name: QuantityName) => name.endsWith('_err_upper') || name.endsWith('_err_lower')
const isStellarError = (name: QuantityName) => name.startsWith('stellar_') && isError(name)
const RANKED = ['roc_auc', 'average_precision', 'brier']

/** The same training with other inputs or another question: one pass over the folds each. */
function variants(
  spec: TransitModelSpec,
  data: TrainingData,
  catalogue: CatalogueIndex | null,
  log: (line: string) => void,
): Metric[] {
  const { candidates } = data.koi
  const labelled = assessedRows(spec, data.koi.labelled)
  const random = createRandom(SEED).fork(`${spec.id} variants`)
  const measured = (name: string, variant: TransitModelSpec, rows: LabelledRows, only = RANKED, note?: string) => {
    const groups = groupIndex(rows.stars)
    const pass = crossValidate(
      {
        labels: rows.labels,
        groups,
        folds: FOLDS,
        fit: (train, scored, chance) => {
          const model = fitTransitModel(variant, takeLabelled(rows, train), { catalogue, random: chance })
          return scoreTransitModel(variant, model, {
            mission: 'koi',
            quantities: takeRows(rows.quantities, scored),
            catalogue,
          })
        },
      },
      random.fork(name),
    )
    log(name)
    return measureCalls(
      { ...rows, groups, passes: [judged(pass)] },
      { split: `${FOLDS}-fold by star, ${name}`, only, ...(note ? { note } : {}) },
    )
  }
  const fitted = [...labelled.labels.keys()].filter(
    (row) => !Number.isNaN(labelled.quantities.values.radius?.[row] ?? Number.NaN),
  )
  const everyRow = labelled.stars.length < data.koi.labelled.stars.length
  const old = assessedRows(spec, joinRows(data.koi.labelled, candidates))
  const usesStellar = spec.rowFeatures.some((name) => feature(name).needs.some(isStellarError))
  const usesNumber = spec.rowFeatures.includes('signal_number')
  return [
    ...measured('without any uncertainty column', withoutQuantities(spec, isError), labelled),
    ...(usesStellar
      ? measured('without the star’s uncertainties', withoutQuantities(spec, isStellarError), labelled)
      : []),
    ...(usesNumber
      ? measured(
          'without the signal’s number on its star',
          withoutQuantities(spec, (name) => name === 'signal_number'),
          labelled,
        )
      : []),
    ...(usesNumber
      ? []
      : measured(
          'with the signal’s number on its star (circular)',
          { ...spec, rowFeatures: [...spec.rowFeatures, 'signal_number'] },
          labelled,
        )),
    ...(fitted.length < labelled.stars.length
      ? measured('rows with a fit only', spec, takeLabelled(labelled, fitted))
      : []),
    ...(everyRow ? measured('every labelled row, those that are not assessed too', spec, data.koi.labelled) : []),
    ...measured(
      'the old API’s question: CONFIRMED and CANDIDATE against FALSE POSITIVE',
      spec,
      old,
      [...RANKED, 'recall'],
      'retrained for the comparison; its three columns reached AUC .892 and recall .853. Nothing of it is served: candidates are no labels.',
    ),
    ...robovetter(data.koi),
  ]
}

/** NASA's own vetter on the rows it scored, for comparison. */
function robovetter({ labelled, extra }: LabelledTable): Metric[] {
  const score = extra.get('koi_score') ?? new Float64Array(labelled.labels.length).fill(Number.NaN)
  const scored = [...labelled.labels.keys()].filter((row) => !Number.isNaN(score[row]!))
  if (scored.length === 0) return []
  const probabilities = Float64Array.from(scored, (row) => score[row]!)
  const pass = { probabilities, thresholds: new Float64Array(scored.length).fill(0.5) }
  const rows = takeLabelled(labelled, scored)
  return measureCalls(
    { ...rows, groups: groupIndex(rows.stars), passes: [pass] },
    {
      split: 'koi_score, for comparison',
      only: ['roc_auc', 'average_precision'],
      note: 'the Robovetter’s score of the same rows, where it has one; not this model',
    },
  )
}

function joinRows(labelled: LabelledRows, candidates: LabelledRows): LabelledRows {
  const n = candidates.stars.length
  const values = Object.fromEntries(
    Object.entries(labelled.quantities.values).map(([name, column]) => {
      const other = Object.entries(candidates.quantities.values).find(([known]) => known === name)?.[1]
      return [name, Float64Array.from([...column, ...(other ?? new Float64Array(n).fill(Number.NaN))])]
    }),
  )
  const quantities: Quantities = { rows: labelled.quantities.rows + n, values }
  return {
    quantities,
    stars: [...labelled.stars, ...candidates.stars],
    labels: Uint8Array.from([...labelled.labels, ...new Uint8Array(n).fill(1)]),
  }
}

/** How the kept model does on missions it never saw, at its own threshold. */
function transfers(spec: TransitModelSpec, data: TrainingData, ensemble: TreeEnsemble, threshold: number): Metric[] {
  return (['k2', 'toi'] as const).flatMap((mission) => {
    const table = data[mission]
    if (!table) return []
    const labelled = assessedRows(spec, table.labelled)
    const skipped = table.labelled.stars.length - labelled.stars.length
    const margins = scoreTransitModel(spec, ensemble, { mission, quantities: labelled.quantities, catalogue: null })
    const probabilities = Float64Array.from(margins, sigmoid)
    const pass = { probabilities, thresholds: new Float64Array(margins.length).fill(threshold) }
    return measureCalls(
      { ...labelled, groups: groupIndex(labelled.stars), passes: [pass] },
      {
        split: `${mission}, never seen in training`,
        only: ['roc_auc', 'average_precision', 'precision', 'recall'],
        note: `${skipped} of ${table.labelled.stars.length} labelled rows were not assessed`,
      },
    )
  })
}
