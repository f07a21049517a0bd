import type { DatasetDetail } from '@vouch/contracts/dataset'
import type { FieldNote } from '@vouch/contracts/learner'
import { useId } from 'react'
import type { LabelWords } from '../dataset/label-words.ts'
import { SelectField } from '../ui/select-field.tsx'

interface WeightFieldProps {
  dataset: Pick<DatasetDetail, 'profile'>
  label: LabelWords
  /** empty: all rows count the same */
  weight: string
  looking: boolean
  /** what the API says of the column that is chosen */
  faults: readonly FieldNote[]
  warnings: readonly FieldNote[]
  onChange: (weight: string) => void
}

/** Which column says how much each row counts. A column of text cannot, and is not there to choose. */
export function WeightField({ dataset, label, weight, looking, faults, warnings, onChange }: WeightFieldProps) {
  const note = useId()
  const taken = [label.label, label.groupKey]
  const fit = dataset.profile?.columns.filter(({ name, numeric }) => numeric && !taken.includes(name)) ?? []
  const names = fit.some(({ name }) => name === weight) || weight === '' ? [] : [weight]
  for (const { name } of fit) names.push(name)
  return (
    <div className="max-w-3xl space-y-2" role="group" aria-describedby={note}>
      <SelectField
        label="How much a row counts"
        value={weight}
        options={[['', 'all count the same'], ...names.map((name) => [name, name] as const)]}
        onChange={onChange}
      />
      <p id={note} className="text-sm text-muted">
        A column of numbers above 0, such as how sure a label is: a row of weight 0.5 pulls half as much as one of 1. It
        is never learned from, a row without a number is left out, and every figure still counts each row once.
      </p>
      <div role="status" className="space-y-1 text-sm">
        {looking && <p className="text-muted">Looking at the column…</p>}
        {faults.map(({ message }) => (
          <p key={message} className="text-danger [overflow-wrap:anywhere]">
            It cannot be the weight: {message}.
          </p>
        ))}
        {warnings.map(({ message }) => (
          <p key={message} className="text-caution [overflow-wrap:anywhere]">
            {message}.
          </p>
        ))}
      </div>
    </div>
  )
}
