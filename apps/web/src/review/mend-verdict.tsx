import type { DomainId } from '@vouch/contracts/domain'
import type { QueueState, Review } from '@vouch/contracts/review'
import { useState } from 'react'
import { ArrivalHeading } from '../ui/arrival-heading.tsx'
import { Notice } from '../ui/notice.tsx'
import { CallLine } from './call-line.tsx'
import { draftOf } from './draft.ts'
import { Judge } from './judge.tsx'
import { saidWords } from './review-words.ts'
import { SubjectPanel } from './subject-panel.tsx'

interface MendVerdictProps {
  domain: DomainId
  name: string
  /** what stands now */
  review: Review
  threshold: number | null
  words: Pick<QueueState, 'labels' | 'reasons'>
  keys: boolean
  onLeave: () => void | Promise<void>
  onDone: (review: Review) => void
}

/** Something else in place of what one said: a new event beside the old. */
export function MendVerdict({ domain, name, review, threshold, words, keys, onLeave, onDone }: MendVerdictProps) {
  const [why, setWhy] = useState(review.shown === 'reasons')
  const place = { prediction_id: review.prediction_id, row: review.row }
  return (
    <div className="space-y-6">
      <header className="space-y-3">
        <ArrivalHeading>
          <bdi>{name}</bdi>, said anew
        </ArrivalHeading>
        <p>
          <span className="text-sm text-muted">The call: </span>
          <CallLine call={review.call} labels={words.labels} threshold={threshold} />
        </p>
        <Notice title={`You said: ${saidWords(review).toLowerCase()}`}>
          <p>
            That stays in the record. What you send now takes its place in the figures, and is noted as said after you
            saw the call.
          </p>
        </Notice>
      </header>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <SubjectPanel
          domain={domain}
          place={place}
          model={review.model}
          threshold={threshold}
          blind={false}
          why={why}
          keys={keys}
          onWhy={() => setWhy(true)}
        />
        <Judge
          key={review.review_id}
          place={place}
          call={review.call}
          words={words}
          path={review.kind === 'adjudication' ? '/api/reviews/adjudicate' : '/api/reviews'}
          corrects={review.review_id}
          initial={draftOf(review)}
          keys={keys}
          skip={{ word: 'Leave it as it was', run: async () => onLeave() }}
          onKey={(key) => key === 'why' && setWhy(true)}
          onDone={onDone}
        />
      </div>
    </div>
  )
}
