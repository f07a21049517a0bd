import type { Call } from '@vouch/contracts/domains/exoplanet'
import { CallMark } from '../../../ui/call-mark.tsx'
import { formatPercent, formatProbability, formatThreshold } from '../../../ui/format.ts'

/** The call as it was made: how probable, from where on it is called so, and what is known against it. */
export function CallSummary({ call, threshold }: { call: Call; threshold: number | null }) {
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 text-sm" data-numeric>
      <div>
        <dt className="text-xs text-muted">{threshold === null ? 'Call' : `Call at ${formatThreshold(threshold)}`}</dt>
        <dd>
          <CallMark planet={call.prediction === 'PLANET'} abstained={call.abstained} />
        </dd>
      </div>
      <div>
        <dt className="text-xs text-muted">Probability of a planet</dt>
        <dd>{formatProbability(call.probability)}</dd>
      </div>
      <div className="col-span-full">
        <dt className="text-xs text-muted">Within the catalogue’s own errors</dt>
        <dd>{fragileWords(call)}</dd>
      </div>
    </dl>
  )
}

export function fragileWords({ fragile, flip_rate: rate }: Pick<Call, 'fragile' | 'flip_rate'>): string {
  if (rate === null) return 'not assessed'
  return `the call flips in ${formatPercent(rate)} of the draws${fragile === true ? ': fragile' : ''}`
}
