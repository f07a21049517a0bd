import { Slice, type QueueState } from '@vouch/contracts/review'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatCount } from '../ui/format.ts'
import { SLICE_WORDS } from './review-words.ts'

/** How a domain’s queue stands. */
export function QueueFigures({ queue }: { queue: QueueState }) {
  const figures = [
    ['waiting', queue.waiting],
    ['in somebody’s hands', queue.leased],
    ['to settle', queue.to_adjudicate],
    ['settled', queue.settled],
  ] as const
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-3" data-numeric>
      {figures.map(([name, count]) => (
        <div key={name} className="flex flex-col-reverse">
          <dt className="text-sm text-muted">{name}</dt>
          <dd className="text-2xl">{formatCount(count)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Why the waiting calls wait, and what each kind is good for. */
export function QueueSlices({ queue, name }: { queue: QueueState; name: string }) {
  return (
    <FigureTable
      caption={`${name}: calls that wait, by why they were chosen`}
      head={['Why', 'Waiting', 'What for']}
      numeric={[1]}
      rows={Slice.options.map((slice) => [
        SLICE_WORDS[slice].name,
        formatCount(queue.slices[slice]),
        SLICE_WORDS[slice].use,
      ])}
    />
  )
}
