import type { Patient } from '@vouch/contracts/patient'
import { useParams } from '@tanstack/react-router'
import { useSession } from '../account/browser-session.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { formatMoment } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { AskForCall } from './ask-for-call.tsx'
import { CallHistory } from './call-history.tsx'
import { CareSection } from './care-section.tsx'
import { ClinicPage } from './clinic-page.tsx'
import { DeleteRecord } from './delete-record.tsx'
import { InviteSection } from './invite-section.tsx'
import { RecordSection } from './record-section.tsx'
import { type InClinic, useClinic } from './use-clinic.ts'

/** A patient's page: for the patient in plain words, for who treats them with the figures. */
export function PatientScreen() {
  const { id } = useParams({ from: '/clinic/patients/$id' })
  const known = useSession().kind === 'known'
  const patient = trpc.patient.get.useQuery({ id }, { staleTime: 0, enabled: known })
  const title = patient.data === undefined ? 'A patient' : patient.data.own ? 'Your page' : patient.data.name
  return (
    <ClinicPage title={title} lead={patient.data && <About patient={patient.data} />}>
      {patient.error !== null && <ProblemNotice problem={problemOf(patient.error)} />}
      {patient.isPending && <p role="status">Fetching the record…</p>}
      {patient.data !== undefined && <OfPatient patient={patient.data} />}
    </ClinicPage>
  )
}

function About({ patient: { name, age, gender, own, created_at } }: { patient: Patient }) {
  const words = [
    own ? name : null,
    age === null ? null : `${age} years`,
    gender,
    `record begun ${formatMoment(created_at)}`,
  ]
  return <p>{words.filter((word) => word !== null).join(', ')}</p>
}

/** What the reader is to this patient. */
function relationOf({ own, doctors }: Patient, { profile, doctor }: InClinic): 'self' | 'doctor' | 'admin' {
  if (own) return 'self'
  return doctor && doctors.some(({ id }) => id === profile?.id) ? 'doctor' : 'admin'
}

function OfPatient({ patient }: { patient: Patient }) {
  const { who, problem } = useClinic()
  if (problem !== null) return <ProblemNotice problem={problem} />
  if (who === null) return <p role="status">Opening…</p>
  const relation = relationOf(patient, who)
  return (
    <>
      <AskForCall patient={patient} />
      <CallHistory patientId={patient.id} relation={relation} />
      <RecordSection patient={patient} />
      <CareSection patient={patient} ownProfile={who.profile?.id ?? null} mayEndAll={relation !== 'doctor'} />
      {!patient.has_account && <InviteSection patientId={patient.id} />}
      {relation !== 'doctor' && <DeleteRecord patient={patient} />}
    </>
  )
}
