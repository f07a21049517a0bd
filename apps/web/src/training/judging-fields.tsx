import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import type { Judging } from './training-choice.ts'

interface JudgingFieldsProps {
  judging: Judging
  onChange: (judging: Judging) => void
}

/** How a training is searched, calibrated and judged; what is left empty is as it is by default. */
export function JudgingFields({ judging, onChange }: JudgingFieldsProps) {
  const change = (more: Partial<Judging>) => onChange({ ...judging, ...more })
  const numberField = (name: keyof Judging, label: string, { note = '', usual = '' } = {}) => (
    <TextField
      label={label}
      inputMode="decimal"
      autoComplete="off"
      placeholder={usual}
      value={judging[name]}
      onChange={(value) => change({ [name]: value })}
      {...(note === '' ? {} : { note })}
    />
  )
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      {numberField('folds', 'Folds', {
        usual: '5',
        note: 'From 2 to 20. Each row is called by a model that did not see it.',
      })}
      {numberField('testShare', 'Share of the locked test', {
        usual: '0.2',
        note: 'From 0 to 0.5. Measured once, at the end; promotion needs one.',
      })}
      {numberField('seed', 'Seed', { usual: '0', note: 'The same seed makes the same model, to the byte.' })}
      <SelectField
        label="Search of hyper-parameters"
        value={judging.search}
        options={[
          ['none', 'none'],
          ['random', 'random draws'],
          ['halving', 'successive halving'],
        ]}
        onChange={(search) => change({ search })}
      />
      {judging.search !== 'none' &&
        numberField('trials', 'Draws of the search', {
          usual: judging.search === 'random' ? '20' : '27',
          note: 'Of those that are left empty above.',
        })}
      <SelectField
        label="Classes weigh"
        value={judging.classWeight}
        options={[
          ['none', 'as many rows as they have'],
          ['balanced', 'the same'],
        ]}
        onChange={(classWeight) => change({ classWeight })}
      />
      <SelectField
        label="Probabilities are calibrated"
        value={judging.calibration}
        options={[
          ['platt', 'by Platt’s line'],
          ['isotonic', 'by isotonic steps'],
          ['none', 'not at all'],
        ]}
        onChange={(calibration) => change({ calibration })}
      />
      <SelectField
        label="The threshold is chosen"
        value={judging.decision}
        options={[
          ['f1', 'for the best F1'],
          ['cost', 'by what errors cost'],
          ['precision', 'for a precision'],
          ['fixed', 'by hand'],
        ]}
        onChange={(decision) => change({ decision })}
      />
      {judging.decision === 'cost' && (
        <>
          {numberField('falsePositiveCost', 'Cost of a false positive')}
          {numberField('falseNegativeCost', 'Cost of a false negative')}
        </>
      )}
      {judging.decision === 'precision' && numberField('targetPrecision', 'Precision to reach')}
      {judging.decision === 'fixed' && numberField('threshold', 'Threshold')}
    </div>
  )
}
