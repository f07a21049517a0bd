import type { Random } from '../random.ts'
import { groupBootstrapWeights, LEAST_DRAWN_GROUPS, quantile, wilson } from './interval.ts'
import { byName } from './judged-call.ts'
import { numberGroups } from './number-groups.ts'

/** One thing and the labels that raters gave it, one each; a rater who gave none is not among them. */
export interface RatedUnit {
  readonly labels: readonly string[]
  readonly group: string
}

export interface AlphaEstimate {
  readonly value: number
  /** at 95 %; null of few groups that disagree, and where all draws of them are the same */
  readonly interval: [number, number] | null
  /** things with at least two labels: the others say nothing of agreement */
  readonly n: number
  readonly groups: number
}

/** as many as a percentile at either end needs to be steady in its second digit */
const DRAWS = 1000

/**
 * Krippendorff's alpha for nominal labels, any number of raters, any of them missing (Krippendorff 2011, "Computing
 * Krippendorff's Alpha-Reliability", §C). The interval draws whole groups of things anew (percentiles; Efron & Tibshirani 1993,
 * ch. 13), where there are enough (`LEAST_DRAWN_GROUPS`); draws of one label only are left out. Where no two labels of a thing
 * differ every draw is alike: there the lower bound is that of Wilson's interval of so many groups without a difference, with
 * the expected disagreement as it is.
 * @returns null where there is nothing to compare, and where all labels are the same
 */
export function krippendorffsAlpha(units: readonly RatedUnit[], random: Random): AlphaEstimate | null {
  const rated = units
    .filter((unit) => unit.labels.length > 1)
    .sort((a, b) => byName(a.group, b.group) || byName(keyOf(a), keyOf(b)))
  const tallies = rated.map(tally)
  const labels = [...new Set(rated.flatMap((unit) => unit.labels))].sort()
  const all = measure(tallies, labels)
  if (all.expected === 0 || rated.length === 0) return null
  const value = 1 - all.observed / all.expected
  const groups = numberGroups(rated.map((unit) => unit.group))
  const count = new Set(groups).size
  const estimate = { value, n: rated.length, groups: count }
  if (all.observed === 0) return { ...estimate, interval: [Math.max(-1, 1 - wilson(0, count)[1] / all.expected), 1] }
  if (count < LEAST_DRAWN_GROUPS) return { ...estimate, interval: null }
  const drawn: number[] = []
  for (const weights of groupBootstrapWeights(groups, DRAWS, random)) {
    const { observed, expected } = measure(tallies, labels, weights)
    if (expected > 0) drawn.push(1 - observed / expected)
  }
  drawn.sort((a, b) => a - b)
  const [low, high] = [quantile(drawn, 0.025), quantile(drawn, 0.975)]
  return { ...estimate, interval: low < high ? [Math.min(value, low), Math.max(value, high)] : null }
}

/** A thing's part of the table of coincidences. */
interface Tally {
  readonly counts: ReadonlyMap<string, number>
  readonly raters: number
  /** ordered pairs of its labels that differ, over one less than its raters */
  readonly differing: number
}

function tally({ labels }: RatedUnit): Tally {
  const counts = new Map<string, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  const raters = labels.length
  let differing = 0
  for (const count of counts.values()) differing += (count * (raters - count)) / (raters - 1)
  return { counts, raters, differing }
}

/** The disagreement observed, and that expected of all labels shuffled; both 0 of nothing. */
function measure(
  tallies: readonly Tally[],
  labels: readonly string[],
  weights?: ArrayLike<number>,
): { observed: number; expected: number } {
  let [ratings, differing] = [0, 0]
  const totals = new Map(labels.map((label) => [label, 0]))
  for (const [t, tally] of tallies.entries()) {
    const weight = weights?.[t] ?? 1
    if (weight === 0) continue
    ratings += weight * tally.raters
    differing += weight * tally.differing
    for (const [label, count] of tally.counts) totals.set(label, totals.get(label)! + weight * count)
  }
  if (ratings === 0) return { observed: 0, expected: 0 }
  let pairs = 0
  for (const total of totals.values()) pairs += total * (ratings - total)
  return { observed: differing / ratings, expected: pairs / (ratings * (ratings - 1)) }
}

function keyOf({ labels }: RatedUnit): string {
  return [...labels].sort().join('\n')
}
