import type { Metric } from '@vouch/contracts/metric'
import { type BoostedTreesSettings, trainBoostedTrees } from '@vouch/core/learn/boosted-trees'
import { crossValidate, type OutOfFold } from '@vouch/core/learn/cross-validate'
import { groupIndex } from '@vouch/core/learn/group-folds'
import { predictMargin } from '@vouch/core/learn/tree'
import { compareAuc } from '@vouch/core/measure/compare-auc'
import { measureCalls, round } from '@vouch/core/measure/measure-calls'
import type { Random } from '@vouch/core/random'
import type { CurveModelSpec } from './curve-model.ts'
import type { CurveRows } from './read-curve-rows.ts'
import type { Member } from './train-network.ts'
import { abstention } from './train-transit-model.ts'
import { FOLDS, judged, RANKED } from './variants.ts'

export const SPLIT = `${FOLDS}-fold by star`

/** One pass over the folds: each row judged by networks that saw nothing of its star. */
export interface Folded {
  /** the mean of the members' log-odds */
  readonly all: OutOfFold
  /** the first member's alone */
  readonly first: OutOfFold
  readonly members: readonly (readonly Member[])[]
}

/** Passes over the same folds. */
export interface CurvePasses {
  readonly folded: Folded
  /** the views alone */
  readonly blind: Folded
  /** beside simulated signals; null where that was not tried */
  readonly taught: Folded | null
  readonly scalars: Float32Array
  readonly random: Random
}

/** What a network's calls are worth: as it is kept, alone, without its scalars, and beside what does without it. */
export function measureCurveModel(
  { members, features, simulated }: CurveModelSpec,
  rows: CurveRows,
  { folded, blind, taught, scalars, random }: CurvePasses,
): Metric[] {
  const judgedRows = (pass: OutOfFold) => ({
    labels: rows.labels,
    groups: groupIndex(rows.stars),
    passes: [judged(pass)],
  })
  const ranked = (pass: OutOfFold, what: string) =>
    measureCalls(judgedRows(pass), { split: `${SPLIT}, ${what}`, only: RANKED })
  return [
    ...measureCalls(judgedRows(folded.all), { split: SPLIT }),
    ...abstention(rows, folded.all, SPLIT),
    ...(members > 1 ? ranked(folded.first, 'one network') : []),
    ...ranked(blind.all, 'one network, the views alone'),
    ...(taught
      ? [
          ...ranked(taught.all, `one network, ${simulated} simulated signals to learn from beside`),
          gainOf(rows, { taught: taught.all, plain: folded.first, simulated }),
        ]
      : []),
    ...ranked(
      treesAlone(rows, scalars, { features: features.length, random }),
      'boosted trees on the values beside the views',
    ),
  ]
}

/** How far the values beside the views go without any view. */
function treesAlone(
  { labels, stars }: CurveRows,
  scalars: Float32Array,
  { features, random }: { features: number; random: Random },
): OutOfFold {
  const take = (which: Uint32Array) =>
    Float32Array.from([...which].flatMap((row) => [...scalars.subarray(row * features, (row + 1) * features)]))
  return crossValidate(
    {
      labels,
      groups: groupIndex(stars),
      folds: FOLDS,
      fit(train, judge, chance) {
        const own = Uint8Array.from(train, (row) => labels[row]!)
        const set = {
          matrix: take(train),
          rows: train.length,
          features,
          labels: own,
          weights: new Float64Array(train.length).fill(1),
        }
        return predictMargin(trainBoostedTrees(set, TREES, chance), take(judge), judge.length)
      },
    },
    random.fork('evaluation'),
  )
}

const TREES: BoostedTreesSettings = {
  trees: 150,
  learningRate: 0.06,
  depth: 4,
  minChildWeight: 1,
  lambda: 1,
  gamma: 0,
  subsample: 1,
  columnSample: 1,
  bins: 255,
}

/** Whether signals of the simulator teach what the real ones do not: the kept networks learn without them. */
function gainOf(
  { labels, stars }: CurveRows,
  { taught, plain, simulated }: { taught: OutOfFold; plain: OutOfFold; simulated: number },
): Metric {
  const found = compareAuc(labels, [taught.probabilities, plain.probabilities], groupIndex(stars))
  const { difference, interval, p } = found
  const words = p >= 0.05 ? 'no difference that the rows could show' : difference > 0 ? 'better' : 'worse'
  return {
    metric: 'roc_auc_difference',
    value: round(difference),
    interval: [round(interval[0]), round(interval[1])],
    n: labels.length,
    split: `${SPLIT}, one network: ${simulated} simulated signals beside, less none`,
    note: `paired test of DeLong by star: p ${p < 1e-4 ? 'below .0001' : p.toFixed(4)}, ${words}; the networks that are served learned without`,
  }
}
