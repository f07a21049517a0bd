import type { Evidence } from '@vouch/contracts/domains/exoplanet'
import { EvidenceView } from '../domains/exoplanet/evidence-panel.tsx'
import { CurveLink } from '../domains/exoplanet/light-curve/curve-link.tsx'
import type { DecidedCall } from '../domains/exoplanet/decide-calls.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { SidePanel } from '../ui/side-panel.tsx'
import { CallDetail } from './call-detail.tsx'

interface EvidenceDialogProps {
  id: string
  row: number
  model: string
  decided: DecidedCall | null
  threshold: number
  onClose: () => void
  onReturnFocus: () => void
}

export function EvidenceDialog({ id, row, model, decided, threshold, onClose, onReturnFocus }: EvidenceDialogProps) {
  const evidence = trpc.exoplanet.evidence.useQuery({ id, row })
  const detail = trpc.model.get.useQuery({ id: model })
  const problem = evidence.error ?? detail.error
  const settled = evidence.data !== undefined && !detail.isPending
  return (
    <SidePanel
      title={decided?.call.id ?? evidence.data?.id ?? `Row ${row + 1}`}
      description={`Evidence for row ${row + 1}`}
      onClose={onClose}
      onReturnFocus={onReturnFocus}
    >
      {problem !== null && <ProblemNotice problem={problemOf(problem)} />}
      {problem === null && !settled && (
        <p className="text-sm text-muted" role="status">
          Reading the row’s evidence…
        </p>
      )}
      {settled && (
        <EvidenceView
          evidence={evidence.data}
          manifest={detail.data?.manifest ?? null}
          decided={decided ?? decisionOf(evidence.data)}
          threshold={threshold}
          detail={
            <>
              <CurveLink model={model} id={id} row={row} />
              {!evidence.data.blind && <CallDetail domain="exoplanet" id={id} row={row} />}
            </>
          }
        />
      )}
    </SidePanel>
  )
}

/** As it was called; null where the reader is to judge it first. */
function decisionOf({ call }: Evidence) {
  return call && { planet: call.prediction === 'PLANET', abstained: call.abstained }
}
