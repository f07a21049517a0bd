import { type Outcome, OutcomeSource } from '@vouch/contracts/outcome'
import { useState } from 'react'
import { problemOf } from '../problem.ts'
import { labelWords } from '../review/review-words.ts'
import { trpc } from '../trpc.ts'
import { Form } from '../ui/form.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { SOURCE_WORDS } from './outcome-words.ts'

interface OutcomeFormProps {
  id: string
  row: number
  /** of the domain */
  labels: readonly string[]
  /** what stands of the call */
  standing: readonly Outcome[]
  onDone: () => void
}

/** What a call came to in the end, from which source and when. Of one source a later word takes the place of the earlier. */
export function OutcomeForm({ id, row, labels, standing, onDone }: OutcomeFormProps) {
  const create = trpc.outcome.create.useMutation({ onSuccess: onDone })
  const [label, setLabel] = useState('')
  const [source, setSource] = useState<OutcomeSource>('follow_up')
  const [date, setDate] = useState('')
  const [detail, setDetail] = useState('')
  const before = standing.find((one) => one.source === source)
  return (
    <Form
      action="Note the outcome"
      busyWord="Noting…"
      look="plain"
      busy={create.isPending}
      ready={label !== '' && date !== ''}
      problem={create.error === null ? null : problemOf(create.error)}
      onSubmit={() =>
        create.mutate({
          outcomes: [
            {
              prediction_id: id,
              row,
              label,
              source,
              detail,
              observed_on: date,
              ...(before === undefined ? {} : { corrects: before.outcome_id }),
            },
          ],
        })
      }
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label="What it was"
          value={label}
          options={[['', 'Choose…'], ...labels.map((one) => [one, labelWords(one)] as const)]}
          onChange={setLabel}
        />
        <SelectField
          label="Known from"
          value={source}
          options={OutcomeSource.options.map((one) => [one, SOURCE_WORDS[one]] as const)}
          onChange={setSource}
        />
        <TextField label="Found on" type="date" value={date} onChange={setDate} />
        <TextField label="Which archive, which test" maxLength={1000} value={detail} onChange={setDetail} />
      </div>
      {before !== undefined && (
        <p className="text-sm text-muted">
          This source says “{labelWords(before.label).toLowerCase()}” so far. That stays in the record, and what you
          note now takes its place.
        </p>
      )}
    </Form>
  )
}
