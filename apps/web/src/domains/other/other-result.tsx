import type { StoredOtherReceipt } from '@vouch/contracts/domains/other'
import { PAGE_LIMIT } from '@vouch/contracts/page'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { DownloadLinks } from '../../prediction/download-links.tsx'
import { MappingReport } from '../../prediction/mapping-report.tsx'
import { NotAssessedList } from '../../prediction/not-assessed-list.tsx'
import { ReceiptLine } from '../../prediction/receipt-line.tsx'
import { problemOf } from '../../problem.ts'
import { OfferSection } from '../../review/offer-section.tsx'
import { trpc } from '../../trpc.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { FigureTable } from '../../ui/figure-table.tsx'
import { counted, formatProbability, formatThreshold } from '../../ui/format.ts'
import { MoreButton } from '../../ui/more-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Section } from '../../ui/section.tsx'
import { OtherDialog } from './other-dialog.tsx'
import { useCallEnds } from './use-call-ends.ts'

/** What came of a table of no known field: each row's call, and its values and reasons where they are asked for. */
export function OtherResult({ id, receipt }: { id: string; receipt: StoredOtherReceipt }) {
  const pages = trpc.other.calls.useInfiniteQuery(
    { id, limit: PAGE_LIMIT },
    { getNextPageParam: (page) => page.next_cursor },
  )
  const ends = useCallEnds(receipt.model_used)
  const navigate = useNavigate({ from: '/predictions/$id' })
  const { row: open } = useSearch({ from: '/predictions/$id' })
  const show = (row: number) => void navigate({ search: (before) => ({ ...before, row }), resetScroll: false })
  const close = () => void navigate({ search: ({ row: _, ...rest }) => rest, replace: true, resetScroll: false })
  const calls = pages.data?.pages.flatMap(({ predictions }) => predictions) ?? []
  const notAssessed = pages.data?.pages.flatMap((page) => page.not_assessed) ?? []
  const blind = pages.data?.pages.reduce((sum, page) => sum + page.blind.length, 0) ?? 0
  const { summary, mapping } = receipt
  return (
    <div className="space-y-10">
      <title>{`${counted(receipt.total_samples, 'row')} · Vouch`}</title>
      <header className="space-y-3">
        <h1 className="flex flex-wrap items-center gap-x-4 gap-y-2 text-3xl">
          {counted(receipt.total_samples, 'row')}
          {receipt.simulated && <Badge tone="caution">Simulated</Badge>}
        </h1>
        <ReceiptLine receipt={receipt} />
        {summary !== null && (
          <p data-numeric>
            {counted(summary.predicted_positive, 'row')} called <bdi>{ends.positive}</bdi>,{' '}
            {counted(summary.predicted_negative, 'row')} called <bdi>{ends.negative}</bdi> at threshold{' '}
            {formatThreshold(receipt.threshold)}; {summary.abstained} of these abstained.
          </p>
        )}
        {blind > 0 && (
          <Notice title={`${counted(blind, 'row')} you are to judge before you see the call`}>
            <p>They are in none of the figures here. Their calls are shown once your verdict is in.</p>
          </Notice>
        )}
      </header>
      <Section id="calls" title="The calls" aside={<DownloadLinks id={id} />}>
        {pages.error !== null && <ProblemNotice problem={problemOf(pages.error)} />}
        {pages.isPending && <p role="status">Fetching the calls…</p>}
        {calls.length > 0 && (
          <FigureTable
            caption="Calls of the table’s rows"
            captionHidden
            head={['Row', 'Call', `Probability of ${ends.positive}`, 'Evidence']}
            numeric={[2]}
            rows={calls.map((call) => [
              <bdi>{call.id}</bdi>,
              <>
                <bdi>{call.prediction === 'POSITIVE' ? ends.positive : ends.negative}</bdi>
                {call.abstained && ', abstained'}
              </>,
              formatProbability(call.probability),
              <Button id={`open-${call.row}`} aria-label={`Open ${call.id}`} onClick={() => show(call.row)}>
                Open
              </Button>,
            ])}
          />
        )}
        <MoreButton more={pages.hasNextPage} loading={pages.isFetching} onMore={() => void pages.fetchNextPage()} />
      </Section>
      <Section id="mapping" title="How the table was understood">
        <MappingReport mapping={mapping} table="a table of no known field" />
      </Section>
      <OfferSection id={id} rows={receipt.total_samples} />
      <Section id="not-assessed" title="Rows not assessed">
        <NotAssessedList rows={notAssessed} />
      </Section>
      {open !== undefined && (
        <OtherDialog
          id={id}
          row={open}
          threshold={receipt.threshold}
          ends={ends}
          onClose={close}
          onReturnFocus={() => document.getElementById(`open-${open}`)?.focus()}
        />
      )}
    </div>
  )
}
