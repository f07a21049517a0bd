import { median } from './median.ts'

/** How a peak stands out of its periodogram. */
export interface Detection {
  /** signal detection efficiency: the peak over the mean of the periodogram without its trend, in its standard deviations */
  readonly sde: number
  /** depth over its error, of the whole signal */
  readonly snr: number
}

/** Periods that the trend of a periodogram is taken over: noise grows towards long periods (Ofir 2014, §2.3). */
const TREND_WINDOW = 501
const TREND_STEP = 50

/** The periodogram without its trend, which is a running median (Hippke & Heller 2019, §2.4). */
export function flattenSpectrum(snr: Float64Array): Float64Array {
  const half = TREND_WINDOW >> 1
  const knots: number[] = []
  for (let i = 0; i < snr.length + TREND_STEP; i += TREND_STEP) {
    const at = Math.min(i, snr.length - 1)
    knots.push(median(snr.subarray(Math.max(0, at - half), at + half + 1)))
  }
  return snr.map((value, i) => {
    const place = Math.floor(i / TREND_STEP)
    const share = i / TREND_STEP - place
    return value - (knots[place]! * (1 - share) + (knots[place + 1] ?? knots[place]!) * share)
  })
}

/** Signal detection efficiency of each period (Kovács et al. 2002, eq. 6). */
export function detectionEfficiency(snr: Float64Array): Float64Array {
  const flat = flattenSpectrum(snr)
  const mean = flat.reduce((sum, value) => sum + value, 0) / flat.length
  const spread = Math.sqrt(flat.reduce((sum, value) => sum + (value - mean) ** 2, 0) / flat.length)
  return flat.map((value) => (spread > 0 ? (value - mean) / spread : 0))
}
