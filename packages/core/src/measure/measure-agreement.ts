import type { Metric } from '@vouch/contracts/metric'
import { asMetric } from './as-metric.ts'
import { cohensKappa } from './cohens-kappa.ts'
import { countVerdict } from './count-call.ts'
import { estimateShare } from './estimate-share.ts'
import { type JudgedCall, standingVerdicts } from './judged-call.ts'
import type { SkillOptions } from './measure-skill.ts'

/**
 * Calls against verdicts: `agreement`, the share of verdicts that say what the call says, and `agreement_kappa`, what is left
 * of it beyond chance (Cohen 1960), of verdicts that name a label; that is never weighted and is of these experts. Agreement is
 * not accuracy: who has seen a call agrees with it more. Of an expert's verdicts on a call the last one counts.
 * @throws RangeError as `countCall` does
 */
export function measureAgreement(
  calls: readonly JudgedCall[],
  { split, exposure, ...options }: Omit<SkillOptions, 'positive'>,
): Metric[] {
  const said = standingVerdicts(calls, exposure).filter(({ verdict }) => verdict.agrees !== null)
  const share = estimateShare(said.map((one) => countVerdict(one, one.verdict.agrees === true, options)))
  const pairs = said.flatMap(({ call, verdict }) =>
    call.call === null || verdict.label === null
      ? []
      : [{ first: call.call, second: verdict.label, group: call.group }],
  )
  const unnamed = said.length - pairs.length
  const notes = unnamed === 0 ? [] : [`${unnamed} verdicts that reject the call and name no label are not in it.`]
  return [
    asMetric('agreement', share, { split }),
    { ...asMetric('agreement_kappa', cohensKappa(pairs), { split, notes }), n: pairs.length },
  ]
}
