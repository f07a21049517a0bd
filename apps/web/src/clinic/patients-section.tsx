import type { Patient } from '@vouch/contracts/patient'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { formatMoment } from '../ui/format.ts'
import { MoreButton } from '../ui/more-button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { BeginRecord } from './begin-record.tsx'

const PAGE = 20

/** The patients whom one sees, found by name, and a new one. */
export function PatientsSection({ whose }: { whose: 'own' | 'all' }) {
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [search, setSearch] = useState('')
  const list = trpc.patient.list.useInfiniteQuery(
    { limit: PAGE, search },
    { getNextPageParam: (page) => page.next_cursor, staleTime: 0 },
  )
  const patients = list.data?.pages.flatMap((page) => page.patients) ?? []
  return (
    <Section id="patients" title={whose === 'all' ? 'All patients' : 'Your patients'}>
      {/* asked when it is sent: each look at the list is an entry of the audit trail */}
      <form
        role="search"
        className="flex max-w-xl flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          setSearch(text)
        }}
      >
        <TextField
          label="Name of a patient, or id"
          type="search"
          className="grow"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={text}
          onChange={setText}
        />
        <Button type="submit" disabled={list.isFetching}>
          Find
        </Button>
      </form>
      {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
      {list.isPending && <p role="status">Fetching the patients…</p>}
      {list.data !== undefined && patients.length === 0 && (
        <p className="text-sm text-muted">{search === '' ? 'There are none yet.' : 'Nobody is called that.'}</p>
      )}
      {patients.length > 0 && (
        <ul className="divide-y divide-rule border-y border-rule" aria-label="Patients">
          {patients.map((patient) => (
            <PatientLine key={patient.id} patient={patient} />
          ))}
        </ul>
      )}
      <MoreButton more={list.hasNextPage} loading={list.isFetching} onMore={() => void list.fetchNextPage()} />
      <details className="border-t border-rule pt-3">
        <summary className="font-medium">A new patient</summary>
        <div className="pt-4">
          <BeginRecord
            own={false}
            action="Begin the record"
            onBegun={(id) => navigate({ to: '/clinic/patients/$id', params: { id } })}
          />
        </div>
      </details>
    </Section>
  )
}

function PatientLine({ patient }: { patient: Patient }) {
  const { id, name, age, gender, measured_at, own } = patient
  const about = [age === null ? null : `${age} years`, gender].filter((word) => word !== null).join(', ')
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-3 text-sm">
      <p className="min-w-0 [overflow-wrap:anywhere]">
        <Link to="/clinic/patients/$id" params={{ id }} className="link text-base">
          <bdi>{name}</bdi>
        </Link>
        {about !== '' && <span className="text-muted">, {about}</span>}
        {own && <span className="text-muted">, yourself</span>}
      </p>
      <p className="text-muted">
        {measured_at === null ? 'nothing measured yet' : `measured ${formatMoment(measured_at)}`}
      </p>
    </li>
  )
}
