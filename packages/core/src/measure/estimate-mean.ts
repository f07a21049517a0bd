import type { Random } from '../random.ts'
import { groupBootstrap, LEAST_DRAWN_GROUPS } from './interval.ts'
import { numberGroups } from './number-groups.ts'

/** A row with a number of its own, such as a picture of a lesion. */
export interface Measured {
  readonly value: number
  readonly group: string
}

export interface MeanEstimate {
  readonly value: number
  /** at 95 %; null of fewer groups than a percentile interval is given for, and of rows that are all alike */
  readonly interval: [number, number] | null
  readonly n: number
  readonly groups: number
}

/**
 * The mean of rows with its percentile interval by resampling whole groups (`groupBootstrap`).
 * @returns null of no row
 */
export function estimateMean(
  rows: readonly Measured[],
  { draws, random }: { readonly draws: number; readonly random: Random },
): MeanEstimate | null {
  if (rows.length === 0) return null
  const groups = numberGroups(rows.map(({ group }) => group))
  const mean = (of: ArrayLike<number>) => {
    let sum = 0
    for (let i = 0; i < of.length; i++) sum += rows[of[i]!]!.value
    return sum / of.length
  }
  const count = new Set(groups).size
  const alike = rows.every(({ value }) => value === rows[0]!.value)
  const [interval = null] =
    alike || count < LEAST_DRAWN_GROUPS ? [] : groupBootstrap(groups, (drawn) => [mean(drawn)], { draws, random })
  return { value: mean(rows.map((_, row) => row)), interval, n: rows.length, groups: count }
}
