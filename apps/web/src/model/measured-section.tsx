import type { Measurement } from '@vouch/contracts/measurement'
import { Link } from '@tanstack/react-router'
import { useSession } from '../account/browser-session.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Disclosure } from '../ui/disclosure.tsx'
import { counted, formatCount, formatMoment } from '../ui/format.ts'
import { MoreButton } from '../ui/more-button.tsx'
import { Notice } from '../ui/notice.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { DrawnCurves } from './drawn-curves.tsx'
import { MeasureForm } from './measure-form.tsx'
import { MetricTable } from './metric-table.tsx'

const PAGE = 10

/** What one has measured of a model on labelled tables, and where one measures it on another. */
export function MeasuredSection({ id }: { id: string }) {
  const known = useSession().kind === 'known'
  return (
    <Section id="measured" title="Measured on other tables">
      {known ? (
        <Measurements id={id} />
      ) : (
        <p className="text-sm text-muted">
          <Link to="/login" search={{ to: `/models/${id}` }} className="link">
            Log in
          </Link>{' '}
          to measure it on a table whose answers are known.
        </p>
      )}
    </Section>
  )
}

function Measurements({ id }: { id: string }) {
  const list = trpc.model.measurements.useInfiniteQuery(
    { id, limit: PAGE },
    { getNextPageParam: (page) => page.next_cursor, staleTime: 0 },
  )
  const made = list.data?.pages.flatMap((page) => page.measurements) ?? []
  return (
    <>
      <p className="max-w-3xl text-sm text-muted">
        It calls every row of a table whose answers are known, and its calls are held against them.
        {id.startsWith('mdl_') &&
          ' Where you score a table of a kind that it was not trained on, you are told how well it did on such a table.'}
      </p>
      {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
      {list.isPending && <p role="status">Fetching what was measured…</p>}
      {list.data !== undefined && made.length === 0 && (
        <p className="text-sm text-muted">It was not measured on any table yet.</p>
      )}
      {made.length > 0 && (
        <div className="border-b border-rule">
          {made.map((one, index) => (
            <Disclosure
              key={one.measurement_id}
              title={`${one.dataset_name}, ${formatMoment(one.created_at)}`}
              open={index === 0}
            >
              <MeasurementDetail measurement={one} />
            </Disclosure>
          ))}
        </div>
      )}
      <MoreButton more={list.hasNextPage} loading={list.isFetching} onMore={() => void list.fetchNextPage()} />
      <div className="max-w-3xl">
        <MeasureForm id={id} />
      </div>
    </>
  )
}

function MeasurementDetail({ measurement }: { measurement: Measurement }) {
  const { metrics, curves, cautions, label, rows, positives, not_assessed, groups, group_key, threshold } = measurement
  const [first] = metrics
  return (
    <div className="space-y-4">
      {cautions.length > 0 && (
        <Notice tone="caution" title="Before the figures are believed">
          {cautions.map((caution) => (
            <p key={caution}>{caution}</p>
          ))}
        </Notice>
      )}
      <p className="max-w-3xl text-sm [overflow-wrap:anywhere]" data-numeric>
        {counted(rows, 'labelled row')}
        {group_key === null ? '' : ` of ${formatCount(groups)} values of ${group_key}`}, {formatCount(positives)} of
        them positive: {label.positive.join(', ')} in {label.column}, against {label.negative.join(', ')}. Called at the
        threshold {threshold}.
      </p>
      <MetricTable split={first?.split ?? measurement.dataset_name} metrics={metrics} />
      <Disclosure title="Curves">
        <div className="grid gap-x-10 gap-y-10 md:grid-cols-2">
          <DrawnCurves curves={curves} prevalence={not_assessed > 0 ? null : positives / rows} />
        </div>
      </Disclosure>
    </div>
  )
}
