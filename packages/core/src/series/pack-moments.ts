/**
 * Weight and moment of each place as one whole number, weight × 2²⁶ + moment: sums of them are the sums of both, exactly, as
 * none reaches 2⁵³, and adding them up takes half as long. What rounding adds is a hundredth of a cadence's noise and less.
 */
export interface PackedMoments {
  readonly values: Float64Array
  /** weight of all places, in whole numbers */
  readonly whole: number
  /** whole numbers of a moment of 1 */
  readonly momentUnits: number
}

/** What a weight of 1 counts for. */
export const WEIGHT_SHIFT = 2 ** 26
/** Room for what the rounding of four million places may add up to. */
const ROOM = 2 ** 22

/** @param more zeros behind the last */
export function packMoments(weights: Float64Array, moments: Float64Array, more = 0): PackedMoments {
  const weightUnits =
    (WEIGHT_SHIFT - ROOM) /
    Math.max(
      1,
      sumOf(weights, (weight) => weight),
    )
  const spread = sumOf(moments, Math.abs)
  const momentUnits = spread > 0 ? (WEIGHT_SHIFT / 2 - ROOM) / spread : 1
  const values = new Float64Array(weights.length + more)
  let whole = 0
  for (let i = 0; i < weights.length; i++) {
    const weight = Math.round(weights[i]! * weightUnits)
    whole += weight
    values[i] = weight * WEIGHT_SHIFT + Math.round(moments[i]! * momentUnits)
  }
  return { values, whole, momentUnits }
}

function sumOf(values: Float64Array, of: (value: number) => number): number {
  let sum = 0
  for (const value of values) sum += of(value)
  return sum
}

/** Depth below the rest of the curve, and signal to noise, of a box's sums. @param total see `WeightedCurve` */
export function measureBox(
  { weight, moment }: { readonly weight: number; readonly moment: number },
  { whole, momentUnits }: PackedMoments,
  total: number,
): { depth: number; snr: number } {
  const share = weight / whole
  const depth = -moment / momentUnits / (share * (1 - share))
  return { depth, snr: depth * Math.sqrt(share * (1 - share) * total) }
}
