import { useState, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { TextField } from './text-field.tsx'

interface PasswordFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  /** what a password manager is to fill in or to keep */
  autoComplete: 'current-password' | 'new-password'
  note?: ReactNode
  fault?: string | null
}

/** A password; it may be shown while it is typed, and may be pasted. */
export function PasswordField({ label, ...rest }: PasswordFieldProps) {
  const [shown, setShown] = useState(false)
  return (
    <div className="flex flex-wrap items-start gap-x-3">
      <TextField
        label={label}
        type={shown ? 'text' : 'password'}
        required
        spellCheck={false}
        autoCapitalize="none"
        className="min-w-0 flex-1"
        {...rest}
      />
      <Button
        look="quiet"
        className="mt-7 shrink-0"
        aria-label={`${shown ? 'Hide' : 'Show'}: ${label}`}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
      >
        {shown ? 'Hide' : 'Show'}
      </Button>
    </div>
  )
}
