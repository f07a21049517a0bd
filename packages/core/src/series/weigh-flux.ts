import type { LightCurve } from './light-curve.ts'
import { robustSigma } from './median.ts'

/** A curve as searches take it. */
export interface WeightedCurve {
  /** days from the beginning, ascending */
  readonly time: Float64Array
  /** of each cadence, 1 in sum */
  readonly weight: Float64Array
  /** weight × flux, 0 in sum */
  readonly moment: Float64Array
  /** sum of the weights before they were divided by it: 1 ÷ (one sigma of the curve's mean)² */
  readonly total: number
  readonly start: number
}

/** Weights by the errors; a cadence without one weighs as one of the median error, and all by their own scatter where none has. */
export function weighFlux({ timeDays, flux, fluxError }: LightCurve): WeightedCurve {
  const known = fluxError.filter((error) => error > 0)
  const some = known.length > 0 && known.length < fluxError.length
  const usual = known.length === 0 ? robustSigma(flux) || 1 : some ? known.sort()[known.length >> 1]! : 1
  const weight = fluxError.map((error) => (error > 0 ? error : usual) ** -2)
  const total = weight.reduce((sum, one) => sum + one, 0)
  let mean = 0
  for (let i = 0; i < flux.length; i++) mean += (weight[i]! * flux[i]!) / total
  const start = timeDays[0] ?? 0
  return {
    time: timeDays.map((time) => time - start),
    weight: weight.map((one) => one / total),
    moment: flux.map((value, i) => ((value - mean) * weight[i]!) / total),
    total,
    start,
  }
}
