import type { PlattScale } from '@vouch/core/learn/calibrate'
import { fitLogistic } from '@vouch/core/learn/fit-logistic'

/**
 * A logistic map from margins to labels where each hospital has an intercept of its own: how common the disease is among its
 * patients. Without them a hospital where nearly everybody has it, and whose margins are no higher for that, would flatten the
 * slope. What is served is the common slope and the mean of the intercepts: a hospital in between.
 * @param parts of each hospital, by a model that was trained on none of its patients
 * @throws RangeError when there is but one label
 */
export function calibrateAcross(
  parts: readonly { readonly margins: ArrayLike<number>; readonly labels: Uint8Array }[],
): PlattScale {
  const width = 1 + parts.length
  const labels = Uint8Array.from(parts.flatMap((part) => [...part.labels]))
  const x = Float64Array.from(
    parts.flatMap(({ margins, labels: own }, p) =>
      Array.from(own, (_, row) => [margins[row]!, ...parts.map((__, other) => Number(other === p))]).flat(),
    ),
  )
  const { coefficients, intercept } = fitLogistic({ x, width, rows: labels.length, labels }, { C: LITTLE_PENALTY })
  const [slope = 0, ...intercepts] = coefficients
  return { slope, offset: intercept + intercepts.reduce((sum, one) => sum + one, 0) / parts.length }
}

/** Enough to settle that one intercept too many is there. */
const LITTLE_PENALTY = 1e3
