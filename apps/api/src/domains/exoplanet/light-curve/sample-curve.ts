import type { Sample } from '@vouch/contracts/submission'
import { SAMPLE_CURVE, sampleCurveCsv } from '@vouch/core/domains/exoplanet/sample-curve'

let made: Sample | null = null

/** A simulated light curve to try with; made when it is first asked for, in some milliseconds. */
export function sampleCurve(): Sample {
  return (made ??= { ...SAMPLE_CURVE, csv: sampleCurveCsv() })
}
