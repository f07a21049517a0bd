import type { DatasetDetail } from '@vouch/contracts/dataset'
import type { Hyperparameter, LearnerSummary, ModelType } from '@vouch/contracts/learner'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { AuditTable } from '../dataset/audit-table.tsx'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { Disclosure } from '../ui/disclosure.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { type Choice, labelsOf, startConfig } from './training-choice.ts'

const NONE = ''
/** What an audit hangs on: with another choice it is another's. */
const AUDITED = ['label', 'positive', 'negative', 'groupKey'] as const

/** What the label is, what the columns tell of it, which model, and go. */
export function TrainingForm({ dataset, learners }: { dataset: DatasetDetail; learners: readonly LearnerSummary[] }) {
  const [choice, setChoice] = useState(() => firstChoice(dataset))
  const audit = trpc.dataset.audit.useMutation()
  const navigate = useNavigate()
  const start = trpc.training.start.useMutation({
    onSuccess: ({ session_id }) => navigate({ to: '/trainings/$id', params: { id: session_id } }),
  })
  const change = (more: Partial<Choice>) => {
    if (AUDITED.some((field) => field in more)) audit.reset()
    setChoice({ ...choice, ...more })
  }
  const learner = learners.find(({ model_type }) => model_type === choice.modelType)
  return (
    <>
      <Section id="label" title="The label">
        <LabelFields dataset={dataset} choice={choice} onChange={change} />
        <Button
          disabled={audit.isPending || choice.positive === NONE}
          onClick={() =>
            audit.mutate({
              id: dataset.id,
              label: choice.label,
              ...labelsOf(choice),
              group_key: choice.groupKey === NONE ? null : choice.groupKey,
            })
          }
        >
          {audit.isPending ? 'Looking…' : 'Look for leaks'}
        </Button>
        {audit.error !== null && <ProblemNotice problem={problemOf(audit.error)} />}
        {audit.data !== undefined && <AuditTable audit={audit.data} />}
      </Section>
      <Section id="model" title="The model">
        <SelectField
          label="Kind of model"
          value={choice.modelType}
          options={learners.map(({ model_type, name }) => [model_type, name] as const)}
          onChange={(modelType: ModelType) => change({ modelType, values: {} })}
        />
        {learner !== undefined && (
          <>
            <p className="max-w-3xl text-sm text-muted">{learner.description}</p>
            <Disclosure title="Settings" count={learner.hyperparameters.length}>
              <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
                {learner.hyperparameters.map((declared) => (
                  <SettingField
                    key={declared.name}
                    declared={declared}
                    value={choice.values[declared.name] ?? ''}
                    onChange={(value) => change({ values: { ...choice.values, [declared.name]: value } })}
                  />
                ))}
              </div>
            </Disclosure>
          </>
        )}
        {start.error !== null && <ProblemNotice problem={problemOf(start.error)} />}
        <Button
          look="primary"
          disabled={start.isPending || choice.positive === NONE}
          onClick={() => start.mutate(startConfig(dataset, choice, learner?.hyperparameters ?? []))}
        >
          {start.isPending ? 'Checking…' : 'Train it'}
        </Button>
      </Section>
    </>
  )
}

function firstChoice({ profile, label, group_key }: DatasetDetail): Choice {
  const candidate = profile?.label_candidates[0]
  return {
    label: label?.column ?? candidate?.column ?? NONE,
    positive: label?.positive[0] ?? NONE,
    negative: label?.negative.length === 1 ? (label.negative[0] ?? NONE) : NONE,
    groupKey: group_key ?? profile?.group_candidates[0]?.column ?? NONE,
    modelType: 'xgboost',
    values: {},
  }
}

interface LabelFieldsProps {
  dataset: DatasetDetail
  choice: Choice
  onChange: (more: Partial<Choice>) => void
}

function LabelFields({ dataset: { profile }, choice, onChange }: LabelFieldsProps) {
  const candidates = profile?.label_candidates ?? []
  const classes = candidates.find(({ column }) => column === choice.label)?.classes ?? []
  const groups = profile?.group_candidates ?? []
  if (candidates.length === 0)
    return <p className="text-sm">No column of this table looks like a label: one with a few classes is needed.</p>
  return (
    <div className="flex flex-wrap gap-4">
      <SelectField
        label="Column that holds the answer"
        value={choice.label}
        options={candidates.map(({ column }) => [column, column] as const)}
        onChange={(label) => onChange({ label, positive: NONE, negative: NONE })}
      />
      <SelectField
        label="What counts as positive"
        value={choice.positive}
        options={[[NONE, 'Choose…'], ...classes.map(({ value, count }) => [value, `${value} (${count})`] as const)]}
        onChange={(positive) => onChange({ positive })}
      />
      <SelectField
        label="What counts as negative"
        value={choice.negative}
        options={[
          [NONE, 'every other class'],
          ...classes
            .filter(({ value }) => value !== choice.positive)
            .map(({ value, count }) => [value, `${value} (${count})`] as const),
        ]}
        onChange={(negative) => onChange({ negative })}
      />
      <SelectField
        label="Rows belong together by"
        value={choice.groupKey}
        options={[[NONE, 'nothing: each row stands alone'], ...groups.map(({ column }) => [column, column] as const)]}
        onChange={(groupKey) => onChange({ groupKey })}
      />
    </div>
  )
}

interface SettingFieldProps {
  declared: Hyperparameter
  value: string
  onChange: (value: string) => void
}

function SettingField({ declared, value, onChange }: SettingFieldProps) {
  if (declared.kind === 'choice')
    return (
      <SelectField
        label={declared.name}
        value={value === '' ? declared.default : value}
        options={declared.options.map((option) => [option, option] as const)}
        onChange={onChange}
      />
    )
  const fallback = String(declared.default ?? '')
  const range = declared.kind === 'boolean' ? '' : ` From ${declared.min} to ${declared.max}.`
  return (
    <TextField
      label={declared.name}
      inputMode="decimal"
      autoComplete="off"
      placeholder={fallback}
      value={value}
      onChange={onChange}
      note={`${declared.description}${range}`}
    />
  )
}
