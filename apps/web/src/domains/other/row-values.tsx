import type { OtherEvidence } from '@vouch/contracts/domains/other'
import { formatQuantity } from '../../ui/format.ts'

/** A row’s values as the model takes them. */
export function RowValues({ evidence }: Pick<OtherEvidence, 'evidence'>) {
  return (
    <section aria-labelledby="values" className="space-y-3">
      <h3 id="values" className="text-base font-semibold">
        The row’s values
      </h3>
      <dl className="divide-y divide-rule border-y border-rule text-sm">
        {evidence.map(({ name, value, outside_training }) => (
          <div key={name} className="flex flex-wrap items-baseline justify-between gap-x-4 py-1.5">
            <dt>
              <code className="font-mono text-xs">{name}</code>
            </dt>
            <dd className="ml-auto font-medium" data-numeric>
              {value === null ? 'missing' : formatQuantity(value)}
              {outside_training && ', outside training'}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
