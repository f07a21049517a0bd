import { CallExplanation } from '../../prediction/call-explanation.tsx'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import type { SubjectProps } from '../subject-props.ts'
import { DeviceNotice } from './device-notice.tsx'
import { PatientValues } from './patient-values.tsx'

/** A patient’s thirteen values in words, and once they are asked for the reasons. */
export function HeartSubject({ id, row, why }: SubjectProps) {
  // the values are the same with and without reasons, which the explanation brings
  const evidence = trpc.heart.evidence.useQuery({ id, row, reasons: false })
  return (
    <div className="space-y-5">
      <DeviceNotice />
      {evidence.error !== null && <ProblemNotice problem={problemOf(evidence.error)} />}
      {evidence.isPending && <p role="status">Reading the patient’s values…</p>}
      {evidence.data !== undefined && <PatientValues values={evidence.data.values} />}
      {why && evidence.data !== undefined && !evidence.data.blind && (
        <CallExplanation domain="heart" id={id} row={row} />
      )}
    </div>
  )
}
