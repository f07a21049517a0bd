import type { Trends } from '@vouch/contracts/clinic'
import { useMemo } from 'react'
import { SharesOverTime, type TimedShare } from '../charts/shares-over-time.tsx'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'

const EVERY_WORDS = { day: 'day by day', week: 'week by week', month: 'month by month' } as const satisfies Record<
  Trends['every'],
  string
>

/** Agreement and accuracy over time, with their intervals. */
export function TrendsSection({ daysBack }: { daysBack: number }) {
  const found = trpc.clinic.trends.useQuery({ days_back: daysBack }, { staleTime: 0 })
  return (
    <Section id="trends" title="Over time">
      {found.error !== null && <ProblemNotice problem={problemOf(found.error)} />}
      {found.isPending && <p role="status">Measuring…</p>}
      {found.data !== undefined && <Trend found={found.data} />}
    </Section>
  )
}

function Trend({ found: { every, trends } }: { found: Trends }) {
  const shares = useMemo(
    () =>
      trends.flatMap(({ from, agreement, accuracy }): TimedShare[] => [
        { from, series: 'agreement', ...agreement },
        { from, series: 'accuracy', ...accuracy },
      ]),
    [trends],
  )
  if (!shares.some(({ value }) => value !== null))
    return (
      <p className="max-w-3xl text-sm text-muted">
        Measured on the calls that chance drew, from which it may be told of all. Of those of this time no verdict and
        no outcome is known yet.
      </p>
    )
  return (
    <SharesOverTime
      title="Agreement and accuracy"
      of="the calls that chance drew"
      every={EVERY_WORDS[every]}
      shares={shares}
    />
  )
}
