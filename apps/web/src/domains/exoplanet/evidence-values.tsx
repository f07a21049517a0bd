import type { EvidenceItem } from '@vouch/contracts/domains/exoplanet'
import { Badge } from '../../ui/badge.tsx'
import { formatQuantity } from '../../ui/format.ts'
import { unitWords } from '../../ui/unit-words.ts'

/** A signal’s values alone: nothing of what the model makes of them. */
export function EvidenceValues({ items }: { items: readonly EvidenceItem[] }) {
  return (
    <section aria-labelledby="values" className="space-y-3">
      <h3 id="values" className="text-base font-semibold">
        The signal’s values
      </h3>
      <dl className="divide-y divide-rule border-y border-rule text-sm">
        {items.map(({ name, description, unit, value, outside_training: outside }) => (
          <div key={name} className="flex flex-wrap items-baseline justify-between gap-x-4 py-1.5">
            <dt className="min-w-0">
              {description !== '' && description !== name && `${description} `}
              <code className="font-mono text-xs text-muted [overflow-wrap:anywhere]">{name}</code>
            </dt>
            <dd className="ml-auto flex items-baseline gap-2 font-medium" data-numeric>
              {outside && <Badge tone="caution">outside training</Badge>}
              {value === null ? (
                <span className="text-muted">missing</span>
              ) : (
                `${formatQuantity(value)} ${unitWords(unit)}`.trim()
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
