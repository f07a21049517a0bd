import type { DatasetAudit, DatasetDetail, Takes } from '@vouch/contracts/dataset'
import { AuditTable } from '../dataset/audit-table.tsx'
import { counted, formatCount } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { auditedInputs, usualFeatures } from './audited-inputs.ts'

const WORDS = {
  columns: 'the table’s columns, as they are',
  quantities: 'features computed from them by the field’s formulas',
} as const satisfies Record<Takes, string>

interface InputsProps {
  dataset: DatasetDetail
  audit: DatasetAudit
  takes: Takes
  /** null: those that nothing is held against */
  features: readonly string[] | null
  onChange: (choice: { takes: Takes; features: readonly string[] | null }) => void
}

/** What every column, or every feature, tells of the label, and which of them are learned from. */
export function Inputs({ dataset, audit, takes, features, onChange }: InputsProps) {
  const inputs = auditedInputs(dataset, audit, takes)
  const usual = usualFeatures(inputs)
  const taken = new Set(features ?? usual)
  const refused = inputs.filter(({ verdict }) => verdict === 'refused').length
  const warned = inputs.filter(({ verdict }) => verdict === 'warning')
  const noun = takes === 'columns' ? 'column' : 'feature'
  return (
    <div className="space-y-3">
      <p className="text-sm" data-numeric>
        {counted(audit.rows, 'labelled row')}
        {audit.group_key === null ? '' : ` of ${counted(audit.groups, 'group')}`}, {formatCount(audit.positives)}{' '}
        positive. {counted(refused, noun)} refused, {counted(warned.length, noun)} warned of.
      </p>
      {audit.warnings.map(({ code, message }) => (
        <p key={code} className="max-w-3xl text-sm text-muted">
          {message}
        </p>
      ))}
      {audit.features.length > 0 && (
        <SelectField
          label="It learns from"
          value={takes}
          options={[
            ['columns', WORDS.columns],
            ['quantities', WORDS.quantities],
          ]}
          onChange={(next: Takes) => onChange({ takes: next, features: null })}
        />
      )}
      <p className="text-sm" data-numeric aria-live="polite">
        {counted(taken.size, noun)} of {inputs.length} are learned from.
      </p>
      {warned.some(({ column }) => taken.has(column)) && (
        <Notice tone="caution" title="The model would wear a badge for ever">
          One of them was warned of: it may tell the answer.
        </Notice>
      )}
      <AuditTable
        caption={takes === 'columns' ? 'Columns held against the label' : 'Features held against the label'}
        inputs={inputs}
        taken={taken}
        onTake={(name, take) => {
          const next = take ? [...taken, name] : [...taken].filter((one) => one !== name)
          onChange({ takes, features: inputs.map(({ column }) => column).filter((one) => next.includes(one)) })
        }}
      />
    </div>
  )
}
