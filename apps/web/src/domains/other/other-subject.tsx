import { CallExplanation } from '../../prediction/call-explanation.tsx'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import type { SubjectProps } from '../subject-props.ts'
import { RowValues } from './row-values.tsx'
import { useCallEnds } from './use-call-ends.ts'

/** A row's values as the model takes them, and once they are asked for the reasons. */
export function OtherSubject({ id, row, model, why }: SubjectProps) {
  // the values are the same with and without reasons, which the explanation brings
  const evidence = trpc.other.evidence.useQuery({ id, row, reasons: false })
  const ends = useCallEnds(model)
  return (
    <div className="space-y-5">
      {evidence.error !== null && <ProblemNotice problem={problemOf(evidence.error)} />}
      {evidence.isPending && <p role="status">Reading the row’s values…</p>}
      {evidence.data !== undefined && <RowValues evidence={evidence.data.evidence} />}
      {why && evidence.data !== undefined && !evidence.data.blind && (
        <CallExplanation domain="other" id={id} row={row} ends={ends} />
      )}
    </div>
  )
}
