import type { Patient } from '@vouch/contracts/patient'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { readTyped } from './read-values.ts'

/** Who a patient is, as it was typed. */
export interface TypedPerson {
  readonly name: string
  readonly age: string
  readonly gender: 'not said' | NonNullable<Patient['gender']>
}

export const NOBODY: TypedPerson = { name: '', age: '', gender: 'not said' }
const OLDEST = 130

const GENDERS = [
  ['not said', 'not said'],
  ['female', 'female'],
  ['male', 'male'],
  ['other', 'other'],
] as const

function ageFault(text: string): string | null {
  const age = readTyped(text)
  return age === null || (Number.isInteger(age) && age >= 0 && age <= OLDEST)
    ? null
    : `It must be 0 to ${OLDEST} years.`
}

/** As the API takes it; null while something is at fault or there is no name. */
export function toPerson({ name, age, gender }: TypedPerson): Pick<Patient, 'name' | 'age' | 'gender'> | null {
  if (name.trim() === '' || ageFault(age) !== null) return null
  return { name: name.trim(), age: readTyped(age), gender: gender === 'not said' ? null : gender }
}

interface PersonFieldsProps {
  person: TypedPerson
  onChange: (person: TypedPerson) => void
}

/** Name, age and gender: of these the model is told nothing. */
export function PersonFields({ person, onChange }: PersonFieldsProps) {
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <TextField
        label="Name"
        required
        maxLength={100}
        autoComplete="off"
        value={person.name}
        onChange={(name) => onChange({ ...person, name })}
      />
      <TextField
        label="Age in the record"
        inputMode="numeric"
        autoComplete="off"
        maxLength={3}
        value={person.age}
        onChange={(age) => onChange({ ...person, age })}
        note="years; may be left out"
        fault={ageFault(person.age)}
      />
      <SelectField
        label="Gender"
        value={person.gender}
        options={GENDERS}
        onChange={(gender) => onChange({ ...person, gender })}
      />
    </div>
  )
}
