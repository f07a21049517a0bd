import type { DatasetDetail } from '@vouch/contracts/dataset'
import { CheckBox } from '../ui/check-box.tsx'
import { formatCount } from '../ui/format.ts'
import { SelectField } from '../ui/select-field.tsx'
import { firstSides, type LabelWords, type Side } from './label-words.ts'

const SIDES: readonly (readonly [Side, string])[] = [
  ['positive', 'positive'],
  ['negative', 'negative'],
  ['left out', 'left out'],
]

interface LabelFieldsProps {
  dataset: Pick<DatasetDetail, 'profile' | 'label' | 'group_key'>
  words: LabelWords
  onChange: (words: LabelWords) => void
}

/** Which column holds the answer, what each of its classes counts as, and what rows belong together by. */
export function LabelFields({ dataset, words, onChange }: LabelFieldsProps) {
  const { profile, label } = dataset
  const candidates = profile?.label_candidates ?? []
  const classes = candidates.find(({ column }) => column === words.label)?.classes ?? []
  const only = label?.column === words.label ? label.only : null
  if (candidates.length === 0)
    return <p className="text-sm">No column of this table looks like a label: one with a few classes is needed.</p>
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap gap-4">
        <SelectField
          label="Column that holds the answer"
          value={words.label}
          options={candidates.map(({ column }) => [column, column] as const)}
          onChange={(column) => onChange({ ...words, label: column, sides: firstSides(dataset, column) })}
        />
        <SelectField
          label="Rows belong together by"
          value={words.groupKey}
          options={[
            ['', 'nothing: each row stands alone'],
            ...(profile?.group_candidates ?? []).map(({ column }) => [column, column] as const),
          ]}
          onChange={(groupKey) => onChange({ ...words, groupKey })}
        />
      </div>
      <fieldset className="space-y-2">
        <legend className="text-sm font-medium">What each of its classes counts as</legend>
        <div className="flex flex-wrap gap-4">
          {classes.map(({ value, count }) => (
            <SelectField
              key={value}
              label={`${value} (${formatCount(count)})`}
              value={words.sides[value] ?? 'left out'}
              options={SIDES}
              onChange={(side) => onChange({ ...words, sides: { ...words.sides, [value]: side } })}
            />
          ))}
        </div>
      </fieldset>
      {only && (
        <CheckBox
          label={`Only rows with ${only.column} = ${only.values.join(' or ')} count`}
          checked={words.usualRows}
          onChange={(usualRows) => onChange({ ...words, usualRows })}
        />
      )}
    </div>
  )
}
