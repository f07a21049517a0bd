import { ATTRIBUTE_WORDS } from '@vouch/contracts/domains/heart-words'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { faultOf, plausibleRange, type TypedValues } from './read-values.ts'
import { attributeTitle, type AttributeName } from './value-words.ts'

/** Under which heading a value is asked for: what most know of themselves, and what an examination tells. */
const GROUPS: readonly (readonly [string, readonly AttributeName[]])[] = [
  ['Of the person', ['age', 'sex', 'cp', 'trestbps']],
  ['From blood and the resting electrocardiogram', ['chol', 'fbs', 'restecg']],
  ['From an exercise test', ['thalach', 'exang', 'oldpeak', 'slope']],
  ['From fluoroscopy and a thallium scan', ['ca', 'thal']],
]

/** Without these the model calls nobody. */
export const NEEDED: readonly AttributeName[] = ['age', 'sex', 'cp']

interface ValueFieldsProps {
  typed: TypedValues
  onChange: (typed: TypedValues) => void
}

/** The thirteen values in words and units; what is left alone was not measured. */
export function ValueFields({ typed, onChange }: ValueFieldsProps) {
  return GROUPS.map(([title, names]) => (
    <fieldset key={title} className="space-y-3 border-t border-rule pt-3">
      <legend className="pr-3 text-sm font-semibold">{title}</legend>
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {names.map((name) => (
          <ValueField
            key={name}
            name={name}
            text={typed[name]}
            onChange={(text) => onChange({ ...typed, [name]: text })}
          />
        ))}
      </div>
    </fieldset>
  ))
}

interface ValueFieldProps {
  name: AttributeName
  text: string
  onChange: (text: string) => void
}

function ValueField({ name, text, onChange }: ValueFieldProps) {
  const { unit, kinds } = ATTRIBUTE_WORDS[name]
  const label = `${attributeTitle(name)}${NEEDED.includes(name) ? ' (needed for a call)' : ''}`
  if (kinds !== null)
    return (
      <SelectField
        label={label}
        value={text}
        options={[['', 'not measured'], ...kinds.map(([code, words]) => [String(code), words] as const)]}
        onChange={onChange}
      />
    )
  const range = plausibleRange(name)
  return (
    <TextField
      label={label}
      inputMode="decimal"
      autoComplete="off"
      maxLength={12}
      value={text}
      onChange={onChange}
      note={`${unit}${range === null ? '' : `, ${range[0]} to ${range[1]}`}; empty: not measured`}
      fault={faultOf(name, text)}
    />
  )
}
