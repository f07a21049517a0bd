import type { EvidenceItem } from '@vouch/contracts/domains/exoplanet'
import type { ValueInWords } from '@vouch/contracts/submission'
import { Badge } from '../../ui/badge.tsx'
import { quantityWords } from '../../ui/unit-words.ts'

interface EvidenceValuesProps {
  /** what stands beside every call */
  values: readonly ValueInWords[]
  items: readonly EvidenceItem[]
}

/** A signal’s values alone: nothing of what the model makes of them. */
export function EvidenceValues({ values, items }: EvidenceValuesProps) {
  return (
    <section aria-labelledby="values" className="space-y-3">
      <h3 id="values" className="text-base font-semibold">
        The signal’s values
      </h3>
      <dl className="grid grid-cols-1 gap-x-6 gap-y-2 text-sm sm:grid-cols-3" data-numeric>
        {values.map(({ name, description, words }) => (
          <div key={name}>
            <dt className="text-xs text-muted">{description}</dt>
            <dd className="text-lg">{words}</dd>
          </div>
        ))}
      </dl>
      <p className="text-sm text-muted">And every value that the model goes by:</p>
      <dl className="divide-y divide-rule border-y border-rule text-sm">
        {items.map(({ name, description, unit, value, outside_training: outside }) => (
          <div key={name} className="flex flex-wrap items-baseline justify-between gap-x-4 py-1.5">
            <dt className="min-w-0">
              {description !== '' && description !== name && `${description} `}
              <code className="font-mono text-xs text-muted [overflow-wrap:anywhere]">{name}</code>
            </dt>
            <dd className="ml-auto flex items-baseline gap-2 font-medium" data-numeric>
              {outside && <Badge tone="caution">outside training</Badge>}
              {value === null ? <span className="text-muted">missing</span> : quantityWords(value, unit)}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
