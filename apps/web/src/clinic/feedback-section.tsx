import type { FeedbackStats } from '@vouch/contracts/clinic'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { formatCount, formatDuration, formatPercent } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { figureWords, saidBy } from './figure-words.ts'

/** Counts of verdicts. */
export function FeedbackSection({ daysBack }: { daysBack: number }) {
  const found = trpc.clinic.feedbackStats.useQuery({ days_back: daysBack }, { staleTime: 0 })
  return (
    <Section id="feedback" title="Verdicts">
      {found.error !== null && <ProblemNotice problem={problemOf(found.error)} />}
      {found.isPending && <p role="status">Counting…</p>}
      {found.data !== undefined && <Counts found={found.data} />}
    </Section>
  )
}

function Counts({ found }: { found: FeedbackStats }) {
  const facts: readonly (readonly [string, string])[] = [
    ['Verdicts', formatCount(found.total_feedback)],
    ['Approved', formatCount(found.approved)],
    ['Rejected', formatCount(found.rejected)],
    ['Corrected', formatCount(found.corrected)],
    ['Unsure', formatCount(found.unsure)],
    ['Wait for you', formatCount(found.pending)],
    ['Agreement', figureWords(found.agreement)],
    [
      'How sure, on average',
      saidBy(found.mean_confidence === null ? null : formatPercent(found.mean_confidence), found.confidence_n),
    ],
    ['Time for one, median', saidBy(secondsWords(found.median_review_time_seconds), found.review_time_n)],
  ]
  return (
    <dl className="grid gap-x-8 gap-y-3 text-sm sm:grid-cols-2 lg:grid-cols-3">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="text-muted">{name}</dt>
          <dd className="font-medium" data-numeric>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  )
}

export function secondsWords(seconds: number | null): string | null {
  return seconds === null ? null : formatDuration(seconds * 1000)
}
