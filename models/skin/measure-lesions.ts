import { LesionLocation, Sex } from '@vouch/contracts/domains/skin'
import type { Metric } from '@vouch/contracts/metric'
import type { PictureModel } from '@vouch/contracts/model'
import { groupBootstrap } from '@vouch/core/measure/interval'
import { measureCalls, round } from '@vouch/core/measure/measure-calls'
import { measureClasses, sensitivityAt } from '@vouch/core/measure/measure-classes'
import { rocAuc } from '@vouch/core/measure/ranking'
import { createRandom } from '@vouch/core/random'
import type { Calibrated } from './calibrate-lesions.ts'
import { FOLDS, type HeldOut } from './judge-held-out.ts'
import { positiveScore } from '@vouch/core/model/class-probabilities'
import { CLASSES } from './lesion-spec.ts'
import type { Lesion } from './read-lesions.ts'

export const SPLIT = 'lesions held out, one in five of each class'
const CROSSED = `Probabilities are those of factors and thresholds that were fitted on four fifths of the held-out lesions and judged on the fifth.`
const DRAWS = 300
/** Of the malignant pictures that the threshold is to call. */
const RECALL = 0.9
const SPECIFICITY = 0.9
/** Odds of the threshold, times and over this: in between it is too near to tell. */
const ABSTAIN_ODDS = 1.5
/** Fewer pictures of either kind say nothing of a group. */
const LEAST = 10

/** P(malignant) of each picture. */
export function malignantOf(probabilities: Float64Array): Float64Array {
  const classes = CLASSES.length
  return Float64Array.from({ length: probabilities.length / classes }, (_, row) =>
    positiveScore(probabilities.subarray(row * classes, (row + 1) * classes), CLASSES),
  )
}

/** The greatest threshold, in hundredths, that calls nine malignant pictures in ten. */
export function chooseThreshold(malignant: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  const found = Array.from({ length: 99 }, (_, i) => (99 - i) / 100).find((threshold) => {
    let [all, called] = [0, 0]
    for (let i = 0; i < malignant.length; i++)
      if (malignant[i] === 1) {
        all++
        if (probabilities[i]! >= threshold) called++
      }
    return called >= RECALL * all
  })
  return found ?? 0.01
}

/** Where the threshold is too near to tell. */
export function abstainBand(threshold: number): { from: number; to: number } {
  const odds = threshold / (1 - threshold)
  const at = (value: number) => Math.round((value / (1 + value)) * 1000) / 1000
  return { from: at(odds / ABSTAIN_ODDS), to: at(odds * ABSTAIN_ODDS) }
}

/** Of each picture, by the thresholds of the other lesions. */
function thresholdsAcross({ malignant, fold }: HeldOut, probabilities: Float64Array): Float64Array {
  const thresholds = new Float64Array(malignant.length)
  for (let f = 0; f < FOLDS; f++) {
    const rest = [...malignant.keys()].filter((row) => fold[row] !== f)
    const chosen = chooseThreshold(
      rest.map((row) => malignant[row]!),
      rest.map((row) => probabilities[row]!),
    )
    for (const row of malignant.keys()) if (fold[row] === f) thresholds[row] = chosen
  }
  return thresholds
}

/** What is measured of what is said beside a picture, and whether it is used: only where the macro AUC is surely better with it. */
export interface Comparison {
  readonly metrics: readonly Metric[]
  readonly helps: boolean
}

/** What is said of a picture against the picture alone, on the same pictures. */
export function compareSaid(held: HeldOut, { alone, withSaid }: Pick<Calibrated, 'alone' | 'withSaid'>): Comparison {
  const metrics = difference(held, { alone, withSaid })
  const [macro] = metrics
  return { metrics, helps: (macro?.interval?.[0] ?? 0) > 0 }
}

/** The classes' probabilities of each picture as they are served, and as they are not. */
export interface Served {
  readonly served: Float64Array
  readonly other: { readonly words: string; readonly of: Float64Array }
}

/** All that is measured on the held-out pictures but their maps. */
export function measureLesions(held: HeldOut, { served, other }: Served, called: PictureModel['called']): Metric[] {
  const { malignant, groups } = held
  const probabilities = malignantOf(served)
  const thresholds = thresholdsAcross(held, probabilities)
  const classes = (of: Float64Array, split: string, each = true) =>
    measureClasses(
      {
        classes: CLASSES.map(({ name }) => name),
        labels: held.labels,
        probabilities: of,
        called: calledOf(of, called),
        groups,
      },
      { split, note: CROSSED, each },
    )
  const beside = `${SPLIT}: ${other.words}`
  const byMost = measureClasses(
    {
      classes: CLASSES.map(({ name }) => name),
      labels: held.labels,
      probabilities: served,
      called: calledOf(served, { ...called, offsets: CLASSES.map(() => 0) }),
      groups,
    },
    { split: `${SPLIT}: were the most probable class called`, note: CROSSED, each: false },
  ).filter(({ metric }) => metric !== 'macro_auc')
  return [
    ...measureCalls(
      { labels: malignant, groups, passes: [{ probabilities, thresholds }] },
      { split: SPLIT, note: CROSSED },
    ),
    ...specificity(held, { probabilities, thresholds }),
    ...classes(served, SPLIT),
    melanoma(held, served, SPLIT),
    ...byMost,
    ...classes(other.of, beside, false),
    ...measureCalls(
      { labels: malignant, groups, passes: [{ probabilities: malignantOf(other.of), thresholds }] },
      { split: beside, note: CROSSED, only: ['roc_auc', 'average_precision', 'brier'] },
    ),
    melanoma(held, other.of, beside),
    ...subgroups(held, probabilities),
    {
      metric: 'largest_difference_to_trainer',
      value: held.largestDifference,
      interval: null,
      n: held.rows.length,
      split: 'onnxruntime against PyTorch',
      note: 'scores of every held-out picture as it is',
    },
  ]
}

/** The class of the greatest log-probability + offset, of each picture. */
function calledOf(probabilities: Float64Array, { offsets }: PictureModel['called']): Uint8Array {
  return Uint8Array.from({ length: probabilities.length / CLASSES.length }, (_, row) => {
    const own = offsets.map((offset, c) => Math.log(probabilities[row * CLASSES.length + c]!) + offset)
    return own.indexOf(Math.max(...own))
  })
}

function specificity(
  { malignant, groups }: HeldOut,
  { probabilities, thresholds }: { probabilities: Float64Array; thresholds: Float64Array },
): Metric[] {
  const measure = (rows: Uint32Array) => {
    const benign = rows.filter((row) => malignant[row] === 0)
    return [benign.filter((row) => probabilities[row]! < thresholds[row]!).length / benign.length]
  }
  return withInterval('specificity', measure, { groups, split: SPLIT, note: CROSSED })
}

function melanoma(held: HeldOut, probabilities: Float64Array, split: string): Metric {
  const place = CLASSES.findIndex(({ name }) => name === 'mel')
  const measure = (rows: Uint32Array) => [
    sensitivityAt(
      SPECIFICITY,
      Uint8Array.from(rows, (row) => (held.labels[row] === place ? 1 : 0)),
      Float64Array.from(rows, (row) => probabilities[row * CLASSES.length + place]!),
    ),
  ]
  const note =
    'of melanoma against all else, at the threshold of these pictures that leaves nine tenths of the others alone'
  return withInterval('melanoma_sensitivity_at_specificity_90', measure, { groups: held.groups, split, note })[0]!
}

function difference(held: HeldOut, { alone, withSaid }: Pick<Calibrated, 'alone' | 'withSaid'>): Metric[] {
  const macro = (probabilities: Float64Array, rows: Uint32Array) =>
    CLASSES.reduce(
      (sum, _, c) =>
        sum +
        rocAuc(
          Uint8Array.from(rows, (row) => (held.labels[row] === c ? 1 : 0)),
          Float64Array.from(rows, (row) => probabilities[row * CLASSES.length + c]!),
        ),
      0,
    ) / CLASSES.length
  const loss = (probabilities: Float64Array, rows: Uint32Array) =>
    -rows.reduce((sum, row) => sum + Math.log(probabilities[row * CLASSES.length + held.labels[row]!]!), 0) /
    rows.length
  const [all, own] = [malignantOf(alone), malignantOf(withSaid)]
  const auc = (probabilities: Float64Array, rows: Uint32Array) =>
    rocAuc(
      Uint8Array.from(rows, (row) => held.malignant[row]!),
      Float64Array.from(rows, (row) => probabilities[row]!),
    )
  const note = 'with age, sex and place less the picture alone, on the same pictures; the interval draws whole lesions'
  const split = `${SPLIT}: with what is said of the picture, less without`
  const of = (name: string, measure: (rows: Uint32Array) => number) =>
    withInterval(name, (rows) => [measure(rows)], { groups: held.groups, split, note })
  return [
    ...of('macro_auc_difference', (rows) => macro(withSaid, rows) - macro(alone, rows)),
    ...of('roc_auc_difference', (rows) => auc(own, rows) - auc(all, rows)),
    ...of('log_loss_difference', (rows) => loss(withSaid, rows) - loss(alone, rows)),
  ]
}

/** Malignant against benign among some of the pictures. */
function subgroups(held: HeldOut, probabilities: Float64Array): Metric[] {
  const groups: readonly (readonly [name: string, of: (row: Lesion) => boolean])[] = [
    ...Sex.options.map((word) => [word === 'male' ? 'men' : 'women', ({ sex }: Lesion) => sex === word] as const),
    ['age below 40 years', ({ age }) => age !== null && age > 0 && age < 40],
    ['age of 40 to 60 years', ({ age }) => age !== null && age >= 40 && age < 60],
    ['age of 60 years and more', ({ age }) => age !== null && age >= 60],
    ...LesionLocation.options.map((word) => [`on the ${word}`, (row: Lesion) => row.localization === word] as const),
  ]
  return groups.flatMap(([name, of]) => {
    const rows = [...held.rows.keys()].filter((row) => of(held.rows[row]!))
    const positives = rows.filter((row) => held.malignant[row] === 1).length
    if (positives < LEAST || rows.length - positives < LEAST) return []
    const labels = Uint8Array.from(rows, (row) => held.malignant[row]!)
    const scores = Float64Array.from(rows, (row) => probabilities[row]!)
    const own = Uint32Array.from(rows, (row) => held.groups[row]!)
    const measure = (some: Uint32Array) => [
      rocAuc(
        Uint8Array.from(some, (i) => labels[i]!),
        Float64Array.from(some, (i) => scores[i]!),
      ),
    ]
    const note = `malignant against benign; ${positives} of ${rows.length} pictures are malignant`
    return withInterval('roc_auc', measure, { groups: renumbered(own), split: `${SPLIT}: ${name}`, note })
  })
}

function renumbered(groups: Uint32Array): Uint32Array {
  const seen = new Map<number, number>()
  return groups.map((group) => {
    const known = seen.get(group) ?? seen.size
    seen.set(group, known)
    return known
  })
}

/** A figure of rows with its interval by resampling whole lesions. */
export function withInterval(
  metric: string,
  measure: (rows: Uint32Array) => readonly number[],
  { groups, split, note }: { groups: Uint32Array; split: string; note: string },
): Metric[] {
  const [value = Number.NaN] = measure(Uint32Array.from(groups, (_, row) => row))
  const [interval] = groupBootstrap(groups, measure, { draws: DRAWS, random: createRandom(`${metric} ${split}`) })
  return [
    {
      metric,
      value: Number.isFinite(value) ? round(value) : null,
      interval: interval && Number.isFinite(value) ? [round(interval[0]), round(interval[1])] : null,
      n: groups.length,
      split,
      note,
    },
  ]
}
