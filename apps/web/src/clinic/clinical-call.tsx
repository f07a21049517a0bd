import type { Recommendation } from '@vouch/contracts/clinic'
import { CallLine } from './call-line.tsx'
import { ReasonBars } from './reason-bars.tsx'
import { useRanges } from './use-ranges.ts'
import { ValuesTable } from './values-table.tsx'

/** A call as a doctor reads it: what it says, the values, and what each of them added. */
export function ClinicalCall({ recommendation }: { recommendation: Recommendation }) {
  const { call, threshold, features_used, contributions, model, model_version } = recommendation
  const ranges = useRanges(model)
  return (
    <div className="space-y-4">
      <CallLine call={call} threshold={threshold} />
      <div className="grid gap-x-10 gap-y-6 lg:grid-cols-2">
        <ValuesTable values={features_used} ranges={ranges} />
        {contributions !== null && <ReasonBars reasons={contributions} ranges={ranges} />}
      </div>
      <p className="text-xs text-muted">
        {model} {model_version}
      </p>
    </div>
  )
}
