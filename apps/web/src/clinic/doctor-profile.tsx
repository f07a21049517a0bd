import type { Doctor } from '@vouch/contracts/patient'
import { useState } from 'react'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { TextField } from '../ui/text-field.tsx'

/** A doctor's profile: made once, and until an admin gives the role it waits. */
export function DoctorProfile({ profile }: { profile: Doctor | null }) {
  if (profile === null) return <ProfileForm />
  if (!profile.approved)
    return (
      <Notice title="You have asked for the role of a doctor">
        <p>
          <bdi>{profile.name}</bdi>
          {profile.specialization !== '' && `, ${profile.specialization}`}. An admin has to give it to you; until then
          you see nobody’s values but your own.
        </p>
      </Notice>
    )
  return (
    <p className="text-sm">
      You are <bdi className="font-medium">{profile.name}</bdi>
      {profile.specialization !== '' && `, ${profile.specialization}`}.
    </p>
  )
}

function ProfileForm() {
  const utils = trpc.useUtils()
  const create = trpc.doctor.create.useMutation({
    onSuccess: () => Promise.all([utils.doctor.invalidate(), utils.account.get.invalidate()]),
  })
  const [name, setName] = useState('')
  const [specialization, setSpecialization] = useState('')
  return (
    <Form
      action="Ask for the role"
      busyWord="Asking…"
      look="plain"
      busy={create.isPending}
      ready={name.trim() !== ''}
      problem={create.error === null ? null : problemOf(create.error)}
      onSubmit={() => create.mutate({ name, specialization })}
    >
      <p className="max-w-3xl text-sm text-muted">
        Doctors judge the calls of their patients. An admin gives the role; patients see your name and field.
      </p>
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <TextField label="Your name as a doctor" maxLength={100} value={name} onChange={setName} />
        <TextField
          label="Specialisation"
          maxLength={100}
          value={specialization}
          onChange={setSpecialization}
          note="may be left out"
        />
      </div>
    </Form>
  )
}
