import type { Disagreement, QueueState, Review } from '@vouch/contracts/review'
import { useState } from 'react'
import { ArrivalHeading } from '../ui/arrival-heading.tsx'
import { FigureTable } from '../ui/figure-table.tsx'
import { counted, formatPercent } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { CallLine } from './call-line.tsx'
import { Judge } from './judge.tsx'
import { saidWords, SHOWN_WORDS, VERDICT_WORDS } from './review-words.ts'
import { SubjectPanel } from './subject-panel.tsx'

interface SettleDisagreementProps {
  item: Disagreement
  words: QueueState
  keys: boolean
  /** that wait behind it here */
  others: number
  onLeave: () => void
  onDone: (review: Review) => void
}

/** What experts said of one call side by side, and the last word on it. */
export function SettleDisagreement({ item, words, keys, others, onLeave, onDone }: SettleDisagreementProps) {
  const [why, setWhy] = useState(false)
  const { domain, prediction_id, row } = item
  // the model is named by what was said of its call; of a blind one nothing is told, and nothing of the model is shown
  const model = item.reviews[0]?.model ?? ''
  return (
    <div className="space-y-6">
      <header className="space-y-3">
        <ArrivalHeading>
          <bdi>{item.id}</bdi>
        </ArrivalHeading>
        {item.call === null ? (
          <Notice title="You judge this one before the call is shown">
            <p>It was given to you blind, so what the others said is kept from you, too, until your word is in.</p>
          </Notice>
        ) : (
          <p>
            <span className="text-sm text-muted">The call: </span>
            <CallLine call={item.call} labels={words.labels} threshold={null} />
          </p>
        )}
        {others > 0 && <p className="text-sm text-muted">{counted(others, 'other')} to settle after it.</p>}
      </header>
      {item.reviews.length > 0 && <Verdicts reviews={item.reviews} words={words} />}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <SubjectPanel
          domain={domain}
          place={{ prediction_id, row }}
          model={model}
          threshold={null}
          blind={item.blind}
          why={why}
          keys={keys}
          onWhy={() => setWhy(true)}
        />
        <Judge
          place={{ prediction_id, row }}
          call={item.call}
          words={words}
          path="/api/reviews/adjudicate"
          keys={keys}
          skip={{ word: 'Leave it to others', run: () => Promise.resolve(onLeave()) }}
          onKey={(key) => key === 'why' && !item.blind && setWhy(true)}
          onDone={onDone}
        />
      </div>
    </div>
  )
}

/** By numbers, not by names: the last word is on the call, not on who said what. */
function Verdicts({ reviews, words }: { reviews: readonly Review[]; words: QueueState }) {
  const reasons = new Map(words.reasons.map(({ code, words: said }) => [code, said]))
  return (
    <FigureTable
      caption="What experts said of it"
      head={['Expert', 'Says', 'Verdict', 'Given', 'Reasons and note', 'Sure']}
      numeric={[5]}
      rows={reviews.map((review, index) => [
        `Expert ${index + 1}`,
        saidWords(review),
        VERDICT_WORDS[review.verdict],
        SHOWN_WORDS[review.shown],
        [...review.reasons.map((code) => reasons.get(code) ?? code), review.note === '' ? '' : `“${review.note}”`]
          .filter((text) => text !== '')
          .join('; '),
        review.confidence === null ? 'not said' : formatPercent(review.confidence),
      ])}
    />
  )
}
