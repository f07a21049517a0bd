import type { PlotBox } from './plot-layer.ts'

/** What a line is traced with: a canvas, or its path. */
export interface LineTracer {
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
}

/**
 * Traces a line whose x ascends, from the last point left of the box to the first right of it. Of points that fall into one
 * column of pixels the first, the least, the most and the last are enough.
 */
export function traceLine(
  to: LineTracer,
  { width, height, xFrom, xTo, yFrom, yTo }: PlotBox,
  {
    x,
    y,
    breaks,
  }: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number>; readonly breaks?: ReadonlySet<number> },
): void {
  const perX = width / (xTo - xFrom)
  const perY = height / (yTo - yFrom)
  const row = (value: number) => (yTo - value) * perY
  const end = Math.min(x.length, firstAbove(x, xTo) + 1)
  let column = Number.NaN
  let [low, high, last] = [0, 0, 0]
  let down = false
  const flush = () => {
    if (low !== high) {
      to.lineTo(column, row(high))
      to.lineTo(column, row(low))
    }
    to.lineTo(column, row(last))
  }
  for (let i = Math.max(0, firstAbove(x, xFrom) - 1); i < end; i++) {
    const value = y[i]!
    const next = Math.round((x[i]! - xFrom) * perX)
    const begins = !down || breaks?.has(i) === true
    if (down && (begins || Number.isNaN(value) || next !== column)) flush()
    if (Number.isNaN(value)) {
      down = false
      continue
    }
    if (begins) to.moveTo(next, row(value))
    if (begins || next !== column) [low, high] = [value, value]
    else [low, high] = [Math.min(low, value), Math.max(high, value)]
    last = value
    column = next
    down = true
  }
  if (down) flush()
}

/** The first place whose value is above the wanted one, among ascending values. */
function firstAbove(values: ArrayLike<number>, wanted: number): number {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle]! <= wanted) low = middle + 1
    else high = middle
  }
  return low
}
