import { wilson } from './interval.ts'
import { twoSided } from './normal.ts'

/** Some out of so many. */
export interface Share {
  readonly count: number
  readonly n: number
}

export interface ShareComparison {
  /** the first share minus the second; NaN where one is of nothing */
  readonly difference: number
  /** at 95 % */
  readonly interval: [number, number]
  /** two-sided, of no difference */
  readonly p: number
  readonly test: 'score' | 'exact'
}

/** Expected counts below this are too few for a normal distribution (Cochran 1954). */
const LEAST_EXPECTED = 5

/**
 * Two shares of different rows. The interval is Newcombe's from two Wilson intervals (Newcombe 1998, method 10); p is that
 * of the score test (Pearson's chi-squared), or, where few are expected in a cell, Fisher's exact one.
 */
export function compareShares(first: Share, second: Share): ShareComparison {
  const [a, b] = [first.count / first.n, second.count / second.n]
  const difference = a - b
  const [lowA, highA] = wilson(first.count, first.n)
  const [lowB, highB] = wilson(second.count, second.n)
  const interval: [number, number] = [
    difference - Math.hypot(a - lowA, highB - b),
    difference + Math.hypot(highA - a, b - lowB),
  ]
  const n = first.n + second.n
  const pooled = (first.count + second.count) / n
  const leastExpected = Math.min(first.n, second.n) * Math.min(pooled, 1 - pooled)
  if (!(leastExpected >= LEAST_EXPECTED)) return { difference, interval, p: fisher(first, second), test: 'exact' }
  const z = difference / Math.sqrt(pooled * (1 - pooled) * (1 / first.n + 1 / second.n))
  return { difference, interval, p: twoSided(z), test: 'score' }
}

/** Fisher's exact test: the chance of all tables with these margins that are no likelier than this one. */
function fisher(first: Share, second: Share): number {
  const drawn = first.count + second.count
  const least = Math.max(0, drawn - second.n)
  const most = Math.min(first.n, drawn)
  // the logarithm of each table's chance, up to a constant, from its ratio to the one before
  const logs = [0]
  for (let k = least + 1; k <= most; k++) {
    const ratio = ((first.n - k + 1) * (drawn - k + 1)) / (k * (second.n - drawn + k))
    logs.push(logs.at(-1)! + Math.log(ratio))
  }
  const greatest = logs.reduce((a, b) => Math.max(a, b), -Infinity)
  const observed = logs[first.count - least]! + ROUNDING
  let [all, unlikely] = [0, 0]
  for (const log of logs) {
    const chance = Math.exp(log - greatest)
    all += chance
    if (log <= observed) unlikely += chance
  }
  return Math.min(1, unlikely / all)
}

/** Tables that are as likely as the observed one differ from it by the rounding of their sums. */
const ROUNDING = 1e-7
