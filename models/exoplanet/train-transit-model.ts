import type { Metric } from '@vouch/contracts/metric'
import type { Manifest } from '@vouch/contracts/model'
import { buildCatalogue, type CatalogueIndex } from '@vouch/core/domains/exoplanet/catalogue-features'
import { fitPlatt } from '@vouch/core/learn/calibrate'
import { chooseThreshold } from '@vouch/core/learn/choose-threshold'
import type { OutOfFold } from '@vouch/core/learn/cross-validate'
import { groupIndex } from '@vouch/core/learn/group-folds'
import { rescale, sigmoid, type TreeEnsemble } from '@vouch/core/learn/tree'
import { measureCalls, round } from '@vouch/core/measure/measure-calls'
import { rocAuc } from '@vouch/core/measure/ranking'
import { createRandom } from '@vouch/core/random'
import type { LabelledRows, LabelledTable } from './labelled.ts'
import { assessedRows, takeLabelled, type TrainingData } from './training-data.ts'
import { fitTransitModel, scoreTransitModel, type TransitModelSpec } from './transit-model.ts'
import { crossValidateSpec, FOLDS, judged, measureGaps, measureVariants, SEED } from './variants.ts'

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
 * Trains and measures one model. The figures come from five folds by star, the spec's `repeats` times over; calibration and
 * threshold of each fold come from the other folds; the model that is kept is trained on all labelled rows.
 */
export function trainTransitModel(
  spec: TransitModelSpec,
  data: TrainingData,
  log: (line: string) => void,
): TrainedModel {
  const labelled = assessedRows(spec, data.own.labelled)
  const catalogue = spec.catalogueFeatures.length > 0 ? buildCatalogue(data.own.everything) : null
  const random = createRandom(SEED).fork(spec.id)
  const evaluationRandom = random.fork('evaluation')
  const own = Array.from({ length: spec.repeats }, (_, repeat) =>
    crossValidateSpec(spec, labelled, { data, catalogue, random: evaluationRandom.fork(`repeat ${repeat}`) }),
  )
  log(`${spec.repeats} × ${FOLDS} folds done`)
  const all = new Float64Array(own.length * labelled.labels.length)
  const labels = new Uint8Array(all.length)
  for (const [p, pass] of own.entries()) {
    all.set(pass.probabilities, p * labelled.labels.length)
    labels.set(labelled.labels, p * labelled.labels.length)
  }
  const threshold = chooseThreshold(labels, all)
  const raw = fitTransitModel(spec, labelled, { data, catalogue, random: random.fork('final') })
  const platt = meanPlatt(labelled.labels, own)
  const ensemble = rescale(raw, platt.slope, platt.offset)
  const split = `${spec.repeats} × ${FOLDS}-fold by star`
  const evaluation = [
    ...measureCalls(
      { ...labelled, groups: groupIndex(labelled.stars), passes: own.map(judged) },
      { split, also: spec.also },
    ),
    ...abstention(labelled, own[0]!, split),
    ...(spec.also.length > 0 ? pooled(spec, labelled, own) : []),
    ...measureVariants(spec, spec.variants(spec, data), { data, catalogue, log }),
    ...(spec.mission === 'koi' ? robovetter(data.own) : measureGaps(spec, labelled)),
    ...transfers(spec, data, { ensemble, threshold }),
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

/** Each row's calls of all passes averaged: none of the models that made them saw its star. */
function pooled(spec: TransitModelSpec, labelled: LabelledRows, own: readonly OutOfFold[]): Metric[] {
  const mean = (of: (pass: OutOfFold) => Float64Array) =>
    Float64Array.from(labelled.labels, (_, r) => own.reduce((sum, pass) => sum + of(pass)[r]!, 0) / own.length)
  const passes = own.map(judged)
  const pass = {
    probabilities: mean(({ probabilities }) => probabilities),
    thresholds: Float64Array.from(
      labelled.labels,
      (_, r) => passes.reduce((sum, { thresholds }) => sum + thresholds[r]!, 0) / passes.length,
    ),
  }
  return measureCalls(
    { ...labelled, groups: groupIndex(labelled.stars), passes: [pass] },
    {
      split: `${spec.repeats} × ${FOLDS}-fold by star, each row’s calls averaged over the passes`,
      only: ['roc_auc', 'average_precision', 'brier'],
      also: spec.also,
    },
  )
}

function meanPlatt(labels: Uint8Array, own: readonly OutOfFold[]) {
  const fits = own.map(({ margins }) => fitPlatt(labels, margins))
  const mean = (of: (fit: (typeof fits)[number]) => number) => fits.reduce((sum, fit) => sum + of(fit), 0) / fits.length
  return { slope: mean(({ slope }) => slope), offset: mean(({ offset }) => offset) }
}

/** The call is right less than three times in four: too little to stand as a call without a word. */
export const ABSTAIN = { from: 0.25, to: 0.75 } as const

export function abstention({ labels }: LabelledRows, pass: OutOfFold, split: string): Metric[] {
  const { probabilities, thresholds } = judged(pass)
  const inside = [...labels.keys()].filter((r) => probabilities[r]! >= ABSTAIN.from && probabilities[r]! < ABSTAIN.to)
  const right = (rows: readonly number[]) =>
    rows.length === 0
      ? null
      : round(rows.filter((r) => probabilities[r]! >= thresholds[r]! === (labels[r] === 1)).length / rows.length)
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
    { metric: 'accuracy_when_abstained', value: right(inside), interval: null, n: inside.length, split, note },
    {
      metric: 'accuracy_when_not_abstained',
      value: right(outside),
      interval: null,
      n: outside.length,
      split,
      note,
    },
  ]
}

export function foldFigures(rows: LabelledRows, pass: OutOfFold): Manifest['folds'] {
  return pass.thresholds.map((threshold, fold) => {
    const members = [...pass.fold.keys()].filter((row) => pass.fold[row] === fold)
    const labels = members.map((row) => rows.labels[row]!)
    const probabilities = members.map((row) => pass.probabilities[row]!)
    const positives = labels.filter((label) => label === 1).length
    const found = members.filter((row) => rows.labels[row] === 1 && pass.probabilities[row]! >= threshold).length
    return { fold, n: members.length, recall: round(found / positives), roc_auc: round(rocAuc(labels, probabilities)) }
  })
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

/** How the kept model does on missions it never saw, at its own threshold. */
function transfers(
  spec: TransitModelSpec,
  data: TrainingData,
  { ensemble, threshold }: { ensemble: TreeEnsemble; threshold: number },
): Metric[] {
  return spec.measuredOn.flatMap((mission) => {
    const table = data.others[mission]
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
