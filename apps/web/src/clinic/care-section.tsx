import type { DoctorId, Patient } from '@vouch/contracts/patient'
import { useState } from 'react'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { SelectField } from '../ui/select-field.tsx'

interface CareSectionProps {
  patient: Patient
  /** the reader's profile as a doctor */
  ownProfile: DoctorId | null
  /** the patient, and admins; a doctor ends his own care alone */
  mayEndAll: boolean
}

/** The most doctors that a choice is offered of: beyond it one is chosen in a clinic's own list. */
const MOST_DOCTORS = 100

/** Who treats a patient, and so sees all of this. */
export function CareSection({ patient, ownProfile, mayEndAll }: CareSectionProps) {
  const utils = trpc.useUtils()
  const all = trpc.doctor.list.useQuery({ limit: MOST_DOCTORS }, { staleTime: 0 })
  const settled = { onSuccess: () => utils.patient.invalidate() }
  const give = trpc.patient.giveCare.useMutation(settled)
  const end = trpc.patient.endCare.useMutation(settled)
  const [chosen, setChosen] = useState('')
  const others = (all.data?.doctors ?? []).filter(
    ({ id, approved }) => approved && !patient.doctors.some((one) => one.id === id),
  )
  const error = all.error ?? give.error ?? end.error
  return (
    <Section id="care" title={patient.own ? 'Who treats you' : 'Who treats them'}>
      <p className="text-sm text-muted">
        {patient.doctors.length === 0
          ? 'No doctor sees this record.'
          : 'These doctors see the values and the calls, and judge them.'}
      </p>
      <ul className="divide-y divide-rule text-sm" aria-label="Doctors">
        {patient.doctors.map(({ id, name }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-3 py-2">
            <bdi>{name}</bdi>
            {(mayEndAll || id === ownProfile) && (
              <Button
                disabled={end.isPending}
                aria-label={`End the care of ${name}`}
                onClick={() => end.mutate({ id: patient.id, doctor_id: id })}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <div className="flex flex-wrap items-end gap-3">
          <SelectField
            label="Another doctor"
            value={chosen}
            options={[
              ['', 'Choose…'],
              ...others.map(
                ({ id, name, specialization }) =>
                  [id, specialization === '' ? name : `${name}, ${specialization}`] as const,
              ),
            ]}
            onChange={setChosen}
          />
          <Button
            disabled={chosen === '' || give.isPending}
            onClick={() => {
              if (chosen === '') return
              give.mutate({ id: patient.id, doctor_id: chosen })
              setChosen('')
            }}
          >
            {patient.own ? 'Let them treat me' : 'Let them treat this patient'}
          </Button>
        </div>
      )}
      {all.data !== undefined && others.length === 0 && patient.doctors.length === 0 && (
        <p className="text-sm text-muted">There is no doctor here yet.</p>
      )}
      {error !== null && <ProblemNotice problem={problemOf(error)} />}
    </Section>
  )
}
