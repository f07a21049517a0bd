import type { DomainId } from '@vouch/contracts/domain'
import type { Review } from '@vouch/contracts/review'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useAccount } from '../account/use-account.ts'
import { DOMAIN_WORDS } from '../domains/domain-words.ts'
import { NoticeOf } from '../domains/notice-of.tsx'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { formatMoment, formatPercent } from '../ui/format.ts'
import { MoreButton } from '../ui/more-button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { CallLine } from './call-line.tsx'
import { ExpertGate } from './expert-gate.tsx'
import { MendVerdict } from './mend-verdict.tsx'
import { PastFilter } from './past-filter.tsx'
import { saidWords, SHOWN_WORDS } from './review-words.ts'
import { useForgetAnswers } from './use-forget-answers.ts'

const PAGE = 50

/** What one said of a domain’s calls, the newest first. */
export function PastReviewsScreen() {
  const { domain } = useParams({ from: '/review/$domain/past' })
  return <ExpertGate domain={domain}>{(known) => <PastReviews key={known} domain={known} />}</ExpertGate>
}

function PastReviews({ domain }: { domain: DomainId }) {
  const { whose, prediction, anew } = useSearch({ from: '/review/$domain/past' })
  const own = useAccount()?.id ?? null
  const [mending, setMending] = useState<Review | null>(null)
  const queue = trpc.review.queue.useQuery({ domain })
  const list = trpc.review.list.useInfiniteQuery(
    {
      domain,
      standing: anew !== true,
      limit: PAGE,
      ...(whose === 'all' ? {} : { expert: 'me' }),
      ...(prediction === undefined ? {} : { prediction_id: prediction }),
    },
    { getNextPageParam: (page) => page.next_cursor, staleTime: 0 },
  )
  const forget = useForgetAnswers()
  const reviews = list.data?.pages.flatMap((page) => page.reviews) ?? []
  const problem = queue.error ?? list.error
  const title = whose === 'all' ? 'Verdicts' : 'Your verdicts'
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
      <title>{`${title} · Vouch`}</title>
      <header className="max-w-3xl space-y-3">
        <h1 className="text-3xl">
          {title}: {DOMAIN_WORDS[domain].name}
        </h1>
        <p className="text-muted">
          The newest first. Nothing is ever changed: what is said anew stands beside what was said.
          {whose === 'all' && ' None is here of a call that you are to judge before you see it.'}
        </p>
        <Link to="/review" className="link text-sm">
          The queues
        </Link>
      </header>
      <NoticeOf domain={domain} />
      <PastFilter domain={domain} />
      {problem !== null && <ProblemNotice problem={problemOf(problem)} />}
      {list.isPending && <p role="status">Fetching the verdicts…</p>}
      {list.data !== undefined && reviews.length === 0 && (
        <p className="rounded-md border border-rule bg-surface px-4 py-8 text-center text-sm text-muted">
          {whose === 'all' || prediction !== undefined
            ? 'There is none that you may read.'
            : 'You have judged no call of this domain yet.'}
        </p>
      )}
      {reviews.length > 0 && queue.data !== undefined && (
        <ul className="divide-y divide-rule border-y border-rule" aria-label={title}>
          {reviews.map((review) => (
            <PastReview
              key={review.review_id}
              review={review}
              labels={queue.data.labels}
              own={review.expert === own}
              among={prediction === undefined}
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
  /** the reader’s */
  own: boolean
  /** verdicts of other submissions stand beside it */
  among: boolean
  onMend: () => void
}

function PastReview({ review, labels, own, among, onMend }: PastReviewProps) {
  const { call, confidence, kind, note, shown, seconds, created_at: at, corrected_by: later } = review
  const about = [
    own ? null : 'by another expert',
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
        {among && (
          <Link
            aria-label={`Only of this submission: ${placeWords(review)}`}
            to="/review/$domain/past"
            params={{ domain: review.domain }}
            search={(before) => ({ ...before, prediction: review.prediction_id })}
            className="link"
          >
            Only of this submission
          </Link>
        )}
      </div>
      {later !== null && <p className="text-muted">said anew since</p>}
      {later === null && own && (
        <Button onClick={onMend} aria-label={`Say it anew: ${placeWords(review)}`}>
          Say it anew
        </Button>
      )}
    </li>
  )
}

/** A row by its number and the end of its submission’s id: a review does not tell its name. */
function placeWords({ prediction_id: id, row }: Review): string {
  return `row ${row + 1} of …${id.slice(-6)}`
}
