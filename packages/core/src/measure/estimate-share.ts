import { designEffect } from './design-effect.ts'
import { wilson } from './interval.ts'

/** A row that is counted or not. */
export interface Counted {
  readonly hit: boolean
  readonly group: string
  /** how many it stands for: 1 over the chance with which it was chosen; 1 when not given */
  readonly weight?: number
}

export interface ShareEstimate {
  readonly value: number
  /** at 95 % */
  readonly interval: [number, number]
  readonly n: number
  readonly groups: number
}

/**
 * A share of rows with Wilson's interval (1927), whose n is what the rows are worth: fewer where they come in groups that are
 * alike (`designEffect`; Wilson's interval of an effective number is Dean & Pagano 2015). It takes groups as independent;
 * where each row is a group of its own it is Wilson's to the digit. With weights the share is Hájek's (1971), and its interval
 * that of rows drawn with replacement (Särndal, Swensson & Wretman 1992, ch. 5), which is wide rather than narrow.
 * @returns null of no row
 */
export function estimateShare(rows: readonly Counted[]): ShareEstimate | null {
  if (rows.length === 0) return null
  const { value, worth, groups } = weigh(rows)
  return { value, interval: holding(value, wilson(value * worth, worth)), n: rows.length, groups }
}

/** Two shares, the first less the second. */
export interface DifferenceEstimate {
  readonly value: number
  /** at 95 % */
  readonly interval: [number, number]
  readonly first: ShareEstimate
  readonly second: ShareEstimate
}

/**
 * The difference of two shares with Newcombe's interval (1998, method 10) from the two intervals of `estimateShare`, and with
 * the correlation of the two where groups have rows in both (Zou & Donner 2008). Where each row is a group of its own it
 * is Newcombe's to the digit.
 * @returns null where one is a share of nothing
 */
export function estimateDifference(first: readonly Counted[], second: readonly Counted[]): DifferenceEstimate | null {
  const [a, b] = [estimateShare(first), estimateShare(second)]
  if (a === null || b === null) return null
  const twice = 2 * correlation(weigh(first), weigh(second))
  const value = a.value - b.value
  const half = (x: number, y: number) => Math.sqrt(Math.max(0, x * x + y * y - twice * x * y))
  return {
    value,
    interval: [
      value - half(a.value - a.interval[0], b.interval[1] - b.value),
      value + half(a.interval[1] - a.value, b.value - b.interval[0]),
    ],
    first: a,
    second: b,
  }
}

interface Weighed {
  readonly value: number
  /** so many independent rows would be as sure */
  readonly worth: number
  readonly groups: number
  /** by group, the sum of its rows' differences from the share */
  readonly sums: ReadonlyMap<string, number>
}

function weigh(rows: readonly Counted[]): Weighed {
  const weights = rows.map((row) => row.weight ?? 1)
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const counted = rows.reduce((sum, { hit }, i) => sum + (hit ? weights[i]! : 0), 0)
  const value = counted / whole
  const residuals = rows.map(({ hit }, i) => weights[i]! * ((hit ? 1 : 0) - value))
  const { factor, groups } = designEffect(
    residuals,
    rows.map((row) => row.group),
    weights,
  )
  const sums = new Map<string, number>()
  for (const [i, { group }] of rows.entries()) sums.set(group, (sums.get(group) ?? 0) + residuals[i]!)
  const spread = residuals.reduce((sum, residual) => sum + residual * residual, 0)
  const alone = spread > 0 ? (value * (1 - value) * whole * whole) / spread : whole ** 2 / sumOfSquares(weights)
  return { value, worth: Math.min(alone, rows.length) / factor, groups, sums }
}

/** Of two shares by what the groups in both have in common. */
function correlation(first: Weighed, second: Weighed): number {
  const spread = Math.sqrt(sumOfSquares(first.sums.values()) * sumOfSquares(second.sums.values()))
  if (spread === 0) return 0
  let common = 0
  for (const [group, sum] of first.sums) common += sum * (second.sums.get(group) ?? 0)
  return common / spread
}

function sumOfSquares(values: Iterable<number>): number {
  let sum = 0
  for (const value of values) sum += value * value
  return sum
}

/** Wilson's bounds at 0 and 1 miss the share by the rounding of a sum. */
function holding(value: number, [low, high]: readonly [number, number]): [number, number] {
  return [Math.min(low, value), Math.max(high, value)]
}
