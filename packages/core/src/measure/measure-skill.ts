import type { Metric } from '@vouch/contracts/metric'
import { asMetric } from './as-metric.ts'
import { countVerdict, type CountOptions } from './count-call.ts'
import { estimateShare } from './estimate-share.ts'
import { type Exposure, isRight, type JudgedCall, type Standing, standingVerdicts } from './judged-call.ts'

export interface SkillOptions extends CountOptions {
  /** which calls they are, for the figure: what `estimateFrom` says, or the caller's own words */
  readonly split: string
  /** figures of one label are measured where it is given */
  readonly positive?: string
  /** an expert who had seen the call is measured together with it; `blind` leaves those out */
  readonly exposure?: Exposure
}

/**
 * Experts' verdicts against outcomes: `skill`, the share that is right, and with a positive label `skill_sensitivity`,
 * `skill_specificity` and `skill_precision`. A verdict is right when what it says is so: one that rejects a call without
 * naming a label is right where the outcome is another than the call's, which is easier than to name it; a note tells how
 * many do. Of an expert's verdicts on a call the last one counts.
 * @throws RangeError as `countCall` does
 */
export function measureSkill(
  calls: readonly JudgedCall[],
  { split, positive, exposure, ...options }: SkillOptions,
): Metric[] {
  const said = standingVerdicts(calls, exposure).filter((one) => isRight(one) !== null)
  const unnamed = said.filter(({ verdict }) => verdict.label === null).length
  const note = `Of ${said.length} verdicts ${unnamed} reject the call and name no label; they are right where it is wrong.`
  const share = (metric: string, of: readonly Standing[], hit: (one: Standing) => boolean) =>
    asMetric(metric, estimateShare(of.map((one) => countVerdict(one, hit(one), options))), {
      split,
      notes: metric === 'skill' && unnamed > 0 ? [note] : [],
    })
  const skill = share('skill', said, (one) => isRight(one) === true)
  if (positive === undefined) return [skill]
  const ofLabel = said.filter((one) => saysPositive(one, positive) !== null)
  const so = ofLabel.filter(({ call }) => call.outcome === positive)
  const notSo = ofLabel.filter(({ call }) => call.outcome !== positive)
  const named = ofLabel.filter((one) => saysPositive(one, positive) === true)
  const hit = (one: Standing) => saysPositive(one, positive) === (one.call.outcome === positive)
  return [
    skill,
    share('skill_sensitivity', so, hit),
    share('skill_specificity', notSo, hit),
    share('skill_precision', named, hit),
  ]
}

/** Whether it says the positive label; null where it rejects another and names none. */
function saysPositive({ call, verdict }: Standing, positive: string): boolean | null {
  if (verdict.label !== null) return verdict.label === positive
  return verdict.agrees === false && call.call === positive ? false : null
}
