import type { CallAgreement } from '@vouch/contracts/call-agreement'
import type { Random } from '../random.ts'
import { agreementBeyondChance } from './cohens-kappa.ts'
import { groupBootstrap } from './interval.ts'

export interface CalledRows {
  readonly labels: ArrayLike<number>
  /** the group of each row, as whole numbers from 0: intervals draw whole groups */
  readonly groups: ArrayLike<number>
  /** what each of two models called each row: 0 or 1 */
  readonly first: ArrayLike<number>
  readonly second: ArrayLike<number>
}

const DRAWS = 300

/** How two models' calls of the same rows agree, and which is right where they do not. */
export function compareCalls(rows: CalledRows, random: Random): CallAgreement {
  const all = Uint32Array.from({ length: rows.labels.length }, (_, row) => row)
  const counts = count(rows, all)
  const [kappa = null, difference = null] = groupBootstrap(
    rows.groups,
    (drawn) => {
      const own = count(rows, drawn)
      return [kappaOf(own), accuracyDifference(own)]
    },
    { draws: DRAWS, random },
  )
  return {
    ...counts,
    kappa: bounded(kappaOf(counts), kappa),
    accuracy_difference: bounded(accuracyDifference(counts), difference),
  }
}

type Counts = Omit<CallAgreement, 'kappa' | 'accuracy_difference'>

function count({ labels, first, second }: CalledRows, rows: Uint32Array): Counts {
  let [bothPositive, firstOnly, secondOnly, firstRight] = [0, 0, 0, 0]
  for (const row of rows) {
    if (first[row] === 1 && second[row] === 1) bothPositive++
    else if (first[row] === 1) firstOnly++
    else if (second[row] === 1) secondOnly++
    if (first[row] !== second[row] && first[row] === labels[row]) firstRight++
  }
  return {
    n: rows.length,
    both_positive: bothPositive,
    first_only: firstOnly,
    second_only: secondOnly,
    both_negative: rows.length - bothPositive - firstOnly - secondOnly,
    first_right: firstRight,
    second_right: firstOnly + secondOnly - firstRight,
  }
}

/** Cohen's kappa (1960); NaN where both call every row alike by chance already. */
function kappaOf({ n, both_positive: both, first_only: first, second_only: second }: Counts): number {
  const observed = 1 - (first + second) / n
  const [p, q] = [(both + first) / n, (both + second) / n]
  return agreementBeyondChance(observed, p * q + (1 - p) * (1 - q))
}

function accuracyDifference({ n, first_right: first, second_right: second }: Counts): number {
  return (first - second) / n
}

function bounded(value: number, interval: readonly [number, number] | null): CallAgreement['kappa'] {
  if (!Number.isFinite(value)) return { value: null, interval: null }
  const whole = interval !== null && interval.every(Number.isFinite)
  return { value, interval: whole ? [interval[0], interval[1]] : null }
}
