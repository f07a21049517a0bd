import type { DomainId } from '@vouch/contracts/domain'
import type { QueueState, Review } from '@vouch/contracts/review'
import { Link } from '@tanstack/react-router'
import { judgedDomains, useAccount } from '../account/use-account.ts'
import { OutcomeForm } from '../outcome/outcome-form.tsx'
import { SOURCE_WORDS } from '../outcome/outcome-words.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Disclosure } from '../ui/disclosure.tsx'
import { formatMoment } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { expertWords } from './expert-words.ts'
import { labelWords, saidWords, SHOWN_WORDS } from './review-words.ts'

interface CallRecordProps {
  domain: DomainId
  id: string
  row: number
}

/** What experts said of a call and what it came to, for experts of its domain, and where they note the latter. */
export function CallRecord(props: CallRecordProps) {
  const account = useAccount()
  const expert = judgedDomains(account).includes(props.domain)
  return account !== null && expert ? <ForExpert {...props} own={account.id} /> : null
}

function ForExpert({ domain, id, row, own }: CallRecordProps & { own: string }) {
  const utils = trpc.useUtils()
  const ofCall = { prediction_id: id, row }
  const reviews = trpc.review.list.useQuery(ofCall, { staleTime: 0 })
  const outcomes = trpc.outcome.list.useQuery(ofCall, { staleTime: 0 })
  const queue = trpc.review.queue.useQuery({ domain })
  const problem = reviews.error ?? outcomes.error ?? queue.error
  if (problem !== null) return <ProblemNotice problem={problemOf(problem)} />
  if (reviews.data === undefined || outcomes.data === undefined || queue.data === undefined)
    return <p role="status">Fetching what was said of it…</p>
  const noted = () => {
    void utils.outcome.invalidate()
    void utils.measure.invalidate()
  }
  return (
    <section aria-labelledby="record" className="space-y-3 text-sm">
      <h3 id="record" className="text-base font-semibold">
        Verdicts and outcomes
      </h3>
      {reviews.data.reviews.length === 0 && <p className="text-muted">No verdict that you may read.</p>}
      <Verdicts reviews={reviews.data.reviews} words={queue.data} own={own} />
      {reviews.data.reviews.length > 0 && (
        <p>
          <Link
            to="/review/$domain/past"
            params={{ domain }}
            search={{ whose: 'all', prediction: id }}
            className="link"
          >
            All verdicts of this submission
          </Link>
        </p>
      )}
      {outcomes.data.outcomes.length === 0 && <p className="text-muted">No outcome is known.</p>}
      <ul className="space-y-1">
        {outcomes.data.outcomes.map(({ outcome_id: key, label, source, detail, observed_on: date }) => (
          <li key={key} className="[overflow-wrap:anywhere]">
            It was: {labelWords(label).toLowerCase()}
            <span className="text-muted">
              , {SOURCE_WORDS[source].toLowerCase()}, {date}
              {detail !== '' && `, ${detail}`}
            </span>
          </li>
        ))}
      </ul>
      <Disclosure title="Note what it came to">
        <OutcomeForm
          key={outcomes.data.outcomes[0]?.outcome_id}
          {...{ id, row }}
          labels={queue.data.labels}
          standing={outcomes.data.outcomes}
          onDone={noted}
        />
      </Disclosure>
    </section>
  )
}

function Verdicts({ reviews, words, own }: { reviews: readonly Review[]; words: QueueState; own: string }) {
  const who = expertWords(reviews, own)
  const reasons = new Map(words.reasons.map(({ code, words: said }) => [code, said]))
  return (
    <ul className="space-y-1">
      {reviews.toReversed().map((review) => (
        <li key={review.review_id} className="[overflow-wrap:anywhere]">
          {who.get(review.expert)}: {saidWords(review).toLowerCase()}, {SHOWN_WORDS[review.shown]}
          {review.kind === 'adjudication' && ', the last word'}
          <span className="text-muted">
            , {formatMoment(review.created_at)}
            {review.reasons.map((code) => `; ${reasons.get(code) ?? code}`)}
          </span>
          {review.note !== '' && (
            <p className="text-muted">
              “<bdi>{review.note}</bdi>”
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}
