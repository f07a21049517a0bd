import { type HeartCall, type StoredHeartReceipt, PatientValues } from '@vouch/contracts/domains/heart'
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
import { counted, formatProbability, formatQuantity, formatThreshold } from '../../ui/format.ts'
import { MoreButton } from '../../ui/more-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Section } from '../../ui/section.tsx'
import { DeviceNotice } from './device-notice.tsx'
import { HeartDialog } from './heart-dialog.tsx'

const VALUES = Object.keys(PatientValues.shape)

/** What came of a table of patients: each call with its values, and its reasons where they are asked for. */
export function HeartResult({ id, receipt }: { id: string; receipt: StoredHeartReceipt }) {
  const pages = trpc.heart.calls.useInfiniteQuery(
    { id, limit: PAGE_LIMIT },
    { getNextPageParam: (page) => page.next_cursor },
  )
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
      <title>{`${counted(receipt.total_samples, 'patient')} · Vouch`}</title>
      <header className="space-y-3">
        <h1 className="flex flex-wrap items-center gap-x-4 gap-y-2 text-3xl">
          {counted(receipt.total_samples, 'patient')}
          {receipt.simulated && <Badge tone="caution">Simulated</Badge>}
        </h1>
        <DeviceNotice />
        <ReceiptLine receipt={receipt} />
        {summary !== null && (
          <p data-numeric>
            {counted(summary.predicted_disease, 'call')} of disease, {counted(summary.predicted_no_disease, 'call')} of
            no disease at threshold {formatThreshold(receipt.threshold)}; {summary.abstained} of these abstained.
          </p>
        )}
        {blind > 0 && (
          <Notice title={`${counted(blind, 'patient')} you are to judge before you see the call`}>
            <p>They are in none of the figures here. Their calls are shown once your verdict is in.</p>
          </Notice>
        )}
      </header>
      <Section id="calls" title="The calls" aside={<DownloadLinks id={id} />}>
        {pages.error !== null && <ProblemNotice problem={problemOf(pages.error)} />}
        {pages.isPending && <p role="status">Fetching the calls…</p>}
        {calls.length > 0 && <Calls calls={calls} onOpen={show} />}
        <MoreButton more={pages.hasNextPage} loading={pages.isFetching} onMore={() => void pages.fetchNextPage()} />
      </Section>
      <Section id="mapping" title="How the table was understood">
        <p className="text-sm">
          Codes read as <code className="font-mono">{mapping.coding}</code>, {CODING_FROM[mapping.coding_from]}.
        </p>
        <MappingReport mapping={mapping} table="a table of heart patients" />
      </Section>
      <OfferSection id={id} rows={receipt.total_samples} />
      <Section id="not-assessed" title="Rows not assessed">
        <NotAssessedList rows={notAssessed} />
      </Section>
      {open !== undefined && (
        <HeartDialog
          id={id}
          row={open}
          threshold={receipt.threshold}
          onClose={close}
          onReturnFocus={() => document.getElementById(`open-${open}`)?.focus()}
        />
      )}
    </div>
  )
}

const CODING_FROM: Record<StoredHeartReceipt['mapping']['coding_from'], string> = {
  said: 'as its sender says',
  found: 'found in the table’s own values',
  assumed: 'assumed, because nothing tells',
  not_needed: 'which no cell needs',
}

function Calls({ calls, onOpen }: { calls: readonly HeartCall[]; onOpen: (row: number) => void }) {
  return (
    <FigureTable
      caption="Calls of patients, with their values in UCI’s codes"
      captionHidden
      wide
      head={['Patient', 'Call', 'Probability', ...VALUES, 'Evidence']}
      numeric={[2, ...VALUES.map((_, i) => i + 3)]}
      rows={calls.map((call) => [
        <bdi>{call.id}</bdi>,
        `${call.prediction === 'DISEASE' ? 'disease' : 'no disease'}${call.abstained ? ', abstained' : ''}`,
        formatProbability(call.probability),
        ...VALUES.map((name) => formatQuantity(call.features[name] ?? null)),
        <Button id={`open-${call.row}`} aria-label={`Open ${call.id}`} onClick={() => onOpen(call.row)}>
          Open
        </Button>,
      ])}
    />
  )
}
