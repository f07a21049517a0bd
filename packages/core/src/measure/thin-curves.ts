import type { Curves } from '@vouch/contracts/model'

/** Points of a curve; a curve of thousands of rows has as many steps. */
const CURVE_POINTS = 500

/** Curves with as many points as can be seen, their ends among them. */
export function thinCurves({ roc, precision_recall, ...rest }: Curves): Curves {
  return { roc: thin(roc), precision_recall: thin(precision_recall), ...rest }
}

function thin<T extends { x: number[]; y: number[]; n: number }>(curve: T): T {
  const step = curve.x.length <= CURVE_POINTS ? 1 : Math.ceil(curve.x.length / (CURVE_POINTS - 1))
  const keep = (values: number[]) => values.filter((_, i) => i % step === 0 || i === values.length - 1)
  return { ...curve, x: keep(curve.x), y: keep(curve.y) }
}
