import type { PatientId } from '@vouch/contracts/patient'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { formatMoment } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'

/** A code with which the patient opens this record with an account of their own. */
export function InviteSection({ patientId }: { patientId: PatientId }) {
  const invite = trpc.patient.invite.useMutation()
  return (
    <Section id="invite" title="A code for the patient">
      <p className="max-w-3xl text-sm text-muted">
        With it the patient ties an account of their own to this record and reads it themselves. It works once; a new
        code ends the one before.
      </p>
      <Button disabled={invite.isPending} onClick={() => invite.mutate({ id: patientId })}>
        {invite.isPending ? 'Making a code…' : 'Make a code'}
      </Button>
      {invite.error !== null && <ProblemNotice problem={problemOf(invite.error)} />}
      {invite.data !== undefined && (
        <div className="max-w-xl">
          <CopyField label={`The code, good until ${formatMoment(invite.data.expires_at)}`} value={invite.data.code} />
        </div>
      )}
    </Section>
  )
}
