import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Form } from '../ui/form.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { AskingDoctors } from './asking-doctors.tsx'
import { BeginRecord } from './begin-record.tsx'
import { ClinicPage } from './clinic-page.tsx'
import { DoctorProfile } from './doctor-profile.tsx'
import { PatientsSection } from './patients-section.tsx'
import { type InClinic, useClinic } from './use-clinic.ts'

/** The way into the clinic: for each reader what is theirs there. */
export function ClinicScreen() {
  return (
    <ClinicPage
      title="Clinic"
      lead={
        <p className="text-lg">
          A model makes a call of a patient from thirteen values and shows its reasons; a doctor gives a verdict; time
          gives the diagnosis. Patients see their own calls in plain words.
        </p>
      }
    >
      <ByRole />
    </ClinicPage>
  )
}

function ByRole() {
  const { who, problem } = useClinic()
  if (problem !== null) return <ProblemNotice problem={problem} />
  if (who === null) return <p role="status">Opening…</p>
  const doctor = <DoctorSection key="doctor" who={who} />
  const patient = <OwnSection key="own" who={who} />
  return (
    <>
      {who.admin && <AdminSections />}
      {who.profile === null ? [patient, doctor] : [doctor, patient]}
    </>
  )
}

function DoctorSection({ who: { profile, doctor } }: { who: InClinic }) {
  return (
    <Section id="doctor" title={profile === null ? 'I am a doctor' : 'As a doctor'}>
      <DoctorProfile profile={profile} />
      {doctor && (
        <p className="flex flex-wrap gap-x-6 gap-y-2">
          <Link to="/clinic/worklist" className="link">
            Calls that wait for your verdict, and your patients
          </Link>
          <Link to="/clinic/analytics" className="link">
            Accuracy, agreement and skill
          </Link>
          <Link to="/clinic/model" className="link">
            The model, and what it could learn
          </Link>
        </p>
      )}
    </Section>
  )
}

function OwnSection({ who: { own, profile, admin } }: { who: InClinic }) {
  const navigate = useNavigate()
  const open = (id: string) => navigate({ to: '/clinic/patients/$id', params: { id } })
  if (own !== null)
    return (
      <Section id="own" title="Your own record">
        <p>
          <Link to="/clinic/patients/$id" params={{ id: own.id }} className="link">
            Open your page
          </Link>
          : your calls, your values and who treats you.
        </p>
      </Section>
    )
  return (
    <Section id="own" title="Your own record">
      <p className="max-w-3xl text-sm text-muted">
        You have none yet. Begin one yourself, or enter the code that your doctor gave you. You, the doctors you choose
        and the admins of this server see it, and you can delete it.
      </p>
      <details className="border-t border-rule pt-3" open={profile === null && !admin}>
        <summary className="font-medium">Begin a record of yourself</summary>
        <div className="pt-4">
          <BeginRecord own action="Begin my record" onBegun={open} />
        </div>
      </details>
      <details className="border-t border-rule pt-3">
        <summary className="font-medium">I have a code from my doctor</summary>
        <div className="max-w-md pt-4">
          <ClaimForm onClaimed={open} />
        </div>
      </details>
    </Section>
  )
}

function ClaimForm({ onClaimed }: { onClaimed: (id: string) => Promise<void> }) {
  const utils = trpc.useUtils()
  const [code, setCode] = useState('')
  const claim = trpc.patient.claim.useMutation({
    onSuccess: async ({ id }) => {
      await utils.patient.invalidate()
      await onClaimed(id)
    },
  })
  return (
    <Form
      action="Open my record"
      busyWord="Opening…"
      look="plain"
      busy={claim.isPending}
      ready={code.trim() !== ''}
      problem={claim.error === null ? null : problemOf(claim.error)}
      onSubmit={() => claim.mutate({ code })}
    >
      <TextField label="Code" maxLength={100} autoComplete="off" spellCheck={false} value={code} onChange={setCode} />
    </Form>
  )
}

function AdminSections() {
  return (
    <>
      <Section
        id="asking"
        title="Doctors who ask for the role"
        aside={
          <Link to="/clinic/analytics" className="link text-sm">
            Analytics of all patients
          </Link>
        }
      >
        <AskingDoctors />
      </Section>
      <PatientsSection whose="all" />
    </>
  )
}
