import type { Contribution } from '@vouch/contracts/explanation'
import { formatQuantity } from '../ui/format.ts'
import { signed } from './signed.ts'

interface ContributionBarsProps {
  contributions: readonly Drawn[]
  unitWords: (unit: string) => string
  /** a value in words of its own; null: a number with its unit */
  valueWords?: (item: Drawn) => string | null
}

type Drawn = Omit<Contribution, 'probability'>

/** Each input's push towards one call or the other, from the middle outwards, all on one scale. */
export function ContributionBars({ contributions, unitWords, valueWords = () => null }: ContributionBarsProps) {
  const most = Math.max(1e-9, ...contributions.map(({ log_odds }) => Math.abs(log_odds)))
  return (
    <ol aria-label="What each input adds" className="divide-y divide-rule border-y border-rule text-sm">
      {contributions.map((item) => (
        <li key={item.name} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] items-center gap-x-4 py-1.5">
          <div className="min-w-0">
            <p className="[overflow-wrap:anywhere]">
              {item.description !== '' && item.description !== item.name && `${item.description} `}
              <code className="font-mono text-xs text-muted">{item.name}</code>
            </p>
            <p className="text-xs text-muted" data-numeric>
              {valueWords(item) ??
                (item.value === null ? 'missing' : `${formatQuantity(item.value)} ${unitWords(item.unit)}`.trim())}
              {item.outside_training && ' · outside training'}
            </p>
          </div>
          <div className="flex items-center gap-2">
            <Bar share={item.log_odds / most} />
            <p className="w-24 shrink-0 text-right" data-numeric>
              {signed(item.log_odds)}
              {item.standard_error !== null && (
                <span className="block text-xs text-muted">± {formatQuantity(2 * item.standard_error)}</span>
              )}
            </p>
          </div>
        </li>
      ))}
    </ol>
  )
}

/** Right of the middle towards a planet, left of it away; the words beside it say the same. */
function Bar({ share }: { share: number }) {
  const width = Math.abs(share) * 50
  const colour = share >= 0 ? 'var(--planet)' : 'var(--false-positive)'
  return (
    <svg className="h-4 min-w-0 flex-1" aria-hidden="true">
      <rect x={`${share >= 0 ? 50 : 50 - width}%`} width={`${width}%`} y="3" height="10" fill={colour} />
      <line x1="50%" x2="50%" y1="0" y2="16" stroke="var(--edge)" />
    </svg>
  )
}
