import type { Patient } from '@vouch/contracts/patient'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { formatMoment } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'

/** Has the newest values called by the model. */
export function AskForCall({ patient: { id, measured_at } }: { patient: Patient }) {
  const utils = trpc.useUtils()
  const predict = trpc.clinic.predict.useMutation({ onSuccess: () => utils.clinic.invalidate() })
  if (measured_at === null)
    return <p className="text-sm text-muted">Nothing is measured yet: add values below, and the model can be asked.</p>
  return (
    <div className="space-y-3">
      <p className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm text-muted">
        <Button
          look="primary"
          disabled={predict.isPending}
          onClick={() => predict.mutate({ patient_id: id, coding: 'auto' })}
        >
          {predict.isPending ? 'Asking…' : 'Ask the model for a call'}
        </Button>
        It takes the values of {formatMoment(measured_at)}.
      </p>
      {predict.error !== null && <ProblemNotice problem={problemOf(predict.error)} />}
      {predict.data !== undefined && (
        <div role="status" className="space-y-2">
          <p className="text-sm">The model has answered: see the newest call below.</p>
          {predict.data.warnings.map((warning) => (
            <Notice key={warning} tone="caution" title={warning} />
          ))}
        </div>
      )}
    </div>
  )
}
