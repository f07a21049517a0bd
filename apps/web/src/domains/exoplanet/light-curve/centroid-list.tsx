import type { CandidateCurve } from '@vouch/contracts/domains/light-curve'
import { quantityWords } from '../../../ui/unit-words.ts'

/** How the star's place moved while it was dimmed: known from the table that named the signal, or not at all. */
export function CentroidList({ centroids }: { centroids: CandidateCurve['centroids'] }) {
  if (centroids.length === 0)
    return <p className="text-sm">Centroids: not assessed. No table gave them for this signal.</p>
  return (
    <div className="space-y-1 text-sm">
      <h3 className="font-semibold">Centroids</h3>
      <dl className="divide-y divide-rule border-y border-rule">
        {centroids.map(({ name, description, unit, value }) => (
          <div key={name} className="flex flex-wrap items-baseline justify-between gap-x-4 py-1">
            <dt>{description === '' ? name : description}</dt>
            <dd data-numeric>{quantityWords(value, unit)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
