import { studentT95 } from './design-effect.ts'
import { differenceInterval } from './difference-interval.ts'
import type { DifferenceEstimate } from './estimate-share.ts'
import { byName } from './judged-call.ts'

/** What one group has above the line and below it. */
export interface GroupRatio {
  readonly group: string
  readonly above: number
  readonly below: number
}

export interface RatioEstimate {
  readonly value: number
  /** at 95 %; null of fewer than five groups, and of groups that are all alike */
  readonly interval: [number, number] | null
  readonly groups: number
}

/** Of fewer groups nothing is said of how much groups differ. */
export const LEAST_RATIO_GROUPS = 5

/**
 * A ratio of two sums with groups drawn whole: its variance is that of the sums of `above - ratio * below` (linearisation:
 * Cochran 1977, §6.3; Särndal, Swensson & Wretman 1992, §5.5), and its interval is made of the logarithm, so that it stays
 * above 0, with Student's t of as many degrees of freedom as groups of even size would be worth, less one (Korn & Graubard
 * 1998). A group may stand there more than once.
 * @returns null where nothing is below the line
 */
export function estimateRatio(parts: readonly GroupRatio[]): RatioEstimate | null {
  const { value, half, groups } = linearise(parts)
  if (!Number.isFinite(value)) return null
  return { value, interval: half === null ? null : [value * Math.exp(-half), value * Math.exp(half)], groups }
}

/**
 * The first ratio less the second, with the correlation of the two where groups are on both sides.
 * @returns null where one of them has no interval
 */
export function estimateRatioDifference(
  first: readonly GroupRatio[],
  second: readonly GroupRatio[],
): DifferenceEstimate | null {
  const [a, b] = [estimateRatio(first), estimateRatio(second)]
  if (a === null || b === null || a.interval === null || b.interval === null) return null
  const correlation = correlate(linearise(first).residuals, linearise(second).residuals)
  return {
    value: a.value - b.value,
    interval: differenceInterval(
      { value: a.value, interval: a.interval },
      { value: b.value, interval: b.interval },
      correlation,
    ),
  }
}

interface Linearised {
  /** NaN or Infinity where nothing is below the line */
  readonly value: number
  /** half the interval of its logarithm; null where there is none */
  readonly half: number | null
  readonly groups: number
  readonly residuals: ReadonlyMap<string, number>
}

function linearise(parts: readonly GroupRatio[]): Linearised {
  const byGroup = new Map<string, { above: number; below: number }>()
  let [above, below] = [0, 0]
  for (const part of parts) {
    const sum = byGroup.get(part.group) ?? { above: 0, below: 0 }
    byGroup.set(part.group, { above: sum.above + part.above, below: sum.below + part.below })
    above += part.above
    below += part.below
  }
  const value = above / below
  // by name, so that not even the last digit depends on the order in which sums were read
  const sorted = [...byGroup].sort(([a], [b]) => byName(a, b))
  const residuals = new Map(sorted.map(([group, sum]) => [group, sum.above - value * sum.below]))
  const groups = sorted.length
  let [squares, weights] = [0, 0]
  for (const residual of residuals.values()) squares += residual * residual
  for (const [, sum] of sorted) weights += sum.below * sum.below
  const variance = ((groups / (groups - 1)) * squares) / (below * below)
  const half = (studentT95((below * below) / weights - 1) * Math.sqrt(variance)) / value
  const known = groups >= LEAST_RATIO_GROUPS && value > 0 && squares > ROUNDING * above * above && Number.isFinite(half)
  return { value, half: known ? half : null, groups, residuals }
}

/** Residuals of groups that are all alike are the rounding of their sums. */
const ROUNDING = 1e-24

function correlate(first: ReadonlyMap<string, number>, second: ReadonlyMap<string, number>): number {
  let [both, a, b] = [0, 0, 0]
  for (const [group, residual] of first) both += residual * (second.get(group) ?? 0)
  for (const residual of first.values()) a += residual * residual
  for (const residual of second.values()) b += residual * residual
  return a > 0 && b > 0 ? both / Math.sqrt(a * b) : 0
}
