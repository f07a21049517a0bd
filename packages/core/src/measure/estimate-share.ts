import { designEffect, designEffectOfSums } from './design-effect.ts'
import { differenceInterval } from './difference-interval.ts'
import { wilson } from './interval.ts'
import { byName } from './judged-call.ts'

/** A row that is counted or not. */
export interface Counted {
  readonly hit: boolean
  readonly group: string
  /** who judged it, where the interval is to hold for others, too: all rows have one or none has */
  readonly expert?: string
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
 * where each row is a group of its own it is Wilson's to the digit. Where rows name experts these are drawn as groups are, and
 * the two design effects add up, less the one of a row (two-way clustering: Cameron, Gelbach & Miller 2011). With weights the
 * share is Hájek's (1971), and its interval that of rows drawn with replacement (Särndal, Swensson & Wretman 1992, ch. 5), which
 * is wide rather than narrow.
 * @returns null of no row
 */
export function estimateShare(rows: readonly Counted[]): ShareEstimate | null {
  return rows.length === 0 ? null : shareOf(weigh(rows), rows.length)
}

/** Rows of one group, by number. */
export interface GroupCount {
  readonly group: string
  /** of its rows, those that are counted */
  readonly hits: number
  /** its rows */
  readonly n: number
}

/**
 * The same of rows that are already added up: as `estimateShare` gives of as many rows. A group may stand there more than once.
 * @returns null of no row
 */
export function estimateCountedShare(counts: readonly GroupCount[]): ShareEstimate | null {
  const n = counts.reduce((sum, one) => sum + one.n, 0)
  return n === 0 ? null : shareOf(weighCounts(counts), n)
}

/** Two shares, the first less the second. */
export interface DifferenceEstimate {
  readonly value: number
  /** at 95 % */
  readonly interval: [number, number]
}

/**
 * The difference of two shares with Newcombe's interval (1998, method 10) from the two intervals of `estimateShare`, and with
 * the correlation of the two where groups, or experts if they are named, have rows in both (Zou & Donner 2008). Where each row
 * is a group of its own it is Newcombe's to the digit, and where each group has one row on either side it is Newcombe's of
 * pairs (1998, "… based on paired data", method 10).
 * @returns null where one is a share of nothing
 */
export function estimateDifference(first: readonly Counted[], second: readonly Counted[]): DifferenceEstimate | null {
  if (first.length === 0 || second.length === 0) return null
  return differenceOf(weigh(first), weigh(second))
}

/** The same of rows that are already added up, paired by group. */
export function estimateCountedDifference(
  first: readonly GroupCount[],
  second: readonly GroupCount[],
): DifferenceEstimate | null {
  const none = (counts: readonly GroupCount[]) => counts.every(({ n }) => n === 0)
  return none(first) || none(second) ? null : differenceOf(weighCounts(first), weighCounts(second))
}

function shareOf({ value, worth, groups }: Weighed, n: number): ShareEstimate {
  return { value, interval: holding(value, wilson(value * worth, worth)), n, groups }
}

function differenceOf(first: Weighed, second: Weighed): DifferenceEstimate {
  const [a, b] = [shareOf(first, first.worth), shareOf(second, second.worth)]
  return { value: a.value - b.value, interval: differenceInterval(a, b, correlation(first, second)) }
}

interface Weighed {
  readonly value: number
  /** so many independent rows would be as sure */
  readonly worth: number
  /** sum of weights */
  readonly whole: number
  readonly groups: number
  /** what is drawn together: groups, and experts and what they share, each with the sign of its variance */
  readonly sums: readonly { readonly sign: 1 | -1; readonly by: ReadonlyMap<string, number> }[]
}

function weigh(rows: readonly Counted[]): Weighed {
  const weights = rows.map((row) => row.weight ?? 1)
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const counted = rows.reduce((sum, { hit }, i) => sum + (hit ? weights[i]! : 0), 0)
  const value = counted / whole
  const residuals = rows.map(({ hit }, i) => weights[i]! * ((hit ? 1 : 0) - value))
  const spread = sumOfSquares(residuals)
  const alone = spread > 0 ? (value * (1 - value) * whole * whole) / spread : whole ** 2 / sumOfSquares(weights)
  const groups = rows.map((row) => row.group)
  const experts = rows.flatMap((row) => row.expert ?? [])
  const effect = designEffect(residuals, groups, weights)
  const crossed = experts.length === rows.length
  const factor = effect.factor + (crossed ? designEffect(residuals, experts, weights).factor - 1 : 0)
  const cells = groups.map((group, i) => JSON.stringify([group, experts[i]]))
  return {
    value,
    worth: Math.min(alone, rows.length) / factor,
    whole,
    groups: effect.groups,
    sums: [
      { sign: 1, by: sumBy(groups, residuals) },
      ...(crossed
        ? ([
            { sign: 1, by: sumBy(experts, residuals) },
            { sign: -1, by: sumBy(cells, residuals) },
          ] as const)
        : []),
    ],
  }
}

function weighCounts(counts: readonly GroupCount[]): Weighed {
  const byGroup = new Map<string, { hits: number; n: number }>()
  let [hits, n] = [0, 0]
  for (const one of counts) {
    if (one.n === 0) continue
    const sum = byGroup.get(one.group) ?? { hits: 0, n: 0 }
    byGroup.set(one.group, { hits: sum.hits + one.hits, n: sum.n + one.n })
    hits += one.hits
    n += one.n
  }
  const value = hits / n
  // by name, so that not even the last digit depends on the order in which sums were read
  const groups = [...byGroup].sort(([a], [b]) => byName(a, b))
  const by = new Map(groups.map(([group, sum]) => [group, sum.hits - value * sum.n]))
  const effect = designEffectOfSums(
    groups.map(([group, sum]) => ({ residual: by.get(group)!, weight: sum.n })),
    { residual: hits * (1 - value) ** 2 + (n - hits) * value ** 2, weight: n },
  )
  return { value, worth: n / effect.factor, whole: n, groups: effect.groups, sums: [{ sign: 1, by }] }
}

function sumBy(names: readonly string[], values: readonly number[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const [i, name] of names.entries()) sums.set(name, (sums.get(name) ?? 0) + values[i]!)
  return sums
}

/**
 * Of two shares by what is drawn together in both. A positive one is taken less half a draw, as Newcombe does: few who are the
 * same on both sides do not show that all are.
 */
function correlation(first: Weighed, second: Weighed): number {
  const [a, b] = [covariance(first, first), covariance(second, second)]
  // of one group the sum is 0 but for its rounding; the difference of variances of two-way clustering can be 0 and below
  if (!(a > ROUNDING * first.whole ** 2 && b > ROUNDING * second.whole ** 2)) return 0
  const found = Math.max(-1, Math.min(1, covariance(first, second) / Math.sqrt(a * b)))
  const deviations = Math.sqrt(first.value * (1 - first.value) * second.value * (1 - second.value))
  return found < 0 ? found : Math.max(0, found - 1 / (2 * Math.min(first.worth, second.worth) * deviations))
}

const ROUNDING = 1e-24

function covariance(first: Weighed, second: Weighed): number {
  let sum = 0
  for (const [k, { sign, by }] of first.sums.entries())
    for (const [name, value] of by) sum += sign * value * (second.sums[k]?.by.get(name) ?? 0)
  return sum
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
