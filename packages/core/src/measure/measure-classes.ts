import type { Metric } from '@vouch/contracts/metric'
import { createRandom } from '../random.ts'
import { groupBootstrap } from './interval.ts'
import { round } from './measure-calls.ts'
import { descending, rocAuc } from './ranking.ts'

/** Rows of one of several classes, and what was said of each. */
export interface JudgedClasses {
  /** names of the classes */
  readonly classes: readonly string[]
  /** of each row, the place of its class */
  readonly labels: ArrayLike<number>
  /** rows × classes */
  readonly probabilities: ArrayLike<number>
  /** of each row, the place of the class that was called */
  readonly called: ArrayLike<number>
  /** the group of each row, as whole numbers from 0: intervals draw whole groups */
  readonly groups: ArrayLike<number>
}

const DRAWS = 300

/**
 * Mean one-against-the-rest area under the ROC curve, mean recall of the classes (balanced accuracy), accuracy, and both of
 * each class, with intervals from resampling groups. A class that no row is of counts in no mean, and is null.
 */
export function measureClasses(
  judged: JudgedClasses,
  { split, note, each = true }: { readonly split: string; readonly note?: string; readonly each?: boolean },
): Metric[] {
  const { classes, groups, labels } = judged
  const names = [
    'macro_auc',
    'balanced_accuracy',
    'class_accuracy',
    ...(each ? classes.flatMap((name) => [`auc_${name}`, `recall_${name}`]) : []),
  ]
  const measure = (rows: Uint32Array) => statistics(judged, rows).slice(0, names.length)
  const random = createRandom(`classes ${split}`)
  const intervals = groupBootstrap(groups, measure, { draws: DRAWS, random })
  return measure(Uint32Array.from(labels, (_, row) => row)).map((value, i) => ({
    metric: names[i]!,
    value: Number.isFinite(value) ? round(value) : null,
    interval: Number.isFinite(value) ? [round(intervals[i]![0]), round(intervals[i]![1])] : null,
    n: labels.length,
    split,
    ...(note === undefined ? {} : { note }),
  }))
}

function statistics({ classes, labels, probabilities, called }: JudgedClasses, rows: Uint32Array): number[] {
  const truth = Uint32Array.from(rows, (row) => labels[row]!)
  const of = classes.map((_, c) => {
    const own = Uint8Array.from(truth, (label) => (label === c ? 1 : 0))
    const scores = Float64Array.from(rows, (row) => probabilities[row * classes.length + c]!)
    const right = rows.reduce((sum, row, i) => sum + (truth[i] === c && called[row] === c ? 1 : 0), 0)
    return { auc: rocAuc(own, scores, descending(scores)), recall: right / own.reduce((sum, one) => sum + one, 0) }
  })
  const right = rows.reduce((sum, row, i) => sum + (called[row] === truth[i] ? 1 : 0), 0)
  return [
    mean(of.map(({ auc }) => auc)),
    mean(of.map(({ recall }) => recall)),
    right / rows.length,
    ...of.flatMap(({ auc, recall }) => [auc, recall]),
  ]
}

function mean(values: readonly number[]): number {
  const known = values.filter(Number.isFinite)
  return known.reduce((sum, value) => sum + value, 0) / known.length
}

/**
 * The largest recall of a label at which at least a share of the others is left alone (sensitivity at a specificity). Rows of
 * one score come together. NaN where a label is absent.
 * @param labels 0 or 1
 */
export function sensitivityAt(specificity: number, labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const order = descending(scores)
  let [positives, negatives] = [0, 0]
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 1) positives++
    else negatives++
  }
  let [found, wrong, best] = [0, 0, 0]
  for (let i = 0; i < order.length;) {
    const score = scores[order[i]!]!
    for (; i < order.length && scores[order[i]!]! === score; i++) {
      if (labels[order[i]!] === 1) found++
      else wrong++
    }
    if (1 - wrong / negatives >= specificity) best = found
  }
  return positives > 0 && negatives > 0 ? best / positives : Number.NaN
}
