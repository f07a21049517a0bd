import type { PendingReviews } from '@vouch/contracts/clinic'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { counted, formatMoment } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { ClinicPage } from './clinic-page.tsx'
import { ClinicalCall } from './clinical-call.tsx'
import { PatientsSection } from './patients-section.tsx'
import { useClinic } from './use-clinic.ts'
import { VerdictForm } from './verdict-form.tsx'

type Waiting = PendingReviews['pending_reviews'][number]

/** A doctor's work: calls that wait for his verdict, one by one, and his patients. */
export function WorklistScreen() {
  return (
    <ClinicPage title="Worklist">
      <ForDoctors />
    </ClinicPage>
  )
}

function ForDoctors() {
  const { who, problem } = useClinic()
  if (problem !== null) return <ProblemNotice problem={problem} />
  if (who === null) return <p role="status">Opening…</p>
  if (!who.doctor)
    return (
      <Notice title="This is for doctors">
        <p>
          It needs a profile, and the role that an admin gives.{' '}
          <Link to="/clinic" className="link">
            Ask for it
          </Link>
        </p>
      </Notice>
    )
  return (
    <>
      <WaitingCalls />
      <PatientsSection whose="own" />
    </>
  )
}

function WaitingCalls() {
  const [skipped, setSkipped] = useState(0)
  const [last, setLast] = useState<{ patientId: string; name: string } | null>(null)
  const list = trpc.clinic.pending.useInfiniteQuery({}, { getNextPageParam: (page) => page.next_cursor, staleTime: 0 })
  const waiting = list.data?.pages.flatMap((page) => page.pending_reviews) ?? []
  const total = list.data?.pages[0]?.total ?? 0
  const current = waiting.length === 0 ? undefined : waiting[skipped % waiting.length]
  const skip = () => {
    if (skipped + 1 === waiting.length && list.hasNextPage) void list.fetchNextPage()
    setSkipped(skipped + 1)
  }
  return (
    <Section
      id="waiting"
      title="Waits for your verdict"
      aside={
        list.data !== undefined && (
          <p role="status" className="text-sm text-muted" data-numeric>
            {counted(total, 'call waits', 'calls wait')}
          </p>
        )
      }
    >
      {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
      {list.isPending && <p role="status">Fetching the calls…</p>}
      {last !== null && (
        <p className="text-sm">
          Your verdict on the call of{' '}
          <Link to="/clinic/patients/$id" params={{ id: last.patientId }} className="link">
            <bdi>{last.name}</bdi>
          </Link>{' '}
          is kept.
        </p>
      )}
      {list.data !== undefined && current === undefined && (
        <p className="text-sm text-muted">No call of your patients waits for you.</p>
      )}
      {current !== undefined && (
        <WaitingCall
          key={current.recommendation_id}
          waiting={current}
          onSkip={total > 1 ? skip : null}
          onGiven={() => setLast({ patientId: current.patient_id, name: current.patient_name })}
        />
      )}
    </Section>
  )
}

interface WaitingCallProps {
  waiting: Waiting
  /** null: there is no other */
  onSkip: (() => void) | null
  onGiven: () => void
}

function WaitingCall({ waiting, onSkip, onGiven }: WaitingCallProps) {
  const utils = trpc.useUtils()
  const give = trpc.clinic.giveFeedback.useMutation({
    onSuccess: async () => {
      onGiven()
      await utils.clinic.invalidate()
    },
  })
  const { recommendation_id, call, patient_name, patient_id, timestamp } = waiting
  const place = useFocusOnArrival()
  return (
    <div ref={place} className="rounded-md border border-rule bg-surface p-4 sm:p-6">
      <VerdictForm
        name={`Call of ${patient_name}`}
        label={call?.label ?? null}
        action="Give this verdict"
        busy={give.isPending}
        problem={give.error === null ? null : problemOf(give.error)}
        onGive={(verdict) => give.mutate({ recommendation_id, ...verdict })}
      >
        <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
          <h3 className="text-lg">
            <Link to="/clinic/patients/$id" params={{ id: patient_id }} className="link">
              <bdi>{patient_name}</bdi>
            </Link>
          </h3>
          <div className="flex flex-wrap items-center gap-4 text-sm text-muted">
            <time dateTime={timestamp}>{formatMoment(timestamp)}</time>
            {onSkip !== null && <Button onClick={onSkip}>Another one first</Button>}
          </div>
        </div>
        <ClinicalCall recommendation={waiting} />
        <p className="text-sm text-muted">
          {call === null ? 'Keys: D disease, N no disease' : 'Keys: A approve, R reject, C correct'}; Enter gives the
          verdict.
        </p>
      </VerdictForm>
    </div>
  )
}

/** The keys work within a call: the focus goes to one that comes up, unless the reader has put it elsewhere. */
function useFocusOnArrival() {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { activeElement } = document
    const free = activeElement === null || activeElement === document.body || activeElement.id === 'main'
    if (free) place.current?.querySelector<HTMLElement>('section[tabindex]')?.focus({ preventScroll: true })
  }, [])
  return place
}
