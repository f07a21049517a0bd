import { useId, type ReactNode } from 'react'

interface TextAreaProps {
  label: string
  value: string
  rows?: number
  onChange: (value: string) => void
  note?: ReactNode
}

/** Some lines of text with their label above and a note below. */
export function TextArea({ label, value, rows = 4, onChange, note }: TextAreaProps) {
  const id = useId()
  return (
    <div className="space-y-1 text-sm">
      <label htmlFor={id} className="block font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={rows}
        spellCheck={false}
        value={value}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        onChange={(event) => onChange(event.target.value)}
        className="block w-full rounded-md border border-edge bg-surface px-3 py-2 text-base text-ink sm:text-sm"
      />
      {note !== undefined && (
        <div id={`${id}-note`} className="text-muted">
          {note}
        </div>
      )}
    </div>
  )
}
