import type { HeartLabel } from '@vouch/contracts/domains/heart'
import type { Outcome, OutcomeSource } from '@vouch/contracts/outcome'
import type { PredictionId } from '@vouch/contracts/prediction'
import { useState } from 'react'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Form } from '../ui/form.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { dayOf } from './today.ts'

const SOURCES = [
  ['diagnosis', 'diagnosis'],
  ['follow_up', 'follow-up'],
  ['other', 'other'],
] as const satisfies readonly (readonly [OutcomeSource, string])[]

const FINDINGS = [
  ['', 'Choose…'],
  ['DISEASE', 'disease'],
  ['NO DISEASE', 'no disease'],
] as const satisfies readonly (readonly [HeartLabel | '', string])[]

/** What was found of the patient in the end: against it, and against nothing else, accuracy is measured. */
export function OutcomeSection({ predictionId }: { predictionId: PredictionId }) {
  const list = trpc.outcome.list.useQuery({ prediction_id: predictionId }, { staleTime: 0 })
  const known = list.data?.outcomes ?? []
  return (
    <section aria-label="What was found" className="space-y-3 rounded-md border border-rule bg-surface p-4">
      <h3 className="text-base font-semibold">What was found</h3>
      {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
      {list.data !== undefined && known.length === 0 && (
        <p className="text-sm text-muted">
          No diagnosis is recorded yet. A verdict is an opinion; this is what was found.
        </p>
      )}
      <ul className="space-y-1 text-sm">
        {known.map((one) => (
          <li key={one.outcome_id}>
            <span className="font-medium">{one.label.toLowerCase()}</span>
            <span className="text-muted">
              , {one.source.replace('_', '-')} of {one.observed_on}
              {one.detail !== '' && `: ${one.detail}`}
            </span>
          </li>
        ))}
      </ul>
      {list.data !== undefined && <OutcomeForm predictionId={predictionId} known={known} />}
    </section>
  )
}

function OutcomeForm({ predictionId, known }: { predictionId: PredictionId; known: readonly Outcome[] }) {
  const utils = trpc.useUtils()
  const [label, setLabel] = useState<HeartLabel | ''>('')
  const [source, setSource] = useState<(typeof SOURCES)[number][0]>('diagnosis')
  const [today] = useState(() => dayOf(new Date()))
  const [day, setDay] = useState(today)
  const [detail, setDetail] = useState('')
  const before = known.find((one) => one.source === source)
  const create = trpc.outcome.create.useMutation({
    onSuccess: async () => {
      setLabel('')
      setDetail('')
      await Promise.all([utils.outcome.invalidate(), utils.clinic.invalidate()])
    },
  })
  const send = () => {
    if (label === '') return
    const corrects = before === undefined ? {} : { corrects: before.outcome_id }
    create.mutate({
      outcomes: [{ prediction_id: predictionId, row: 0, label, source, observed_on: day, detail, ...corrects }],
    })
  }
  return (
    <details>
      <summary className="link w-fit text-sm">
        {before === undefined ? 'Record a diagnosis' : 'Correct it, or record another'}
      </summary>
      <div className="pt-3">
        <Form
          action="Record it"
          busyWord="Recording…"
          look="plain"
          busy={create.isPending}
          ready={label !== '' && day !== ''}
          problem={create.error === null ? null : problemOf(create.error)}
          onSubmit={send}
        >
          <div className="flex flex-wrap items-start gap-4">
            <SelectField label="Found" value={label} options={FINDINGS} onChange={setLabel} />
            <SelectField label="Known from" value={source} options={SOURCES} onChange={setSource} />
            <TextField label="Found on" type="date" max={today} value={day} onChange={setDay} />
            <TextField label="Which test" maxLength={1000} value={detail} onChange={setDetail} note="may be left out" />
          </div>
        </Form>
      </div>
    </details>
  )
}
