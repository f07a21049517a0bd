interface ValueListProps {
  title: string
  values: readonly { name: string; description?: string; words: string }[]
}

/** A row’s values, each by its name and in words. */
export function ValueList({ title, values }: ValueListProps) {
  return (
    <section aria-labelledby="values" className="space-y-3">
      <h3 id="values" className="text-base font-semibold">
        {title}
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
