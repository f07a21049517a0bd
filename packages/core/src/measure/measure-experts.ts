import type { Metric } from '@vouch/contracts/metric'
import type { Random } from '../random.ts'
import { asMetric } from './as-metric.ts'
import { cohensKappa } from './cohens-kappa.ts'
import { byName, type Exposure, type JudgedCall, type Standing, standingVerdicts } from './judged-call.ts'
import { krippendorffsAlpha } from './krippendorffs-alpha.ts'

/** Two experts who judged the same calls. */
export interface ExpertPair {
  /** by name */
  readonly experts: readonly [string, string]
  /** `kappa`; n counts the calls that both named a label of */
  readonly kappa: Metric
  /** the share of those that they agree on; kappa alone misleads where nearly all is one label */
  readonly observed: number
}

export interface ExpertAgreement {
  /** `alpha` of all experts; n counts the calls that two or more named a label of */
  readonly alpha: Metric
  /** every two who judged a call in common */
  readonly pairs: readonly ExpertPair[]
}

/**
 * How experts agree with each other on what calls should be. Only verdicts that name a label are compared. Experts who had
 * seen the call agree through it: `exposure: 'blind'` leaves out theirs. Figures are not weighted.
 */
export function measureExperts(
  calls: readonly JudgedCall[],
  { split, exposure, random }: { readonly split: string; readonly exposure?: Exposure; readonly random: Random },
): ExpertAgreement {
  const byItem = new Map<string, Standing[]>()
  for (const one of standingVerdicts(calls, exposure)) {
    if (one.verdict.label === null) continue
    const others = byItem.get(one.call.item)
    if (others) others.push(one)
    else byItem.set(one.call.item, [one])
  }
  const items = [...byItem.values()]
  const alpha = krippendorffsAlpha(
    items.map((said) => ({ labels: said.map(({ verdict }) => verdict.label!), group: said[0]!.call.group })),
    random,
  )
  const n = items.filter((said) => said.length > 1).length
  return { alpha: { ...asMetric('alpha', alpha, { split }), n }, pairs: pairsOf(items, split) }
}

function pairsOf(items: readonly (readonly Standing[])[], split: string): ExpertPair[] {
  const shared = new Map<string, Map<string, { first: string; second: string; group: string }[]>>()
  for (const said of items)
    for (const [i, a] of said.entries())
      for (const b of said.slice(i + 1)) {
        const ofFirst = shared.get(a.verdict.expert) ?? new Map()
        shared.set(a.verdict.expert, ofFirst)
        const pairs = ofFirst.get(b.verdict.expert) ?? []
        ofFirst.set(b.verdict.expert, pairs)
        pairs.push({ first: a.verdict.label!, second: b.verdict.label!, group: a.call.group })
      }
  return [...shared]
    .flatMap(([first, others]) => [...others].map(([second, pairs]) => ({ first, second, pairs })))
    .sort((a, b) => byName(a.first, b.first) || byName(a.second, b.second))
    .map(({ first, second, pairs }) => {
      const kappa = cohensKappa(pairs)
      const agreed = pairs.filter((pair) => pair.first === pair.second).length
      return {
        experts: [first, second],
        kappa: { ...asMetric('kappa', kappa, { split }), n: pairs.length },
        observed: agreed / pairs.length,
      }
    })
}
