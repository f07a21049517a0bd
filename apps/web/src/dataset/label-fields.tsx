import type { DatasetDetail } from '@vouch/contracts/dataset'
import { SelectField } from '../ui/select-field.tsx'

/** What of a table is the answer, as a reader has chosen it; empty is not chosen. */
export interface LabelWords {
  readonly label: string
  readonly positive: string
  /** empty: every other class */
  readonly negative: string
  /** empty: rows stand alone */
  readonly groupKey: string
}

const NONE = ''

/** What is likeliest of a table. */
export function likeliestLabel({ profile }: Pick<DatasetDetail, 'profile'>): LabelWords {
  return {
    label: profile?.label_candidates[0]?.column ?? NONE,
    positive: NONE,
    negative: NONE,
    groupKey: profile?.group_candidates[0]?.column ?? NONE,
  }
}

interface LabelFieldsProps {
  dataset: Pick<DatasetDetail, 'profile'>
  words: LabelWords
  onChange: (words: LabelWords) => void
}

/** Which column holds the answer, which of its classes count, and what rows belong together by. */
export function LabelFields({ dataset: { profile }, words, onChange }: LabelFieldsProps) {
  const candidates = profile?.label_candidates ?? []
  const classes = candidates.find(({ column }) => column === words.label)?.classes ?? []
  const named = classes.map(({ value, count }) => [value, `${value} (${count})`] as const)
  if (candidates.length === 0)
    return <p className="text-sm">No column of this table looks like a label: one with a few classes is needed.</p>
  return (
    <div className="flex flex-wrap gap-4">
      <SelectField
        label="Column that holds the answer"
        value={words.label}
        options={candidates.map(({ column }) => [column, column] as const)}
        onChange={(label) => onChange({ ...words, label, positive: NONE, negative: NONE })}
      />
      <SelectField
        label="What counts as positive"
        value={words.positive}
        options={[[NONE, 'Choose…'], ...named]}
        onChange={(positive) => onChange({ ...words, positive })}
      />
      <SelectField
        label="What counts as negative"
        value={words.negative}
        options={[[NONE, 'every other class'], ...named.filter(([value]) => value !== words.positive)]}
        onChange={(negative) => onChange({ ...words, negative })}
      />
      <SelectField
        label="Rows belong together by"
        value={words.groupKey}
        options={[
          [NONE, 'nothing: each row stands alone'],
          ...(profile?.group_candidates ?? []).map(({ column }) => [column, column] as const),
        ]}
        onChange={(groupKey) => onChange({ ...words, groupKey })}
      />
    </div>
  )
}
