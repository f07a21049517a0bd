import type { StoredReceipt } from '@vouch/contracts/domains/exoplanet'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useRef, useState } from 'react'
import { CallsSection } from '../../prediction/calls-section.tsx'
import { DecisionSection } from '../../prediction/decision-section.tsx'
import { EvidenceDialog } from '../../prediction/evidence-dialog.tsx'
import { MappingReport } from '../../prediction/mapping-report.tsx'
import { NotAssessedList } from '../../prediction/not-assessed-list.tsx'
import { ReceiptLine } from '../../prediction/receipt-line.tsx'
import { useCalls, type StoredCalls } from '../../prediction/use-prediction.ts'
import { problemOf } from '../../problem.ts'
import { OfferSection } from '../../review/offer-section.tsx'
import { trpc } from '../../trpc.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { counted, formatCount } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Section } from '../../ui/section.tsx'
import { decideCalls } from './decide-calls.ts'
import { OwnModelNotice } from './own-model-notice.tsx'

/** What came of a table of transit signals: the decision, the calls with their evidence, and how the table was understood. */
export function TransitResult({ id, receipt }: { id: string; receipt: StoredReceipt }) {
  const navigate = useNavigate({ from: '/predictions/$id' })
  const search = useSearch({ from: '/predictions/$id' })
  const stored = useCalls(id)
  const model = trpc.model.get.useQuery({ id: receipt.model_used })
  const [threshold, setThreshold] = useState(search.threshold ?? receipt.threshold)
  const grid = useRef<HTMLDivElement>(null)
  const { abstain, mapping } = receipt
  const decided = useMemo(() => decideCalls(stored.calls, threshold, abstain), [stored.calls, threshold, abstain])
  const openRow = search.row ?? null

  const commit = (value: number) =>
    void navigate({ search: (before) => ({ ...before, threshold: value }), replace: true, resetScroll: false })
  const open = (row: number) => void navigate({ search: (before) => ({ ...before, row }), resetScroll: false })
  const close = () => void navigate({ search: ({ row: _, ...rest }) => rest, replace: true, resetScroll: false })

  return (
    <div className="space-y-10">
      <title>{`${counted(receipt.total_samples, 'row')} · Vouch`}</title>
      <ResultHeader receipt={receipt} />
      <Arriving stored={stored} total={receipt.total_samples} />
      {stored.blind.length > 0 && (
        <Notice title={`${counted(stored.blind.length, 'row')} you are to judge before you see the call`}>
          <p>They are in none of the figures here. Their calls are shown once your verdict is in.</p>
        </Notice>
      )}
      <DecisionSection
        decided={decided}
        notAssessed={stored.notAssessed.length}
        threshold={threshold}
        own={model.data?.manifest?.decision.threshold ?? receipt.threshold}
        abstain={abstain}
        onThreshold={setThreshold}
        onCommit={commit}
      />
      <CallsSection id={id} decided={decided} openRow={openRow} onOpen={open} gridRef={grid} />
      <Section id="mapping" title="How the table was understood">
        <MappingReport mapping={mapping} table={mapping.mission_name} />
      </Section>
      <OfferSection id={id} rows={receipt.total_samples} />
      <Section id="not-assessed" title="Rows not assessed">
        <NotAssessedList rows={stored.notAssessed} />
      </Section>
      {openRow !== null && (
        <EvidenceDialog
          id={id}
          row={openRow}
          model={receipt.model_used}
          decided={decided.find((row) => row.call.row === openRow) ?? null}
          threshold={threshold}
          onClose={close}
          onReturnFocus={() => grid.current?.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus()}
        />
      )}
    </div>
  )
}

function ResultHeader({ receipt }: { receipt: StoredReceipt }) {
  const { leaking, warnings } = receipt.mapping
  return (
    <header className="space-y-3">
      <h1 className="flex flex-wrap items-center gap-x-4 gap-y-2 text-3xl">
        {counted(receipt.total_samples, 'row')} of {receipt.mapping.mission_name}
        {receipt.simulated && <Badge tone="caution">Simulated</Badge>}
      </h1>
      <ReceiptLine receipt={receipt} />
      {receipt.simulated && (
        <p className="text-sm">
          This table is simulated: no star or signal in it is real. Its calls say nothing of the sky.
        </p>
      )}
      <OwnModelNotice mission={receipt.mapping.mission} model={receipt.model_used} />
      {leaking.length > 0 && (
        <Notice tone="caution" title={`${counted(leaking.length, 'column')} would tell the answer: seen, never used`}>
          <p className="font-mono">{leaking.map(({ column }) => column).join(', ')}</p>
        </Notice>
      )}
      <p className="text-sm">
        {warnings.length > 0 && `${counted(warnings.length, 'warning')} while reading. `}
        <a href="#mapping" className="link">
          How the table was understood
        </a>
      </p>
    </header>
  )
}

/** Says so while not every call is here: the counts below speak of those that are. */
function Arriving({ stored, total }: { stored: StoredCalls; total: number }) {
  if (stored.error !== null && stored.error !== undefined) return <ProblemNotice problem={problemOf(stored.error)} />
  if (stored.complete) return null
  const here = stored.calls.length + stored.notAssessed.length + stored.blind.length
  return (
    <Notice title={`${formatCount(here)} of ${counted(total, 'row')} are in this page`} role="status">
      <p>Counts, histogram and table speak of these. Downloads hold them all.</p>
      {!stored.loading && <Button onClick={stored.loadMore}>Bring more</Button>}
    </Notice>
  )
}
