import type { Metric } from '@vouch/contracts/metric'
import { type Bin, reliability } from './calibration.ts'
import { LEAST_DRAWN_GROUPS } from './interval.ts'
import { inOrder, type JudgedCall } from './judged-call.ts'
import type { AccuracyOptions } from './measure-accuracy.ts'
import { measureCalls } from './measure-calls.ts'
import { numberGroups } from './number-groups.ts'

export interface CallCalibration {
  /** `brier` and `expected_calibration_error` */
  readonly metrics: readonly Metric[]
  /** of the reliability diagram; Wilson's intervals take calls as independent */
  readonly bins: readonly Bin[]
}

/**
 * Whether probabilities mean what they say, against outcomes: the Brier score (1950), the expected calibration error over 15
 * bins (Naeini et al. 2015; Guo et al. 2017), and the bins. With a positive label it is the chance of that, else the chance
 * that the call is right (confidence calibration, Guo et al. 2017, §2), for calls that were made. Intervals draw whole groups
 * anew, where there are enough (`LEAST_DRAWN_GROUPS`) and draws differ. The error is never negative, so that where calls are
 * few chance alone makes it large. It is never weighted.
 */
export function measureCalibration(
  calls: readonly JudgedCall[],
  { split, positive }: Omit<AccuracyOptions, 'weighted'>,
): CallCalibration {
  const known = inOrder(calls).filter(
    (call) => call.outcome !== null && call.probability !== null && (positive !== undefined || call.call !== null),
  )
  const labels = Uint8Array.from(known, (call) => (call.outcome === (positive ?? call.call) ? 1 : 0))
  const probabilities = Float64Array.from(known, (call) => call.probability!)
  const groups = numberGroups(known.map((call) => call.group))
  const metrics = measureCalls(
    { labels, groups, passes: [{ probabilities, thresholds: new Float64Array(labels.length) }] },
    { split, only: ['brier', 'expected_calibration_error'] },
  )
  const enough = new Set(groups).size >= LEAST_DRAWN_GROUPS
  return {
    metrics: metrics.map((metric) => (enough && hasWidth(metric) ? metric : { ...metric, interval: null })),
    bins: reliability(labels, probabilities),
  }
}

function hasWidth({ interval }: Metric): boolean {
  return interval !== null && interval[0] < interval[1]
}
