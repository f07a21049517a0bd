import type { DomainId } from '@vouch/contracts/domain'
import type { LeasedItem, QueueState, Review } from '@vouch/contracts/review'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ShownProblem } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { ArrivalHeading } from '../ui/arrival-heading.tsx'
import { Button } from '../ui/button.tsx'
import { counted, formatMoment } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { CallLine } from './call-line.tsx'
import { Judge } from './judge.tsx'
import { SLICE_WORDS } from './review-words.ts'
import { SubjectPanel } from './subject-panel.tsx'

interface ItemReviewProps {
  domain: DomainId
  item: LeasedItem
  waiting: number
  words: QueueState
  keys: boolean
  onNext: () => Promise<void>
  onUndo: () => void
  onDone: (review: Review) => void
}

/** One call of the queue: the subject, the call where it may be shown, and the verdict. */
export function ItemReview({ domain, item, waiting, words, keys, onNext, onUndo, onDone }: ItemReviewProps) {
  const [why, setWhy] = useState(false)
  const { client } = trpc.useUtils()
  const place = { prediction_id: item.prediction_id, row: item.row }
  const giveBack = async () => {
    await client.review.giveBack.mutate({ item_id: item.item_id })
    await onNext()
  }
  return (
    <div className="space-y-6">
      <ItemHeader item={item} waiting={waiting} labels={words.labels} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <SubjectPanel
          domain={domain}
          place={place}
          model={item.model}
          threshold={item.threshold}
          blind={item.blind}
          why={why}
          keys={keys}
          onWhy={() => setWhy(true)}
        />
        <Judge
          place={place}
          call={item.call}
          words={words}
          path="/api/reviews"
          keys={keys}
          skip={{ word: 'Give it back', run: giveBack }}
          onKey={(key) => (key === 'undo' ? onUndo() : !item.blind && setWhy(true))}
          onDone={onDone}
          renderWayOut={(problem) => <WayOut problem={problem} domain={domain} onNext={onNext} />}
        />
      </div>
    </div>
  )
}

function ItemHeader({ item, waiting, labels }: { item: LeasedItem; waiting: number; labels: readonly string[] }) {
  return (
    <header className="space-y-3">
      <ArrivalHeading>
        <bdi>{item.id}</bdi>
      </ArrivalHeading>
      {item.call === null ? (
        <Notice title="You judge this one before the call is shown">
          <p>
            What the model says, and why, is shown once your verdict is in. It would move you, and nobody could tell how
            far.
          </p>
        </Notice>
      ) : (
        <p>
          <span className="text-sm text-muted">The call: </span>
          <CallLine call={item.call} labels={labels} threshold={item.threshold} />
        </p>
      )}
      <p className="text-sm text-muted" data-numeric>
        {item.slice !== null && `${SLICE_WORDS[item.slice].name}. `}
        By {item.model} {item.model_version}. Yours until {formatMoment(item.leased_until)}; after it another may take
        it. {counted(waiting, 'other call')} {waiting === 1 ? 'waits' : 'wait'}.
      </p>
    </header>
  )
}

function WayOut({ problem, domain, onNext }: { problem: ShownProblem; domain: DomainId; onNext: () => Promise<void> }) {
  if (problem.code !== 'conflict' && problem.code !== 'not_found') return null
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Button onClick={() => void onNext()}>Take the next call</Button>
      <Link to="/review/$domain/past" params={{ domain }} className="link">
        What you said before
      </Link>
    </p>
  )
}
