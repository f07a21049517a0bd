import type { DomainId } from '@vouch/contracts/domain'
import type { Review } from '@vouch/contracts/review'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { DOMAIN_WORDS } from '../domains/domain-words.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { formatMoment, formatPercent } from '../ui/format.ts'
import { MoreButton } from '../ui/more-button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { CallLine } from './call-line.tsx'
import { ExpertGate } from './expert-gate.tsx'
import { MendVerdict } from './mend-verdict.tsx'
import { saidWords, SHOWN_WORDS } from './review-words.ts'
import { useForgetAnswers } from './use-forget-answers.ts'

const PAGE = 50

/** What one said of a domain’s calls, the newest first. */
export function PastReviewsScreen() {
  const { domain } = useParams({ from: '/review/$domain/past' })
  return <ExpertGate domain={domain}>{(known) => <PastReviews key={known} domain={known} />}</ExpertGate>
}

function PastReviews({ domain }: { domain: DomainId }) {
  const [all, setAll] = useState(false)
  const [mending, setMending] = useState<Review | null>(null)
  const queue = trpc.review.queue.useQuery({ domain })
  const list = trpc.review.list.useInfiniteQuery(
    { domain, expert: 'me', standing: !all, limit: PAGE },
    { getNextPageParam: (page) => page.next_cursor, staleTime: 0 },
  )
  const forget = useForgetAnswers()
  const reviews = list.data?.pages.flatMap((page) => page.reviews) ?? []
  const problem = queue.error ?? list.error
  if (mending !== null && queue.data !== undefined)
    return (
      <MendVerdict
        domain={domain}
        name={placeWords(mending)}
        review={mending}
        threshold={null}
        words={queue.data}
        keys
        onLeave={() => setMending(null)}
        onDone={() => {
          forget()
          setMending(null)
        }}
      />
    )
  return (
    <div className="space-y-6">
      <title>Your verdicts · Vouch</title>
      <header className="max-w-3xl space-y-3">
        <h1 className="text-3xl">Your verdicts: {DOMAIN_WORDS[domain].name}</h1>
        <p className="text-muted">
          The newest first. Nothing is ever changed: what you say anew stands beside what you said.
        </p>
        <Link to="/review" className="link text-sm">
          The queues
        </Link>
      </header>
      <CheckBox label="Also those that were said anew" checked={all} onChange={setAll} />
      {problem !== null && <ProblemNotice problem={problemOf(problem)} />}
      {list.isPending && <p role="status">Fetching your verdicts…</p>}
      {list.data !== undefined && reviews.length === 0 && (
        <p className="rounded-md border border-rule bg-surface px-4 py-8 text-center text-sm text-muted">
          You have judged no call of this domain yet.
        </p>
      )}
      {reviews.length > 0 && queue.data !== undefined && (
        <ul className="divide-y divide-rule border-y border-rule" aria-label="Your verdicts">
          {reviews.map((review) => (
            <PastReview
              key={review.review_id}
              review={review}
              labels={queue.data.labels}
              onMend={() => setMending(review)}
            />
          ))}
        </ul>
      )}
      <MoreButton more={list.hasNextPage} loading={list.isFetching} onMore={() => void list.fetchNextPage()} />
    </div>
  )
}

interface PastReviewProps {
  review: Review
  labels: readonly string[]
  onMend: () => void
}

function PastReview({ review, labels, onMend }: PastReviewProps) {
  const { call, confidence, kind, note, shown, seconds, created_at: at, corrected_by: later } = review
  const about = [
    kind === 'adjudication' ? 'the last word' : null,
    SHOWN_WORDS[shown],
    confidence === null ? null : `${formatPercent(confidence)} sure`,
    seconds === null ? null : `${Math.round(seconds)} s`,
    formatMoment(at),
  ].filter((words) => words !== null)
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-8 gap-y-2 py-3 text-sm">
      <div className="min-w-0 space-y-1">
        <h2 className="text-base [overflow-wrap:anywhere]">
          {saidWords(review)}, of {placeWords(review)}
        </h2>
        <p className="text-muted" data-numeric>
          {about.join(', ')}
        </p>
        <p>
          <span className="text-muted">The call: </span>
          <CallLine call={call} labels={labels} threshold={null} />
        </p>
        {note !== '' && <p className="[overflow-wrap:anywhere]">“{note}”</p>}
      </div>
      {later === null ? (
        <Button onClick={onMend} aria-label={`Say it anew: ${placeWords(review)}`}>
          Say it anew
        </Button>
      ) : (
        <p className="text-muted">said anew since</p>
      )}
    </li>
  )
}

/** A row by its number and the end of its submission’s id: a review does not tell its name. */
function placeWords({ prediction_id: id, row }: Review): string {
  return `row ${row + 1} of …${id.slice(-6)}`
}
