import { useId, type ReactNode } from 'react'
import { CALL_CHOICES, MARK_CHOICES, type CallFilter } from './filter-calls.ts'

interface CallFilterControlsProps {
  filter: CallFilter
  /** whether the calls were tested against the catalogue's errors */
  fragileKnown: boolean
  onChange: (filter: CallFilter) => void
}

const FIELD = 'min-h-10 rounded-md border border-edge bg-surface px-3 text-sm'

export function CallFilterControls({ filter, fragileKnown, onChange }: CallFilterControlsProps) {
  const { fragile, ...untested } = MARK_CHOICES
  const marks: Partial<Record<CallFilter['mark'], string>> = fragileKnown ? { ...untested, fragile } : untested
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-3">
      <Field label="Call">
        {(id) => (
          <Choice
            id={id}
            choices={CALL_CHOICES}
            value={filter.call}
            onChange={(call) => onChange({ ...filter, call })}
          />
        )}
      </Field>
      <Field label="Certainty">
        {(id) => (
          <Choice id={id} choices={marks} value={filter.mark} onChange={(mark) => onChange({ ...filter, mark })} />
        )}
      </Field>
      <Field label="Name contains">
        {(id) => (
          <input
            id={id}
            type="search"
            className={`${FIELD} w-44`}
            value={filter.text}
            onChange={(event) => onChange({ ...filter, text: event.target.value })}
          />
        )}
      </Field>
    </div>
  )
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs text-muted">
        {label}
      </label>
      {children(id)}
    </div>
  )
}

interface ChoiceProps<K extends string> {
  id: string
  /** what may be chosen, and how it is called */
  choices: Partial<Record<K, string>>
  value: K
  onChange: (value: K) => void
}

function Choice<K extends string>({ id, choices, value, onChange }: ChoiceProps<K>) {
  const keys = Object.keys(choices).filter((key): key is K => key in choices)
  return (
    <select
      id={id}
      className={FIELD}
      value={value}
      onChange={(event) => {
        const chosen = keys.find((key) => key === event.target.value)
        if (chosen !== undefined) onChange(chosen)
      }}
    >
      {keys.map((key) => (
        <option key={key} value={key}>
          {choices[key]}
        </option>
      ))}
    </select>
  )
}
