import type { HealthRecord, Patient } from '@vouch/contracts/patient'
import { useState } from 'react'
import { ValueOverTime } from '../charts/value-over-time.tsx'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { FigureTable } from '../ui/figure-table.tsx'
import { Form } from '../ui/form.tsx'
import { formatMoment } from '../ui/format.ts'
import { MoreButton } from '../ui/more-button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useAction } from '../use-action.ts'
import { isEmpty, NOTHING_TYPED, toFeatures, typedFrom } from './read-values.ts'
import { dayOf } from './today.ts'
import { ValueFields } from './value-fields.tsx'
import { measuredOverTime } from './measured-over-time.ts'
import { ATTRIBUTE_NAMES, attributeTitle, sentWords } from './value-words.ts'

const PAGE = 50

/** What was measured of a patient over time, and a way to add to it. */
export function RecordSection({ patient }: { patient: Patient }) {
  const list = trpc.patient.records.useInfiniteQuery(
    { id: patient.id, limit: PAGE },
    { getNextPageParam: (page) => page.next_cursor, staleTime: 0 },
  )
  const records = list.data?.pages.flatMap((page) => page.records) ?? []
  const [newest] = records
  const series = measuredOverTime(records)
  return (
    <Section id="values" title="Measured values">
      {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
      {list.isPending && <p role="status">Fetching what was measured…</p>}
      {list.data !== undefined && newest === undefined && (
        <p className="text-sm text-muted">Nothing is measured yet.</p>
      )}
      {newest !== undefined && <Newest record={newest} />}
      {series.length > 0 && (
        <div className="grid gap-x-10 gap-y-8 md:grid-cols-2">
          {series.map((one) => (
            <ValueOverTime key={one.name} series={one} />
          ))}
        </div>
      )}
      <MoreButton more={list.hasNextPage} loading={list.isFetching} onMore={() => void list.fetchNextPage()} />
      <details className="border-t border-rule pt-3">
        <summary className="font-medium">Add values</summary>
        <div className="pt-4">
          {list.data !== undefined && <AddValues key={records.length} id={patient.id} newest={newest ?? null} />}
        </div>
      </details>
    </Section>
  )
}

function Newest({ record: { features, coding, measured_at } }: { record: HealthRecord }) {
  return (
    <details>
      <summary className="link w-fit text-sm">All values of {formatMoment(measured_at)}</summary>
      <div className="max-w-2xl pt-3">
        <FigureTable
          caption={`Values of ${formatMoment(measured_at)}`}
          captionHidden
          head={['Value', 'Measured']}
          rows={ATTRIBUTE_NAMES.map((name) => [attributeTitle(name), sentWords(name, features, coding)])}
        />
      </div>
    </details>
  )
}

function AddValues({ id, newest }: { id: string; newest: HealthRecord | null }) {
  const utils = trpc.useUtils()
  const add = trpc.patient.addRecord.useMutation()
  const [typed, setTyped] = useState(NOTHING_TYPED)
  const [today] = useState(() => dayOf(new Date()))
  const [day, setDay] = useState(today)
  const features = toFeatures(typed)
  const save = useAction(async () => {
    if (features === null) return
    // of a day that is over nobody knows the hour
    const when = day === today ? {} : { measured_at: new Date(`${day}T12:00:00`).toISOString() }
    await add.mutateAsync({ id, features, coding: 'uci', ...when })
    await utils.patient.invalidate()
  })
  return (
    <Form
      action="Keep these values"
      busyWord="Keeping…"
      busy={save.busy}
      ready={features !== null && !isEmpty(typed) && day !== ''}
      problem={save.problem}
      onSubmit={() => void save.run()}
    >
      <div className="flex flex-wrap items-end gap-4">
        <TextField label="Measured on" type="date" max={today} value={day} onChange={setDay} />
        {newest !== null && (
          <Button onClick={() => setTyped(typedFrom(newest.features, newest.coding))}>
            Begin with the newest values
          </Button>
        )}
      </div>
      <p className="max-w-3xl text-sm text-muted">
        A call is made from the newest values alone. What you leave empty counts as not measured, whatever it was
        before.
      </p>
      <ValueFields typed={typed} onChange={setTyped} />
    </Form>
  )
}
