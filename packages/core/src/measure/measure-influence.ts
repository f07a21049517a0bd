import type { Metric } from '@vouch/contracts/metric'
import { asMetric } from './as-metric.ts'
import { countVerdict, type CountOptions } from './count-call.ts'
import { type Counted, estimateDifference } from './estimate-share.ts'
import { isRight, type JudgedCall, type Shown, type Standing, standingVerdicts } from './judged-call.ts'

export interface InfluenceOptions extends Pick<CountOptions, 'drawExperts'> {
  /** which calls they are, for the figure: what `estimateFrom` says, or the caller's own words */
  readonly split: string
  /** compares verdicts given at that sight alone with blind ones; those at either when not given */
  readonly after?: Exclude<Shown, 'nothing'>
}

/**
 * What seeing the call does to verdicts: `influence_on_agreement` is the share that agrees with the call among verdicts given
 * after it was seen, less that among blind ones; `influence_on_skill` the same of those that are right, where outcomes exist.
 * An expert who judged a call blind and then seen is on both sides. It is an effect of seeing only where chance decided who saw
 * which call. The interval (`estimateDifference`) takes groups of calls as independent: verdicts on one group may be alike,
 * across experts and across the two sides. It is of these experts, or with `drawExperts` of others like them.
 */
export function measureInfluence(
  calls: readonly JudgedCall[],
  { split, after, ...options }: InfluenceOptions,
): Metric[] {
  const atSight = calls.map((call) => ({
    ...call,
    verdicts: call.verdicts.filter(({ shown }) => (after === undefined ? shown !== 'nothing' : shown === after)),
  }))
  const shown = standingVerdicts(atSight)
  const blind = standingVerdicts(calls, 'blind')
  const difference = (metric: string, says: (one: Standing) => boolean | null) => {
    const [first, second] = [counted(shown, says, options), counted(blind, says, options)]
    const estimate = estimateDifference(first, second)
    const n = first.length + second.length
    const groups = new Set([...first, ...second].map((row) => row.group)).size
    const notes = [`${first.length} verdicts after seeing the call, ${second.length} blind.`]
    return { ...asMetric(metric, estimate && { ...estimate, n, groups }, { split, notes }), n }
  }
  return [
    difference('influence_on_agreement', ({ verdict }) => verdict.agrees),
    difference('influence_on_skill', isRight),
  ]
}

function counted(said: readonly Standing[], says: (one: Standing) => boolean | null, options: CountOptions): Counted[] {
  return said.flatMap((one) => {
    const hit = says(one)
    return hit === null ? [] : [countVerdict(one, hit, options)]
  })
}
