import type { DatasetDetail } from '@vouch/contracts/dataset'
import type { FieldNote, Hyperparameter, LearnerSummary, ModelType } from '@vouch/contracts/learner'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { LabelFields } from '../dataset/label-fields.tsx'
import { firstLabel, labelInput, lackOfLabel } from '../dataset/label-words.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { Disclosure } from '../ui/disclosure.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { Inputs } from './inputs.tsx'
import { JudgingFields } from './judging-fields.tsx'
import { type Choice, startConfig, USUAL_JUDGING, weightInput } from './training-choice.ts'
import { WeightField } from './weight-field.tsx'

/** What the label is, what the columns tell of it, which model, and go. */
export function TrainingForm({ dataset, learners }: { dataset: DatasetDetail; learners: readonly LearnerSummary[] }) {
  const [choice, setChoice] = useState(() => firstChoice(dataset))
  const audit = trpc.dataset.audit.useMutation()
  const navigate = useNavigate()
  const start = trpc.training.start.useMutation({
    onSuccess: ({ session_id }) => navigate({ to: '/trainings/$id', params: { id: session_id } }),
  })
  const change = (more: Partial<Choice>) => setChoice({ ...choice, ...more })
  const changeRows = (more: Partial<Pick<Choice, 'label' | 'weight'>>) => {
    // what was found hangs on the label and on which rows count, and what was chosen of it too
    audit.reset()
    change({ ...more, takes: usualTakes(dataset), features: null })
  }
  const learner = learners.find(({ model_type }) => model_type === choice.modelType)
  const lack = lackOfLabel(choice.label)
  const weighed = useWeightNotes(dataset, choice)
  return (
    <>
      <Section id="label" title="The label">
        <LabelFields dataset={dataset} words={choice.label} onChange={(label) => changeRows({ label })} />
        <WeightField
          dataset={dataset}
          label={choice.label}
          weight={choice.weight}
          {...weighed}
          onChange={(weight) => changeRows({ weight })}
        />
      </Section>
      <Section id="inputs" title="What it learns from">
        <p className="max-w-3xl text-sm text-muted">
          Every column is held against the label first: one that tells the answer is refused. Without a choice, a
          training takes each column of numbers that nothing is held against.
        </p>
        <Button
          disabled={audit.isPending || lack !== null}
          onClick={() =>
            audit.mutate({
              id: dataset.id,
              ...labelInput(choice.label),
              ...weightInput(choice.weight),
              takes: 'quantities',
            })
          }
        >
          {audit.isPending ? 'Looking…' : 'Look for leaks'}
        </Button>
        {lack !== null && <p className="text-sm text-muted">{lack}</p>}
        {audit.error !== null && <ProblemNotice problem={problemOf(audit.error)} />}
        {audit.data !== undefined && (
          <Inputs
            dataset={dataset}
            audit={audit.data}
            takes={choice.takes}
            features={choice.features}
            onChange={change}
          />
        )}
      </Section>
      <Section id="model" title="The model">
        <ModelFields learners={learners} choice={choice} learner={learner} onChange={change} />
        <Disclosure title="How it is searched and judged">
          <JudgingFields judging={choice.judging} onChange={(judging) => change({ judging })} />
        </Disclosure>
        {start.error !== null && <ProblemNotice problem={problemOf(start.error)} />}
        <Button
          look="primary"
          disabled={start.isPending || lack !== null}
          onClick={() => start.mutate(startConfig(dataset, choice, learner?.hyperparameters ?? []))}
        >
          {start.isPending ? 'Checking…' : 'Train it'}
        </Button>
        {lack !== null && <p className="text-sm text-muted">{lack}</p>}
      </Section>
    </>
  )
}

function firstChoice(dataset: DatasetDetail): Choice {
  return {
    label: firstLabel(dataset),
    weight: dataset.label?.weight ?? '',
    takes: usualTakes(dataset),
    features: null,
    modelType: 'xgboost',
    values: {},
    judging: USUAL_JUDGING,
  }
}

/** A table of judged calls holds what its field knows, in the words of the model that answers. */
function usualTakes({ source, label }: DatasetDetail): Choice['takes'] {
  return source === 'upload' && label !== null ? 'quantities' : 'columns'
}

/** What the API says of the column of weights, as soon as one is chosen and the label is. */
function useWeightNotes(dataset: DatasetDetail, { label, weight, ...rest }: Choice) {
  const utils = trpc.useUtils()
  const asked = weight !== '' && lackOfLabel(label) === null
  const config = startConfig(
    dataset,
    { ...rest, label, weight, features: null, values: {}, judging: USUAL_JUDGING },
    [],
  )
  const check = useQuery({
    queryKey: ['weight', config],
    queryFn: () => utils.client.training.checkConfig.mutate(config),
    enabled: asked,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const ofWeight = ({ field }: FieldNote) => field === 'weight'
  return {
    looking: asked && check.isPending,
    faults: (asked && check.data?.errors.filter(ofWeight)) || [],
    warnings: (asked && check.data?.warnings.filter(ofWeight)) || [],
  }
}

interface ModelFieldsProps {
  learners: readonly LearnerSummary[]
  choice: Choice
  learner: LearnerSummary | undefined
  onChange: (more: Partial<Choice>) => void
}

function ModelFields({ learners, choice, learner, onChange }: ModelFieldsProps) {
  return (
    <>
      <SelectField
        label="Kind of model"
        value={choice.modelType}
        options={learners.map(({ model_type, name }) => [model_type, name] as const)}
        onChange={(modelType: ModelType) => onChange({ modelType, values: {} })}
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
                  onChange={(value) => onChange({ values: { ...choice.values, [declared.name]: value } })}
                />
              ))}
            </div>
          </Disclosure>
        </>
      )}
    </>
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
