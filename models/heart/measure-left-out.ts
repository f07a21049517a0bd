import type { Metric } from '@vouch/contracts/metric'
import { fitLogistic } from '@vouch/core/learn/fit-logistic'
import { sigmoid } from '@vouch/core/learn/tree'
import { quantile } from '@vouch/core/measure/interval'
import { type JudgedPass, measureCalls, round } from '@vouch/core/measure/measure-calls'
import { rocAuc } from '@vouch/core/measure/ranking'
import type { Random } from '@vouch/core/random'
import { type Hospital, HOSPITAL_WORDS } from './hospitals.ts'
import { type Fit, joined, labelsOf, leaveOneOut, type LeftOut, setOf } from './procedure.ts'

export const LEFT_OUT = 'one hospital left out in turn, settings chosen without it'
const DRAWS = 1000
/** More likely than not. Set beforehand: what a hospital's own would be depends on how common the disease is there. */
export const THRESHOLD = 0.5

interface Scored {
  readonly labels: Uint8Array
  readonly scores: ArrayLike<number>
}

/** The mean over hospitals of a figure, with an interval from drawing the patients of each hospital anew. */
export function meanOverHospitals(
  parts: readonly Scored[],
  figure: (labels: ArrayLike<number>, scores: ArrayLike<number>) => number,
  random: Random,
): { readonly value: number; readonly interval: [number, number] } {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const draws = Array.from({ length: DRAWS }, () => mean(parts.map((part) => figureOfDraw(part, figure, random))))
  const sorted = draws.filter(Number.isFinite).sort((a, b) => a - b)
  return {
    value: round(mean(parts.map(({ labels, scores }) => figure(labels, scores)))),
    interval: [round(quantile(sorted, 0.025)), round(quantile(sorted, 0.975))],
  }
}

function figureOfDraw(
  { labels, scores }: Scored,
  figure: (labels: ArrayLike<number>, scores: ArrayLike<number>) => number,
  random: Random,
): number {
  const rows = Array.from(labels, () => random.int(labels.length))
  return figure(
    rows.map((row) => labels[row]!),
    rows.map((row) => scores[row]!),
  )
}

/** The figures of the procedure: over all hospitals, of each, and how well each one's probabilities are calibrated. */
export function measureLeftOut(left: readonly LeftOut[], random: Random): Metric[] {
  const all = left.map(({ hospital }) => hospital)
  const pooled = passOf(left)
  const n = labelsOf(all).length
  const parts = left.map(({ hospital, probabilities }) => ({ labels: hospital.labels, scores: probabilities }))
  const auc = meanOverHospitals(parts, rocAuc, random.fork('mean'))
  const note =
    'ROC AUC is the mean of the four hospitals’; the other figures are of all their patients together. Each hospital was judged by a model whose settings, training and calibration had none of it.'
  const [first, ...others] = measureCalls(
    { labels: labelsOf(all), groups: Uint32Array.from({ length: n }, (_, i) => i), passes: [pooled] },
    { split: LEFT_OUT, note },
  )
  return [
    { metric: 'roc_auc', ...auc, n, split: LEFT_OUT, note },
    ...others,
    ...left.flatMap((one) => measureHospital(one, random)),
    ...(first ? [{ ...first, split: `${LEFT_OUT}, all patients together`, note: TOGETHER }] : []),
  ]
}

const TOGETHER =
  'Higher or lower than the mean of the hospitals because patients of different ones are compared, and how common the disease is differs: 35 % in Budapest, 92 % in Switzerland.'

function measureHospital({ hospital, probabilities, chosen }: LeftOut, random: Random): Metric[] {
  const { labels, name } = hospital
  const split = `${HOSPITAL_WORDS[name]}, left out`
  const thresholds = new Float64Array(labels.length).fill(THRESHOLD)
  const groups = Uint32Array.from(labels, (_, i) => i)
  const { line, steps } = chosen.settings
  const note = `chosen on the others: C ${line.C}, ${steps.trees} steps; ${labels.reduce((sum, one) => sum + one, 0)} of ${labels.length} patients have the disease`
  return [
    ...measureCalls(
      { labels, groups, passes: [{ probabilities, thresholds }] },
      { split, note, only: ['roc_auc', 'average_precision', 'brier', 'accuracy', 'precision', 'recall'] },
    ),
    ...calibrationOf(labels, probabilities, { split, random: random.fork(`calibration of ${name}`) }),
  ]
}

/**
 * Slope and intercept of the log-odds of what happened on the log-odds of what was said (Cox 1958): 1 and 0 are right. A
 * slope below 1 says too sure; an intercept above 0 says that the disease was commoner than was said.
 */
function calibrationOf(
  labels: Uint8Array,
  probabilities: Float64Array,
  { split, random }: { split: string; random: Random },
): Metric[] {
  const note = 'slope and intercept of the outcome’s log-odds on those of the probability: 1 and 0 are right'
  const fit = (rows: readonly number[]) => {
    const own = Uint8Array.from(rows, (row) => labels[row]!)
    const positives = own.reduce((sum, one) => sum + one, 0)
    if (positives === 0 || positives === own.length) return { slope: Number.NaN, intercept: Number.NaN }
    const x = Float64Array.from(rows, (row) => Math.log(probabilities[row]! / (1 - probabilities[row]!)))
    const { coefficients, intercept } = fitLogistic({ x, width: 1, rows: rows.length, labels: own }, { C: NO_PENALTY })
    return { slope: coefficients[0]!, intercept }
  }
  const rows = [...labels.keys()]
  const own = fit(rows)
  const draws = Array.from({ length: 300 }, () => fit(rows.map(() => random.int(rows.length))))
  return (['slope', 'intercept'] as const).map((name) => {
    const sorted = draws
      .map((draw) => draw[name])
      .filter(Number.isFinite)
      .sort((a, b) => a - b)
    const interval: [number, number] = [round(quantile(sorted, 0.025)), round(quantile(sorted, 0.975))]
    return { metric: `calibration_${name}`, value: round(own[name]), interval, n: labels.length, split, note }
  })
}

const NO_PENALTY = 1e6

/** The calls of all hospitals in their order. */
export function passOf(left: readonly LeftOut[]): JudgedPass {
  return {
    probabilities: joined(left.map(({ probabilities }) => probabilities)),
    thresholds: joined(left.map(({ probabilities }) => new Float64Array(probabilities.length).fill(THRESHOLD))),
  }
}

/** Another model on the same hospitals, each left out; its settings are as given, so its figure is the kinder one. */
export function measureOther(
  hospitals: readonly Hospital[],
  { name, fit, inputs, random }: { name: string; fit: Fit; inputs?: readonly string[]; random: Random },
): Metric[] {
  const margins = leaveOneOut(hospitals, { fit, random, ...(inputs ? { inputs } : {}) })
  const parts = hospitals.map(({ labels }, h) => ({ labels, scores: margins[h]! }))
  const each = parts.map(({ labels, scores }) => rocAuc(labels, scores).toFixed(3)).join(', ')
  const { value, interval } = meanOverHospitals(parts, rocAuc, random.fork('mean'))
  const n = labelsOf(hospitals).length
  return [
    {
      metric: 'roc_auc',
      value,
      interval,
      n,
      split: `for comparison, one hospital left out: ${name}`,
      note: `${hospitals.map(({ name }) => name).join(', ')}: ${each}; settings fixed beforehand`,
    },
  ]
}

const REPEATS = 10
const FOLDS = 10

/** One hospital by itself: ten folds, each with as many of either label, ten times over. */
export function measureAlone(
  hospital: Hospital,
  { fit, random, settled }: { fit: Fit; random: Random; settled: string },
): Metric[] {
  const set = setOf([hospital])
  const passes = Array.from({ length: REPEATS }, (_, repeat) =>
    tenFold(set, { fit, random: random.fork(`repeat ${repeat}`) }),
  )
  return measureCalls(
    { labels: set.labels, groups: Uint32Array.from(set.labels, (_, i) => i), passes },
    {
      split: `${HOSPITAL_WORDS[hospital.name]} alone, ${REPEATS} × ${FOLDS} folds with as many of either label`,
      only: ['roc_auc'],
      note: `trained on nine tenths of its patients and on no other hospital’s; ${settled}`,
    },
  )
}

function tenFold(set: ReturnType<typeof setOf>, { fit, random }: { fit: Fit; random: Random }): JudgedPass {
  const { matrix, rows, features, labels } = set
  const fold = new Uint8Array(rows)
  for (const label of [0, 1])
    for (const [place, row] of random
      .fork(`label ${label}`)
      .shuffle([...labels.keys()].filter((r) => labels[r] === label))
      .entries())
      fold[row] = place % FOLDS
  const probabilities = new Float64Array(rows)
  for (let k = 0; k < FOLDS; k++) {
    const of = (inside: boolean) => [...labels.keys()].filter((row) => (fold[row] === k) === inside)
    const take = (some: readonly number[]) =>
      Float32Array.from(some.flatMap((row) => [...matrix.subarray(row * features, (row + 1) * features)]))
    const [train, test] = [of(false), of(true)]
    const part = {
      matrix: take(train),
      rows: train.length,
      features,
      labels: Uint8Array.from(train, (r) => labels[r]!),
    }
    const margins = fit(part, random.fork(`fold ${k}`))(take(test), test.length)
    for (const [i, row] of test.entries()) probabilities[row] = sigmoid(margins[i]!)
  }
  return { probabilities, thresholds: new Float64Array(rows).fill(THRESHOLD) }
}

/** Tenths of the probability round the threshold in which calls were right less than seven times in ten. */
export function abstainBand(left: readonly LeftOut[]): { from: number; to: number } {
  const labels = labelsOf(left.map(({ hospital }) => hospital))
  const { probabilities } = passOf(left)
  const right = (from: number, to: number) => {
    const rows = [...labels.keys()].filter((r) => probabilities[r]! >= from && probabilities[r]! < to)
    return rows.filter((r) => probabilities[r]! >= THRESHOLD === (labels[r] === 1)).length / Math.max(1, rows.length)
  }
  let [from, to]: [number, number] = [THRESHOLD, THRESHOLD]
  while (from - STEP > 0 && right(from - STEP, from) < RIGHT) from = tenth(from - STEP)
  while (to + STEP < 1 && right(to, to + STEP) < RIGHT) to = tenth(to + STEP)
  return { from, to }
}

const STEP = 0.1
export const RIGHT = 0.7
const tenth = (value: number) => Math.round(value * 1000) / 1000
