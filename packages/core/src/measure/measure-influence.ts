import type { Metric } from '@vouch/contracts/metric'
import { asMetric, type Scope } from './as-metric.ts'
import { type Counted, estimateDifference } from './estimate-share.ts'
import { isRight, type JudgedCall, type Shown, type Standing, standingVerdicts } from './judged-call.ts'

/**
 * What seeing the call does to verdicts: `influence_on_agreement` is the share that agrees with the call among verdicts given
 * after it was seen, less that among blind ones; `influence_on_skill` the same of those that are right, where outcomes exist.
 * Of an expert who judged a call twice both verdicts are in it. It is an effect of seeing only where chance decided who
 * saw which call first. The interval (`estimateDifference`) takes groups of calls as independent, lets verdicts on one group be
 * alike across experts and across the two sides, and is of these experts: that another set of experts would differ is not in it.
 * @param after `call` or `reasons` compares verdicts given at that sight alone with blind ones; both together when not given
 */
export function measureInfluence(
  calls: readonly JudgedCall[],
  { split, after }: Pick<Scope, 'split'> & { readonly after?: Exclude<Shown, 'nothing'> },
): Metric[] {
  const seen = calls.map((call) => ({
    ...call,
    verdicts: call.verdicts.filter(({ shown }) => (after === undefined ? shown !== 'nothing' : shown === after)),
  }))
  const shown = standingVerdicts(seen)
  const blind = standingVerdicts(calls, 'blind')
  const difference = (metric: string, says: (one: Standing) => boolean | null) => {
    const [first, second] = [counted(shown, says), counted(blind, says)]
    const estimate = estimateDifference(first, second)
    const groups = new Set([...first, ...second].map((row) => row.group)).size
    const n = first.length + second.length
    const notes = [`${first.length} verdicts after seeing the call, ${second.length} blind.`]
    return { ...asMetric(metric, estimate && { ...estimate, n, groups }, { split, notes }), n }
  }
  return [
    difference('influence_on_agreement', ({ verdict }) => verdict.agrees),
    difference('influence_on_skill', isRight),
  ]
}

function counted(said: readonly Standing[], says: (one: Standing) => boolean | null): Counted[] {
  return said.flatMap((one) => {
    const hit = says(one)
    return hit === null ? [] : [{ hit, group: one.call.group }]
  })
}
