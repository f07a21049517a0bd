import type { Curve } from '@vouch/contracts/metric'
import type { Series } from './curve-marks.ts'
import type { FigureNumbers } from './figure.ts'
import { thinCurve } from './thin-curve.ts'

interface Point {
  readonly x: number
  readonly y: number
}

export function pointsOf({ x, y }: Curve): Point[] {
  return x.map((at, index) => ({ x: at, y: y[index] ?? Number.NaN }))
}

/** Some points of every line, under the name of its model where there are several. */
export function tableOfCurves(
  lines: readonly Series<readonly Point[]>[],
  head: readonly [string, string],
): Pick<FigureNumbers, 'head' | 'rows' | 'numeric'> {
  const several = lines.length > 1
  return {
    head: several ? ['Model', ...head] : head,
    numeric: several ? [1, 2] : [0, 1],
    rows: lines.flatMap(({ name, data }) =>
      thinCurve(data).map(({ x, y }) => [...(several ? [name] : []), x.toFixed(4), y.toFixed(4)]),
    ),
  }
}
