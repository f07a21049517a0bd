/** What of an axis is in sight. */
export interface AxisRange {
  readonly from: number
  readonly to: number
}

/** Nearer than this share of the whole nobody looks: numbers of the axis would repeat themselves. */
const LEAST_SHARE = 1e-5

/** Moves what is in sight by a share of itself, and never beyond the whole. */
export function panRange({ from, to }: AxisRange, share: number, whole: AxisRange): AxisRange {
  const width = to - from
  const moved = Math.min(Math.max(from + share * width, whole.from), whole.to - width)
  return { from: moved, to: moved + width }
}

/**
 * Brings what is in sight nearer, or takes it farther.
 * @param factor of its width: below 1 nearer
 * @param at share of the width that stays where it is
 */
export function zoomRange(
  { from, to }: AxisRange,
  { factor, at }: { readonly factor: number; readonly at: number },
  whole: AxisRange,
): AxisRange {
  const most = whole.to - whole.from
  const width = Math.min(most, Math.max((to - from) * factor, most * LEAST_SHARE))
  const stays = from + at * (to - from)
  const begin = Math.min(Math.max(stays - at * width, whole.from), whole.to - width)
  return { from: begin, to: begin + width }
}

/** The least and the most of some values within a stretch of x, with some room; null where none is. */
export function rangeWithin(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { from, to }: AxisRange,
): { low: number; high: number } | null {
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < x.length; i++) {
    if (x[i]! < from || x[i]! > to) continue
    if (y[i]! < low) low = y[i]!
    if (y[i]! > high) high = y[i]!
  }
  return low > high ? null : { low, high }
}

/** Room above and below, so that nothing lies on the edge. */
export function withRoom({ low, high }: { low: number; high: number }): AxisRange {
  const room = (high - low) * 0.06 || Math.abs(high) * 1e-6 || 1
  return { from: low - room, to: high + room }
}
