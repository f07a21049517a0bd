import type { Metric } from '@vouch/contracts/metric'
import { asMetric } from './as-metric.ts'
import { countVerdict } from './count-call.ts'
import { estimateShare } from './estimate-share.ts'
import { isRight, type JudgedCall, type Standing, standingVerdicts } from './judged-call.ts'
import type { InfluenceOptions } from './measure-influence.ts'

/** One expert on one call, before and after it was seen. */
interface Twice {
  readonly before: Standing
  readonly after: Standing
}

/**
 * What experts who judged a call blind do once they have seen it, each against the own verdict before. `switch_to_call`: of
 * those who disagreed, the share that then agrees; `switch_from_call`: of those who agreed, the share that no longer does.
 * With outcomes, `helped`: of those who were wrong where the call was right, the share that then is right; `harmed`: of those
 * who were right where the call was wrong, the share that then is wrong (Goddard, Roudsari & Wyatt 2012, "Automation bias",
 * JAMIA 19:121-127, who call them positive and negative consultations). Intervals are as those of `measureInfluence`.
 */
export function measureSwitches(
  calls: readonly JudgedCall[],
  { split, ...options }: Omit<InfluenceOptions, 'after'>,
): Metric[] {
  const shown = new Map(standingVerdicts(calls, 'shown').map((one) => [keyOf(one), one]))
  const twice = standingVerdicts(calls, 'blind').flatMap((before): Twice[] => {
    const after = shown.get(keyOf(before))
    return after === undefined || after.verdict.at < before.verdict.at ? [] : [{ before, after }]
  })
  const agreed = twice.filter(({ before, after }) => before.verdict.agrees !== null && after.verdict.agrees !== null)
  const known = twice.filter(
    ({ before, after }) => before.call.call !== null && isRight(before) !== null && isRight(after) !== null,
  )
  const share = (metric: string, of: readonly Twice[], hit: (one: Twice) => boolean) =>
    asMetric(metric, estimateShare(of.map((one) => countVerdict(one.after, hit(one), options))), { split })
  const against = agreed.filter((one) => one.before.verdict.agrees === false)
  const along = agreed.filter((one) => one.before.verdict.agrees === true)
  const astray = known.filter((one) => isRight(one.before) === false && callIsRight(one))
  const misled = known.filter((one) => isRight(one.before) === true && !callIsRight(one))
  return [
    share('switch_to_call', against, (one) => one.after.verdict.agrees === true),
    share('switch_from_call', along, (one) => one.after.verdict.agrees === false),
    share('helped', astray, (one) => isRight(one.after) === true),
    share('harmed', misled, (one) => isRight(one.after) === false),
  ]
}

function callIsRight({ before: { call } }: Twice): boolean {
  return call.call === call.outcome
}

function keyOf({ call, verdict }: Standing): string {
  return JSON.stringify([call.item, verdict.expert])
}
