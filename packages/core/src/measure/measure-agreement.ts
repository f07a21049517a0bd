import type { Metric } from '@vouch/contracts/metric'
import { asMetric, type Scope } from './as-metric.ts'
import { callWeight } from './call-weight.ts'
import { cohensKappa } from './cohens-kappa.ts'
import { estimateShare } from './estimate-share.ts'
import { type Exposure, type JudgedCall, standingVerdicts } from './judged-call.ts'

/**
 * Calls against verdicts: `agreement`, the share of verdicts that say what the call says, and `agreement_kappa`, what is left
 * of it beyond chance (Cohen 1960), of verdicts that name a label; it is never weighted. Agreement is not accuracy: who has
 * seen a call agrees with it more. Intervals are of these experts on cases like these.
 * @throws RangeError as `callWeight` does
 */
export function measureAgreement(
  calls: readonly JudgedCall[],
  { split, weighted, exposure }: Scope & { readonly exposure?: Exposure },
): Metric[] {
  const said = standingVerdicts(calls, exposure).filter(({ verdict }) => verdict.agrees !== null)
  const share = estimateShare(
    said.map(({ call, verdict }) => ({
      hit: verdict.agrees === true,
      group: call.group,
      weight: callWeight(call, weighted),
    })),
  )
  const pairs = said.flatMap(({ call, verdict }) =>
    call.call === null || verdict.label === null
      ? []
      : [{ first: call.call, second: verdict.label, group: call.group }],
  )
  const unnamed = said.length - pairs.length
  return [
    asMetric('agreement', share, { split }),
    asMetric('agreement_kappa', cohensKappa(pairs), {
      split,
      notes: unnamed === 0 ? [] : [`${unnamed} verdicts that reject the call and name no label are not in it.`],
    }),
  ]
}
