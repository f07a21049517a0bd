import type { OtherCall } from '@vouch/contracts/domains/other'
import { CallDetail } from '../../prediction/call-detail.tsx'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { formatProbability, formatThreshold } from '../../ui/format.ts'
import { LabelMark } from '../../ui/label-mark.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { SidePanel } from '../../ui/side-panel.tsx'
import type { CallEnds } from '../domain-words.ts'
import { RowValues } from './row-values.tsx'

interface OtherDialogProps {
  id: string
  row: number
  threshold: number
  ends: CallEnds
  onClose: () => void
  onReturnFocus: () => void
}

/** One call of a table of no known field: what it is, what was said of it, why it was called so, and the row’s values. */
export function OtherDialog({ id, row, threshold, ends, onClose, onReturnFocus }: OtherDialogProps) {
  // the reasons come with the explanation
  const evidence = trpc.other.evidence.useQuery({ id, row, reasons: false })
  return (
    <SidePanel
      title={evidence.data?.id ?? `Row ${row + 1}`}
      description={`The call of row ${row + 1}`}
      onClose={onClose}
      onReturnFocus={onReturnFocus}
    >
      {evidence.error !== null && <ProblemNotice problem={problemOf(evidence.error)} />}
      {evidence.isPending && <p role="status">Reading the row’s values…</p>}
      {evidence.data !== undefined && (
        <div className="space-y-5">
          {evidence.data.call === null ? (
            <Notice title="You are to judge this call before you see it">
              <p>What the model called it, and its reasons, are here once your verdict is in.</p>
            </Notice>
          ) : (
            <>
              <Called call={evidence.data.call} threshold={threshold} ends={ends} />
              <CallDetail domain="other" ends={ends} id={id} row={row} />
            </>
          )}
          <RowValues evidence={evidence.data.evidence} />
        </div>
      )}
    </SidePanel>
  )
}

function Called({ call, threshold, ends }: Pick<OtherDialogProps, 'threshold' | 'ends'> & { call: OtherCall }) {
  const positive = call.prediction === 'POSITIVE'
  return (
    <p className="flex flex-wrap items-baseline gap-x-3 text-sm" data-numeric>
      <LabelMark words={positive ? ends.positive : ends.negative} positive={positive} abstained={call.abstained} />
      <span>
        probability of {ends.positive} {formatProbability(call.probability)}, threshold {formatThreshold(threshold)}
      </span>
    </p>
  )
}
