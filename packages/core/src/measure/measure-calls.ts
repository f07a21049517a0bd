import type { Metric } from '@vouch/contracts/metric'
import { accuracy, confusion, f1, precision, recall } from './accuracy.ts'
import { brier, expectedCalibrationError } from './calibration.ts'
import { groupBootstrap, wilson } from './interval.ts'
import { averagePrecision, descending, recallAtPrecision, rocAuc } from './ranking.ts'
import { createRandom } from '../random.ts'

/** One pass of judged rows: probability of the positive label, and the threshold each row was called with. */
export interface JudgedPass {
  readonly probabilities: Float64Array
  readonly thresholds: Float64Array
}

export interface JudgedRows {
  readonly labels: Uint8Array
  /** the group of each row, as whole numbers from 0: intervals draw whole groups */
  readonly groups: ArrayLike<number>
  /** repeats of the same rows; a metric is the mean over them */
  readonly passes: readonly JudgedPass[]
}

export interface MeasureOptions {
  readonly split: string
  readonly note?: string
  readonly only?: readonly string[]
  readonly also?: readonly string[]
}

const RANKING = ['roc_auc', 'average_precision', 'brier', 'expected_calibration_error'] as const
const DECISION = ['accuracy', 'precision', 'recall', 'f1_score'] as const
/** Measured where it is asked for. */
const FURTHER = ['recall_at_precision_99'] as const
const DRAWS = 300

type Name = (typeof RANKING | typeof DECISION | typeof FURTHER)[number]

/**
 * Named metrics of judged rows with intervals from resampling groups; `note` goes with each. `only` takes some of them,
 * `also` one that is measured where it is asked for.
 */
export function measureCalls(judged: JudgedRows, { split, note, only, also = [] }: MeasureOptions): Metric[] {
  const names = [
    ...[...RANKING, ...DECISION].filter((name) => !only || only.includes(name)),
    ...FURTHER.filter((name) => also.includes(name)),
  ]
  const measure = (rows: Uint32Array) => statistics(judged, rows, names)
  const all = Uint32Array.from(judged.labels, (_, i) => i)
  const intervals = groupBootstrap(judged.groups, measure, {
    draws: DRAWS,
    random: createRandom(`bootstrap ${split}`),
  })
  return measure(all).map((value, i) => ({
    metric: names[i]!,
    value: Number.isFinite(value) ? round(value) : null,
    interval: Number.isFinite(value)
      ? (intervalOfAll(judged, names[i]!, value) ?? centred(names[i]!, value, intervals[i]!))
      : null,
    n: judged.labels.length,
    split,
    ...(note === undefined ? {} : { note }),
  }))
}

/** A sum of absolute differences grows when rows are drawn again: that interval is moved back to its middle. */
function centred(name: string, value: number, [low, high]: readonly [number, number]): [number, number] {
  const shift = name === 'expected_calibration_error' ? (low + high) / 2 - value : 0
  return [round(Math.max(0, low - shift)), round(high - shift)]
}

/** Of which rows a metric is the share of right calls. */
const SHARE_OF: Readonly<Partial<Record<Name, (label: number, called: boolean) => boolean>>> = {
  accuracy: () => true,
  precision: (_, called) => called,
  recall: (label) => label === 1,
  f1_score: (label, called) => label === 1 || called,
}

/**
 * Where all calls are right, or all are wrong, every draw of groups is the same and its interval has no width, however few
 * they are: there it is Wilson's of as many draws as there are groups (Wilson 1927; Brown, Cai & DasGupta 2001, §4.1). F1 is
 * 2j / (1 + j) of the share j of true positives among the rows that are positive or called so.
 */
function intervalOfAll({ labels, groups, passes }: JudgedRows, name: Name, value: number): [number, number] | null {
  const counts = SHARE_OF[name]
  if (!counts || (value !== 0 && value !== 1)) return null
  const { probabilities, thresholds } = passes[0]!
  const counted = new Set<number>()
  for (const [i, label] of labels.entries())
    if (counts(label, probabilities[i]! >= thresholds[i]!)) counted.add(groups[i]!)
  const [low, high] = wilson(value * counted.size, counted.size)
  const scaled = (share: number) => round(name === 'f1_score' ? (2 * share) / (1 + share) : share)
  return [scaled(low), scaled(high)]
}

/** Rows as they were drawn; what is dear is made where a metric asks for it, and once. */
interface DrawnRows {
  readonly truth: Uint8Array
  readonly p: Float64Array
  order(): Uint32Array
  counts(): ReturnType<typeof confusion>
}

const METRICS: Readonly<Record<Name, (rows: DrawnRows) => number>> = {
  roc_auc: ({ truth, p, order }) => rocAuc(truth, p, order()),
  average_precision: ({ truth, p, order }) => averagePrecision(truth, p, order()),
  brier: ({ truth, p }) => brier(truth, p),
  expected_calibration_error: ({ truth, p }) => expectedCalibrationError(truth, p),
  accuracy: ({ counts }) => accuracy(counts()),
  precision: ({ counts }) => precision(counts()),
  recall: ({ counts }) => recall(counts()),
  f1_score: ({ counts }) => f1(counts()),
  recall_at_precision_99: ({ truth, p, order }) => recallAtPrecision(truth, p, { precision: 0.99, order: order() }),
}

function statistics({ labels, passes }: JudgedRows, rows: Uint32Array, names: readonly Name[]): number[] {
  const truth = Uint8Array.from(rows, (r) => labels[r]!)
  const sums = names.map(() => 0)
  for (const { probabilities, thresholds } of passes) {
    const p = Float64Array.from(rows, (r) => probabilities[r]!)
    const drawn: DrawnRows = {
      truth,
      p,
      order: once(() => descending(p)),
      // a row is called by its own threshold: shift so that one threshold of 0 serves all
      counts: once(() =>
        confusion(
          truth,
          Float64Array.from(rows, (r) => probabilities[r]! - thresholds[r]!),
          0,
        ),
      ),
    }
    for (const [i, name] of names.entries()) sums[i]! += METRICS[name](drawn)
  }
  return sums.map((sum) => sum / passes.length)
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => (made ??= { value: make() }).value
}

export function round(value: number): number {
  return Math.round(value * 1e5) / 1e5
}
