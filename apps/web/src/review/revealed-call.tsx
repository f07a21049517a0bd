import type { LeasedItem, QueueState, Review } from '@vouch/contracts/review'
import { useState } from 'react'
import { ArrivalHeading } from '../ui/arrival-heading.tsx'
import { Button } from '../ui/button.tsx'
import { KeyCap } from '../ui/key-cap.tsx'
import { CallLine } from './call-line.tsx'
import { useShortcuts } from './judge.tsx'
import { saidWords } from './review-words.ts'
import { SubjectPanel } from './subject-panel.tsx'

/** What was judged here last, and can be said anew. */
export interface Judged {
  readonly item: LeasedItem
  readonly review: Review
}

interface RevealedCallProps {
  judged: Judged
  words: QueueState
  keys: boolean
  onMend: () => void
  onNext: () => void
}

/** After a blind verdict: what was said beside what was called. */
export function RevealedCall({ judged: { item, review }, words, keys, onMend, onNext }: RevealedCallProps) {
  const [why, setWhy] = useState(false)
  useShortcuts(keys, ({ kind }) => {
    if (kind === 'send') onNext()
    else if (kind === 'undo') onMend()
    else if (kind === 'why') setWhy(true)
  })
  const same = review.said === review.call.label
  return (
    <div className="space-y-6">
      <header className="space-y-4">
        <ArrivalHeading>
          <bdi>{item.id}</bdi>
        </ArrivalHeading>
        <dl className="grid gap-4 rounded-md border border-rule bg-surface p-4 sm:grid-cols-2">
          <div>
            <dt className="text-sm text-muted">You said, before the call was shown</dt>
            <dd className="text-lg">{saidWords(review)}</dd>
          </div>
          <div>
            <dt className="text-sm text-muted">The model called it</dt>
            <dd className="text-lg">
              <CallLine call={review.call} labels={words.labels} threshold={item.threshold} />
            </dd>
          </div>
        </dl>
        <p role="status" className="text-sm">
          {review.said === null
            ? 'Your verdict is in.'
            : same
              ? 'You and the model agree.'
              : 'You and the model differ.'}{' '}
          Your verdict counts as it was given: blind.
        </p>
        <div className="flex flex-wrap gap-3">
          <Button look="primary" aria-keyshortcuts={keys ? 'Enter' : undefined} onClick={onNext}>
            Next call
            {keys && <KeyCap>Enter</KeyCap>}
          </Button>
          <Button aria-keyshortcuts={keys ? 'Z' : undefined} onClick={onMend}>
            Say it anew
            {keys && <KeyCap>Z</KeyCap>}
          </Button>
        </div>
      </header>
      <SubjectPanel
        domain={item.domain}
        place={{ prediction_id: item.prediction_id, row: item.row }}
        model={item.model}
        threshold={item.threshold}
        blind={false}
        why={why}
        keys={keys}
        judged={false}
        onWhy={() => setWhy(true)}
      />
    </div>
  )
}
