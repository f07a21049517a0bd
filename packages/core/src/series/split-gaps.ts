import type { LightCurve } from './light-curve.ts'

/** A stretch of cadences from one place to before another. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** A longer pause is a gap: the star's own changes go on meanwhile unseen (Shallue & Vanderburg 2018, §3.3). */
export const GAP_DAYS = 0.75

/** The stretches of a curve between gaps and between pieces, in the order of time; every cadence is in one. */
export function splitGaps({ timeDays, piece }: Pick<LightCurve, 'timeDays' | 'piece'>, gapDays = GAP_DAYS): Stretch[] {
  const stretches: Stretch[] = []
  let from = 0
  for (let i = 1; i <= timeDays.length; i++) {
    const ends = i === timeDays.length || timeDays[i]! - timeDays[i - 1]! > gapDays || piece[i] !== piece[i - 1]
    if (!ends) continue
    stretches.push({ from, to: i })
    from = i
  }
  return stretches
}
