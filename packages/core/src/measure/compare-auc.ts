import type { Random } from '../random.ts'
import { groupBootstrapWeights, quantile, wilson } from './interval.ts'
import { twoSided, Z95 } from './normal.ts'
import { descending } from './ranking.ts'

/** An area under the ROC curve and how sure it is, at 95 %. */
export interface AucEstimate {
  /** NaN when a label is absent, and so is the error */
  readonly auc: number
  readonly standardError: number
  readonly interval: [number, number]
  readonly positives: number
  readonly negatives: number
}

/** Two models on the same rows: the first minus the second. */
export interface AucComparison {
  readonly first: AucEstimate
  readonly second: AucEstimate
  readonly difference: number
  readonly standardError: number
  readonly interval: [number, number]
  /** NaN where the two scores order every row alike */
  readonly z: number
  /** two-sided, of a difference of 0; 1 where the two scores order every row alike */
  readonly p: number
}

/**
 * The area under the ROC curve with DeLong's standard error (DeLong, DeLong & Clarke-Pearson 1988; by mid-ranks as in Sun
 * & Xu 2014). With `groups`, rows of one group count as one draw (Obuchowski 1997), so that many signals of one star do not
 * make the interval too narrow. Where no pair is out of order the error is 0 and says nothing: the interval is then that of
 * a share of as many as the rarer label has.
 * @param groups the group of each row, as whole numbers from 0; every row its own when not given
 */
export function aucInterval(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  groups?: ArrayLike<number>,
): AucEstimate {
  const places = placements(labels, scores)
  const standardError = Math.sqrt(covariance(labels, [places, places], groups))
  return estimate(places, standardError)
}

/**
 * DeLong's test of two areas under the ROC curve on the same rows, which takes into account that they are correlated
 * (DeLong, DeLong & Clarke-Pearson 1988); with `groups`, by group (Obuchowski 1997).
 */
export function compareAuc(
  labels: ArrayLike<number>,
  [first, second]: readonly [ArrayLike<number>, ArrayLike<number>],
  groups?: ArrayLike<number>,
): AucComparison {
  const a = placements(labels, first)
  const b = placements(labels, second)
  const varianceA = covariance(labels, [a, a], groups)
  const varianceB = covariance(labels, [b, b], groups)
  const variance = Math.max(0, varianceA + varianceB - 2 * covariance(labels, [a, b], groups))
  // two equal rankings leave only the rounding of three sums
  const standardError = variance < 1e-14 * (varianceA + varianceB) ? 0 : Math.sqrt(variance)
  const difference = a.auc - b.auc
  const z = standardError > 0 ? difference / standardError : Number.NaN
  return {
    first: estimate(a, Math.sqrt(varianceA)),
    second: estimate(b, Math.sqrt(varianceB)),
    difference,
    standardError,
    interval: [difference - Z95 * standardError, difference + Z95 * standardError],
    z,
    p: standardError > 0 ? twoSided(z) : difference === 0 ? 1 : Number.NaN,
  }
}

/** What resampling groups says of some scores on the same rows: 95 % percentile intervals. */
export interface AucBootstrap {
  /** of each score's area */
  readonly intervals: readonly [number, number][]
  /** of each score's area minus the first one's; the first is [0, 0] */
  readonly differences: readonly [number, number][]
  readonly draws: number
}

/**
 * Intervals of areas under the ROC curve, and of their differences to the first, by drawing whole groups with replacement
 * (Field & Welsh 2007): a second opinion beside `compareAuc` that assumes no normal distribution. Every draw takes the same
 * rows for all scores. Draws in which a label is absent are left out.
 */
export function bootstrapAuc(
  labels: ArrayLike<number>,
  scores: readonly ArrayLike<number>[],
  { groups, draws, random }: { groups: ArrayLike<number>; draws: number; random: Random },
): AucBootstrap {
  const orders = scores.map((score) => descending(score))
  const areas = scores.map((): number[] => [])
  for (const weights of groupBootstrapWeights(groups, draws, random)) {
    for (const [s, score] of scores.entries()) areas[s]!.push(weightedAuc(labels, score, weights, orders[s]!))
  }
  const first = areas[0] ?? []
  return {
    intervals: areas.map(percentiles),
    differences: areas.map((values) => percentiles(values.map((value, d) => value - first[d]!))),
    draws: first.filter(Number.isFinite).length,
  }
}

interface Placements {
  /** of a positive: the share of negatives it scores above; of a negative: the share of positives above it; ties half */
  readonly values: Float64Array
  readonly auc: number
  readonly positives: number
  readonly negatives: number
}

function placements(labels: ArrayLike<number>, scores: ArrayLike<number>): Placements {
  const positive = scoresOf(labels, scores, true)
  const negative = scoresOf(labels, scores, false)
  const values = new Float64Array(labels.length)
  let pairs = 0
  for (let row = 0; row < labels.length; row++) {
    const score = scores[row]!
    if (labels[row] === 1) {
      const below = (countBelow(negative, score, false) + countBelow(negative, score, true)) / 2
      values[row] = below / negative.length
      pairs += below
    } else {
      const above = positive.length - (countBelow(positive, score, false) + countBelow(positive, score, true)) / 2
      values[row] = above / positive.length
    }
  }
  const [positives, negatives] = [positive.length, negative.length]
  return { values, auc: pairs / (positives * negatives), positives, negatives }
}

/** The scores of one label, ascending. */
function scoresOf(labels: ArrayLike<number>, scores: ArrayLike<number>, positive: boolean): Float64Array {
  const found = new Float64Array(labels.length)
  let n = 0
  for (let row = 0; row < labels.length; row++) if ((labels[row] === 1) === positive) found[n++] = scores[row]!
  return found.subarray(0, n).sort()
}

/** How many of the ascending values are below `limit`, or, with `orEqual`, not above it. */
function countBelow(sorted: Float64Array, limit: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const value = sorted[middle]!
    if (value < limit || (orEqual && value === limit)) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Covariance of two areas on the same rows. Without groups, DeLong's: that of the placements, by label. With groups,
 * Obuchowski's: sums over a group's rows take the place of the rows, and a group may hold both labels.
 */
function covariance(
  labels: ArrayLike<number>,
  [a, b]: readonly [Placements, Placements],
  groups: ArrayLike<number> | undefined,
): number {
  const { positives, negatives } = a
  if (positives === 0 || negatives === 0) return Number.NaN
  if (groups !== undefined) return groupCovariance(labels, [a, b], groups)
  let [overPositives, overNegatives] = [0, 0]
  for (let i = 0; i < labels.length; i++) {
    const product = (a.values[i]! - a.auc) * (b.values[i]! - b.auc)
    if (labels[i] === 1) overPositives += product
    else overNegatives += product
  }
  const ofPositives = positives > 1 ? overPositives / (positives - 1) / positives : Number.NaN
  const ofNegatives = negatives > 1 ? overNegatives / (negatives - 1) / negatives : Number.NaN
  return ofPositives + ofNegatives
}

function groupCovariance(
  labels: ArrayLike<number>,
  [a, b]: readonly [Placements, Placements],
  groups: ArrayLike<number>,
): number {
  const { positives, negatives } = a
  let count = 0
  for (let i = 0; i < labels.length; i++) count = Math.max(count, groups[i]! + 1)
  // a group's four sums, each less its mean: of positives and of negatives, under the first and under the second score
  const sums = new Float64Array(4 * count)
  const rows = new Uint32Array(2 * count)
  for (let i = 0; i < labels.length; i++) {
    const side = labels[i] === 1 ? 0 : 1
    const at = 4 * groups[i]! + side
    sums[at]! += a.values[i]! - a.auc
    sums[at + 2]! += b.values[i]! - b.auc
    rows[2 * groups[i]! + side]!++
  }
  let [withPositive, withNegative, all, pp, nn, pn] = [0, 0, 0, 0, 0, 0]
  for (let g = 0; g < count; g++) {
    const [p, n, p2, n2] = [sums[4 * g]!, sums[4 * g + 1]!, sums[4 * g + 2]!, sums[4 * g + 3]!]
    if (rows[2 * g]! > 0) withPositive++
    if (rows[2 * g + 1]! > 0) withNegative++
    if (rows[2 * g]! + rows[2 * g + 1]! > 0) all++
    pp += p * p2
    nn += n * n2
    pn += p * n2 + p2 * n
  }
  if (withPositive < 2 || withNegative < 2) return Number.NaN
  return (
    ((withPositive / (withPositive - 1)) * pp) / positives ** 2 +
    ((withNegative / (withNegative - 1)) * nn) / negatives ** 2 +
    ((all / (all - 1)) * pn) / (positives * negatives)
  )
}

function estimate({ auc, positives, negatives }: Placements, standardError: number): AucEstimate {
  const perfect = auc === 0 || auc === 1
  const [low, high] = wilson(auc === 1 ? Math.min(positives, negatives) : 0, Math.min(positives, negatives))
  const interval: [number, number] = perfect
    ? [low, high]
    : [Math.max(0, auc - Z95 * standardError), Math.min(1, auc + Z95 * standardError)]
  return { auc, standardError, interval, positives, negatives }
}

function weightedAuc(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights: Uint32Array,
  order: Uint32Array,
): number {
  let [positives, negatives, area] = [0, 0, 0]
  for (let i = 0; i < order.length;) {
    let [p, n] = [0, 0]
    const score = scores[order[i]!]!
    for (; i < order.length && scores[order[i]!]! === score; i++) {
      const row = order[i]!
      if (labels[row] === 1) p += weights[row]!
      else n += weights[row]!
    }
    area += n * (positives + p / 2)
    positives += p
    negatives += n
  }
  return positives > 0 && negatives > 0 ? area / (positives * negatives) : Number.NaN
}

function percentiles(values: readonly number[]): [number, number] {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
  return [quantile(sorted, 0.025), quantile(sorted, 0.975)]
}
