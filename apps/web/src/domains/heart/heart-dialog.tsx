import type { HeartCall } from '@vouch/contracts/domains/heart'
import { CallDetail } from '../../prediction/call-detail.tsx'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { formatProbability, formatThreshold } from '../../ui/format.ts'
import { LabelMark } from '../../ui/label-mark.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { SidePanel } from '../../ui/side-panel.tsx'
import { DeviceNotice } from './device-notice.tsx'
import { PatientValues } from './patient-values.tsx'

interface HeartDialogProps {
  id: string
  row: number
  threshold: number
  onClose: () => void
  onReturnFocus: () => void
}

/** One call of a patient: what it is, what was said of it, why it was called so, and the values in words. */
export function HeartDialog({ id, row, threshold, onClose, onReturnFocus }: HeartDialogProps) {
  // the reasons come with the explanation
  const evidence = trpc.heart.evidence.useQuery({ id, row, reasons: false })
  return (
    <SidePanel
      title={evidence.data?.id ?? `Row ${row + 1}`}
      description={`The call of row ${row + 1}`}
      onClose={onClose}
      onReturnFocus={onReturnFocus}
    >
      {evidence.error !== null && <ProblemNotice problem={problemOf(evidence.error)} />}
      {evidence.isPending && <p role="status">Reading the patient’s values…</p>}
      {evidence.data !== undefined && (
        <div className="space-y-5">
          <DeviceNotice />
          {evidence.data.call === null ? (
            <Notice title="You are to judge this call before you see it">
              <p>What the model called it, and its reasons, are here once your verdict is in.</p>
            </Notice>
          ) : (
            <>
              <Called call={evidence.data.call} threshold={threshold} />
              <CallDetail domain="heart" id={id} row={row} />
            </>
          )}
          <PatientValues values={evidence.data.values} />
        </div>
      )}
    </SidePanel>
  )
}

function Called({ call, threshold }: { call: HeartCall; threshold: number }) {
  const ill = call.prediction === 'DISEASE'
  return (
    <p className="flex flex-wrap items-baseline gap-x-3 text-sm" data-numeric>
      <LabelMark words={ill ? 'Disease' : 'No disease'} positive={ill} abstained={call.abstained} />
      <span>
        probability of disease {formatProbability(call.probability)}, threshold {formatThreshold(threshold)}
      </span>
    </p>
  )
}
