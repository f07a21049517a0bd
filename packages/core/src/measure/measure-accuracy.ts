import type { Metric } from '@vouch/contracts/metric'
import { asMetric } from './as-metric.ts'
import { countCall, type CountOptions } from './count-call.ts'
import { estimateShare } from './estimate-share.ts'
import { inOrder, type JudgedCall } from './judged-call.ts'

export interface AccuracyOptions extends Pick<CountOptions, 'weighted'> {
  /** which calls they are, for the figure: what `estimateFrom` says, or the caller's own words */
  readonly split: string
  /** figures of one label are measured where it is given */
  readonly positive?: string
}

/**
 * The model's calls against outcomes: `accuracy`, and with a positive label the `sensitivity`, `specificity` and `precision`
 * of calling it. Calls without an outcome, and those the model abstained from, are in no share. Shares have the interval of
 * `estimateShare`.
 * @throws RangeError as `countCall` does
 */
export function measureAccuracy(
  calls: readonly JudgedCall[],
  { split, positive, ...options }: AccuracyOptions,
): Metric[] {
  const known = inOrder(calls).filter((call) => call.outcome !== null)
  const made = known.filter((call) => call.call !== null)
  const abstained = known.length - made.length
  const notes =
    abstained === 0 ? [] : [`Of ${known.length} calls with an outcome the model abstained from ${abstained}.`]
  const share = (metric: string, of: readonly JudgedCall[], hit: (call: JudgedCall) => boolean) =>
    asMetric(metric, estimateShare(of.map((call) => countCall(call, hit(call), options))), { split, notes })
  const accuracy = share('accuracy', made, (call) => call.call === call.outcome)
  if (positive === undefined) return [accuracy]
  const so = made.filter((call) => call.outcome === positive)
  const notSo = made.filter((call) => call.outcome !== positive)
  const called = made.filter((call) => call.call === positive)
  const hit = (call: JudgedCall) => (call.call === positive) === (call.outcome === positive)
  return [accuracy, share('sensitivity', so, hit), share('specificity', notSo, hit), share('precision', called, hit)]
}
