import type { HeartEvidence } from '@vouch/contracts/domains/heart'

/** A patient’s thirteen values in words. */
export function PatientValues({ values }: Pick<HeartEvidence, 'values'>) {
  return (
    <section aria-labelledby="values" className="space-y-3">
      <h3 id="values" className="text-base font-semibold">
        The patient’s values
      </h3>
      <dl className="divide-y divide-rule border-y border-rule text-sm">
        {values.map(({ name, description, words }) => (
          <div key={name} className="flex flex-wrap items-baseline justify-between gap-x-4 py-1.5">
            <dt>
              {description} <code className="font-mono text-xs text-muted">{name}</code>
            </dt>
            <dd className="ml-auto font-medium" data-numeric>
              {words}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
