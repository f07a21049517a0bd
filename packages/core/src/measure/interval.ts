import type { Random } from '../random.ts'
import { Z95 } from './normal.ts'

/** Wilson score interval of a share, 95 % (Wilson 1927). */
export function wilson(successes: number, n: number): [number, number] {
  if (n === 0) return [0, 1]
  const p = successes / n
  const z2 = (Z95 * Z95) / n
  const middle = (p + z2 / 2) / (1 + z2)
  const half = (Z95 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n))) / (1 + z2)
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}

/**
 * Of fewer groups a percentile interval is given for none: it says 95 % and holds the truth less often. In simulated
 * agreement of three raters, one label in five, it held it in 77 of 100 samples of 10 groups, and in 91 of 20.
 */
export const LEAST_DRAWN_GROUPS = 20

/**
 * Percentile intervals, 95 %, of some statistics by resampling whole groups (Efron & Tibshirani 1993, ch. 13; Field &
 * Welsh 2007 for clusters): rows of one star are never drawn apart.
 * @param groups the group of each row, as whole numbers from 0
 * @param measure the statistics of the rows it is given; rows repeat as often as their group was drawn
 */
export function groupBootstrap(
  groups: ArrayLike<number>,
  measure: (rows: Uint32Array) => readonly number[],
  { draws, random }: { draws: number; random: Random },
): [number, number][] {
  const members: number[][] = []
  for (let row = 0; row < groups.length; row++) (members[groups[row]!] ??= []).push(row)
  const samples: number[][] = []
  for (let d = 0; d < draws; d++) {
    const rows: number[] = []
    for (let g = 0; g < members.length; g++) rows.push(...members[random.int(members.length)]!)
    for (const [s, value] of measure(Uint32Array.from(rows)).entries()) (samples[s] ??= []).push(value)
  }
  return samples.map((values) => {
    const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
    return [quantile(sorted, 0.025), quantile(sorted, 0.975)]
  })
}

/**
 * How often each row is drawn when whole groups are drawn with replacement, `draws` times over: for statistics that can
 * weigh rows, which is cheaper than to list them. The array is the same one each time.
 */
export function* groupBootstrapWeights(
  groups: ArrayLike<number>,
  draws: number,
  random: Random,
): Generator<Uint32Array, void, undefined> {
  let count = 0
  for (let row = 0; row < groups.length; row++) count = Math.max(count, groups[row]! + 1)
  const drawn = new Uint32Array(count)
  const weights = new Uint32Array(groups.length)
  for (let d = 0; d < draws; d++) {
    drawn.fill(0)
    for (let g = 0; g < count; g++) drawn[random.int(count)]!++
    for (let row = 0; row < groups.length; row++) weights[row] = drawn[groups[row]!]!
    yield weights
  }
}

/** Quantile of ascending values by linear interpolation (Hyndman & Fan 1996, type 7); NaN of none. */
export function quantile(sorted: ArrayLike<number>, level: number): number {
  if (sorted.length === 0) return Number.NaN
  const at = (sorted.length - 1) * level
  const low = Math.floor(at)
  const high = Math.ceil(at)
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low)
}
