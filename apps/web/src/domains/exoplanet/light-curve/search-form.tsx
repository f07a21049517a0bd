import type { ShownProblem } from '../../../problem.ts'
import { Button } from '../../../ui/button.tsx'
import { Disclosure } from '../../../ui/disclosure.tsx'
import { ProblemNotice } from '../../../ui/problem-notice.tsx'
import { SelectField } from '../../../ui/select-field.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import type { SendPhase } from '../../../prediction/send-form.ts'
import { SendProgress } from '../../../prediction/send-progress.tsx'
import type { Faults, NumberField, SearchChoice } from './search-choice.ts'

interface SearchFormProps {
  choice: SearchChoice
  faults: Faults
  models: readonly { readonly id: string; readonly name: string }[]
  /** whether there is something to search in */
  ready: boolean
  phase: SendPhase | null
  problem: ShownProblem | null
  onChange: (choice: SearchChoice) => void
  onSend: () => void
  onCancel: () => void
}

/** What is looked for, by which model it is called, and the button that sends the files. */
export function SearchForm(props: SearchFormProps) {
  const { choice, faults, models, ready, phase, problem, onChange, onSend, onCancel } = props
  const set = <Name extends keyof SearchChoice>(name: Name, value: SearchChoice[Name]) =>
    onChange({ ...choice, [name]: value })
  const field = (name: NumberField, label: string, note: string) => (
    <TextField
      label={label}
      note={note}
      inputMode="decimal"
      value={choice[name]}
      fault={faults[name] ?? null}
      onChange={(value) => set(name, value)}
    />
  )
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready && phase === null) onSend()
      }}
    >
      <div className="border-b border-rule">
        <Disclosure title="What is looked for" open={Object.keys(faults).length > 0}>
          <div className="grid gap-x-6 gap-y-4 sm:grid-cols-3">
            {field('from_days', 'Shortest period, days', 'Empty: half a day.')}
            {field('to_days', 'Longest period, days', 'Empty: what leaves room for three transits.')}
            {field('most', 'Signals, at most', 'Empty: 5.')}
          </div>
        </Disclosure>
        <Disclosure title="A period that is known already">
          <div className="grid gap-x-6 gap-y-4 sm:grid-cols-3">
            {field('period_days', 'Period, days', 'All three, or none: then there is no search.')}
            {field('epoch_days', 'Middle of a transit, days', 'As the file counts its days.')}
            {field('duration_hours', 'Duration, hours', 'From first to last contact.')}
          </div>
        </Disclosure>
        <Disclosure title="Flux and model">
          <div className="flex flex-wrap gap-x-6 gap-y-4">
            <SelectField
              label="Flux of a FITS file"
              value={choice.flux}
              options={[
                ['pdcsap', 'PDCSAP: the instrument’s trends taken out'],
                ['sap', 'SAP: as the pixels add up'],
              ]}
              onChange={(flux) => set('flux', flux)}
            />
            <SelectField
              label="Model"
              value={choice.model}
              options={[['', 'That of the curve’s mission'], ...models.map(({ id, name }) => [id, name] as const)]}
              onChange={(model) => set('model', model)}
            />
          </div>
        </Disclosure>
      </div>
      {phase === null ? (
        <Button type="submit" look="primary" className="w-full sm:w-72" disabled={!ready}>
          {ready ? 'Search and call' : 'Choose a light curve first'}
        </Button>
      ) : (
        <SendProgress phase={phase} onCancel={onCancel} />
      )}
      {problem !== null && <ProblemNotice problem={problem} />}
    </form>
  )
}
