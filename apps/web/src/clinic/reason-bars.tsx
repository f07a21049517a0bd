import type { ClinicReason } from '@vouch/contracts/clinic'
import { ContributionBars } from '../charts/contribution-bars.tsx'
import { isAttribute, reasonTitle, valueWords } from './value-words.ts'

interface ReasonBarsProps {
  reasons: readonly ClinicReason[]
  /** values seen in training, of those that the model takes as they are */
  ranges: ReadonlyMap<string, readonly [number, number]>
}

/** What each value added to a call, in log-odds of disease. */
export function ReasonBars({ reasons, ranges }: ReasonBarsProps) {
  return (
    <div className="space-y-2">
      <p className="flex justify-between gap-4 text-xs text-muted" aria-hidden="true">
        <span>value</span>
        <span>← no disease · log-odds · disease →</span>
      </p>
      <ContributionBars
        contributions={reasons.map((reason) => ({
          ...reason,
          description: reasonTitle(reason),
          standard_error: null,
          outside_training: isOutside(reason.value, ranges.get(reason.name)),
        }))}
        unitWords={(unit) => unit}
        valueWords={({ name, value }) => (isAttribute(name) ? valueWords(name, value) : '')}
      />
    </div>
  )
}

export function isOutside(value: number | null, range: readonly [number, number] | undefined): boolean {
  return value !== null && range !== undefined && (value < range[0] || value > range[1])
}
