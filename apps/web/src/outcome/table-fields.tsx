import type { DatasetDetail } from '@vouch/contracts/dataset'
import type { DomainId } from '@vouch/contracts/domain'
import { OutcomeSource } from '@vouch/contracts/outcome'
import { DOMAIN_WORDS } from '../domains/domain-words.ts'
import { labelWords } from '../review/review-words.ts'
import { trpc } from '../trpc.ts'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { SOURCE_WORDS } from './outcome-words.ts'
import type { TableChoice } from './table-choice.ts'

interface TableFieldsProps {
  dataset: DatasetDetail
  domains: readonly DomainId[]
  choice: TableChoice
  onChange: (more: Partial<TableChoice>) => void
}

const AS_USUAL = ['', 'as the field’s tables have it'] as const

/** Which columns of a table name the objects, hold the answer and say when; left alone, they are those of its field. */
export function TableFields({ dataset, domains, choice, onChange }: TableFieldsProps) {
  const queue = trpc.review.queue.useQuery({ domain: choice.domain })
  const columns = [AS_USUAL, ...dataset.columns.map((name) => [name, name] as const)]
  const candidates = dataset.profile?.label_candidates ?? []
  const classes = candidates.find(({ column }) => column === choice.labelColumn)?.classes ?? []
  const labels = queue.data?.labels ?? []
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap gap-4">
        {domains.length > 1 && (
          <SelectField
            label="Calls of"
            value={choice.domain}
            options={domains.map((domain) => [domain, DOMAIN_WORDS[domain].name] as const)}
            onChange={(domain) => onChange({ domain, labels: {} })}
          />
        )}
        <SelectField
          label="Column of names"
          value={choice.idColumn}
          options={columns}
          onChange={(idColumn) => onChange({ idColumn })}
        />
        <SelectField
          label="Column of answers"
          value={choice.labelColumn}
          options={[AS_USUAL, ...candidates.map(({ column }) => [column, column] as const)]}
          onChange={(labelColumn) => onChange({ labelColumn, labels: {} })}
        />
        <SelectField
          label="Column of days"
          value={choice.dateColumn}
          options={columns}
          onChange={(dateColumn) => onChange({ dateColumn })}
        />
        <TextField
          label="Found on, without a day of its own"
          type="date"
          value={choice.observedOn}
          onChange={(observedOn) => onChange({ observedOn })}
        />
        <SelectField
          label="Known from"
          value={choice.source}
          options={[AS_USUAL, ...OutcomeSource.options.map((one) => [one, SOURCE_WORDS[one]] as const)]}
          onChange={(source) => onChange({ source })}
        />
      </div>
      {classes.length > 0 && (
        <fieldset className="space-y-2">
          <legend className="text-sm font-medium">What each answer means</legend>
          <div className="flex flex-wrap gap-4">
            {classes.map(({ value }) => (
              <SelectField
                key={value}
                label={value}
                value={choice.labels[value] ?? ''}
                options={[['', 'not decided'], ...labels.map((label) => [label, labelWords(label)] as const)]}
                onChange={(label) => onChange({ labels: { ...choice.labels, [value]: label } })}
              />
            ))}
          </div>
        </fieldset>
      )}
    </div>
  )
}
