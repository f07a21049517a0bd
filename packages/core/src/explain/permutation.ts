import { quantile } from '../measure/interval.ts'
import type { Random } from '../random.ts'
import { type Score, scoreRows } from './score.ts'

export interface LabelledRows {
  readonly features: number
  /** rows × features, row-major, NaN where missing */
  readonly matrix: Float32Array
  readonly labels: Uint8Array
}

export interface PermutationOptions {
  /** of labels and scores; more is better, such as rocAuc. What is lost is in its unit. */
  metric(labels: Uint8Array, scores: Float64Array): number
  /** shuffles of each feature */
  readonly repeats: number
  readonly random: Random
  /** features that are shuffled together, such as a value and its error; each alone when absent */
  readonly groups?: readonly (readonly number[])[]
}

export interface PermutationImportance {
  readonly features: readonly number[]
  /** mean of what the metric loses when the features are shuffled */
  readonly drop: number
  /** of each shuffle */
  readonly drops: readonly number[]
  /** of the mean, over shuffles; null of one */
  readonly standardError: number | null
  /**
   * Where 95 % of shuffles fall: percentiles of 40 or more, else mean ± 1.96 standard deviations. Null of one. The rows
   * are the same each time: it does not say how it would be with others.
   */
  readonly interval: readonly [number, number] | null
}

export interface PermutationResult {
  readonly rows: number
  /** the metric of the rows as they are */
  readonly metric: number
  readonly importances: readonly PermutationImportance[]
}

const FEWEST_FOR_PERCENTILES = 40
/** two-sided 95 % of the normal distribution */
const Z95 = 1.959963984540054

/**
 * What a metric loses when a feature's values are dealt to other rows (Breiman 2001, §10; Fisher, Rudin & Dominici 2019).
 * On rows the model was not trained on it says what the model needs; of two features that tell the same, each looks
 * needless alone: shuffle them together. Each shuffle has a stream of chance of its own.
 */
export async function permutationImportance(
  score: Score,
  { features, matrix, labels }: LabelledRows,
  { metric, repeats, random, groups }: PermutationOptions,
): Promise<PermutationResult> {
  const rows = labels.length
  const copy = (row: number, block: Float32Array, offset: number) =>
    block.set(matrix.subarray(row * features, (row + 1) * features), offset)
  const whole = metric(labels, await scoreRows(score, { rows, features }, copy))
  const importances: PermutationImportance[] = []
  for (const group of groups ?? Array.from({ length: features }, (_, f) => [f])) {
    const drops: number[] = []
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = Int32Array.from({ length: rows }, (_, row) => row)
      random.fork(`features ${group.join(' ')} repeat ${repeat}`).shuffle(order)
      const scores = await scoreRows(score, { rows, features }, (row, block, offset) => {
        copy(row, block, offset)
        for (const f of group) block[offset + f] = matrix[order[row]! * features + f]!
      })
      drops.push(whole - metric(labels, scores))
    }
    importances.push({ features: group, drops, ...summary(drops) })
  }
  return { rows, metric: whole, importances }
}

function summary(drops: readonly number[]): Pick<PermutationImportance, 'drop' | 'standardError' | 'interval'> {
  const n = drops.length
  const drop = drops.reduce((sum, value) => sum + value, 0) / n
  if (n < 2) return { drop, standardError: null, interval: null }
  const deviation = Math.sqrt(drops.reduce((sum, value) => sum + (value - drop) ** 2, 0) / (n - 1))
  const sorted = drops.toSorted((a, b) => a - b)
  const interval: [number, number] =
    n < FEWEST_FOR_PERCENTILES
      ? [drop - Z95 * deviation, drop + Z95 * deviation]
      : [quantile(sorted, 0.025), quantile(sorted, 0.975)]
  return { drop, standardError: deviation / Math.sqrt(n), interval }
}
