import { useId, type ComponentProps, type ReactNode } from 'react'

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'id' | 'onChange' | 'value'> {
  label: string
  value: string
  onChange: (value: string) => void
  /** what to know before typing */
  note?: ReactNode
  /** what is wrong with what was typed */
  fault?: string | null
}

/** One line of text with its label above, its note and its fault below, all of it read out with the field. */
export function TextField({ label, value, onChange, note, fault = null, className = '', ...input }: TextFieldProps) {
  const id = useId()
  const described = [note === undefined ? null : `${id}-note`, fault === null ? null : `${id}-fault`].filter(Boolean)
  return (
    <div className={`space-y-1 text-sm ${className}`}>
      <label htmlFor={id} className="block font-medium">
        {label}
      </label>
      <input
        id={id}
        dir="auto"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={fault !== null}
        aria-describedby={described.length === 0 ? undefined : described.join(' ')}
        className="block min-h-10 w-full rounded-md border border-edge bg-surface px-3 py-2 text-base text-ink aria-invalid:border-danger sm:text-sm"
        {...input}
      />
      {note !== undefined && (
        <div id={`${id}-note`} className="text-muted">
          {note}
        </div>
      )}
      {fault !== null && (
        <p id={`${id}-fault`} className="text-danger">
          {fault}
        </p>
      )}
    </div>
  )
}
