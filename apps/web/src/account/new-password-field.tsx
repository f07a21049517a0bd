import { NewPassword, PASSWORD_CHARACTERS } from '@vouch/contracts/account'
import { PasswordField } from '../ui/password-field.tsx'
import { counted } from '../ui/format.ts'

interface NewPasswordFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
}

/** A password to be chosen. What is asked of it is said before it is typed: length, and nothing about kinds of characters. */
export function NewPasswordField({ label, value, onChange }: NewPasswordFieldProps) {
  return (
    <PasswordField
      label={label}
      autoComplete="new-password"
      value={value}
      onChange={onChange}
      note={
        <>
          <p>
            At least {PASSWORD_CHARACTERS.min} characters: some words that do not belong together, say. No digits or
            signs are asked for. A password that many people use is refused.
          </p>
          <p className={isNewPassword(value) ? 'text-ink' : undefined} data-numeric>
            {lengthWords(value)}
          </p>
        </>
      }
    />
  )
}

export function isNewPassword(value: string): boolean {
  return NewPassword.safeParse(value).success
}

export function lengthWords(value: string): string {
  const { min, max } = PASSWORD_CHARACTERS
  const length = [...value].length
  if (isNewPassword(value)) return `${counted(length, 'character')}: long enough.`
  if (length > max) return `${counted(length, 'character')}: ${max} are the most.`
  return length < min ? `${length} of ${min} characters.` : 'Some of these characters count as one: a little longer.'
}
