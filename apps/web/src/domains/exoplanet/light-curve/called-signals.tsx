import type { BlindCall, Call, CallFeatures } from '@vouch/contracts/domains/exoplanet'
import { CallMark } from '../../../ui/call-mark.tsx'
import { formatProbability, formatQuantity } from '../../../ui/format.ts'

interface CalledSignalsProps {
  calls: readonly Call[]
  /** those that the reader is to judge before he sees them */
  blind: readonly BlindCall[]
  chosen: number | null
  onChoose: (row: number) => void
}

/** The signals of a star or a few, each with its call; one of them is looked at. */
export function CalledSignals({ calls, blind, chosen, onChoose }: CalledSignalsProps) {
  const shown = [
    ...calls.map((call) => ({ row: call.row, id: call.id, features: call.features, call })),
    ...blind.map(({ row, id, features }) => ({ row, id, features, call: null })),
  ].toSorted((a, b) => a.row - b.row)
  return (
    <div role="radiogroup" aria-label="Signals" className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
      {shown.map(({ row, id, features, call }) => (
        <label
          key={row}
          className="flex min-h-11 cursor-pointer items-start gap-3 rounded-md border border-edge bg-surface px-3 py-2 text-sm has-checked:border-accent has-checked:bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name="signal"
            checked={row === chosen}
            onChange={() => onChoose(row)}
            className="mt-1 size-4 shrink-0 accent-[var(--accent)]"
          />
          <span className="min-w-0 grow space-y-0.5">
            <span className="block font-medium [overflow-wrap:anywhere]">{id}</span>
            <span className="block text-muted" data-numeric>
              {featureWords(features)}
            </span>
            {call === null ? (
              <span className="block text-muted">to be judged before its call is shown</span>
            ) : (
              <span className="flex flex-wrap items-baseline gap-x-3" data-numeric>
                <CallMark planet={call.prediction === 'PLANET'} abstained={call.abstained} />
                {formatProbability(call.probability)}
              </span>
            )}
          </span>
        </label>
      ))}
    </div>
  )
}

function featureWords({ orbital_period: period, transit_duration: duration }: CallFeatures): string {
  const parts = [
    period === null ? null : `${formatQuantity(period)} d`,
    duration === null ? null : `${formatQuantity(duration)} h long`,
  ].filter((part) => part !== null)
  return parts.join(', ')
}
