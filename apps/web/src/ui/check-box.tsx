import { Checkbox } from 'radix-ui'
import { useId, type ReactNode } from 'react'

interface CheckBoxProps {
  label: ReactNode
  checked: boolean
  disabled?: boolean
  onChange: (checked: boolean) => void
  note?: string
}

export function CheckBox({ label, checked, disabled = false, onChange, note }: CheckBoxProps) {
  const id = useId()
  return (
    <div className="relative flex gap-3 text-sm">
      <Checkbox.Root
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={(value) => onChange(value === true)}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className="mt-0.5 grid size-5 shrink-0 place-items-center rounded border-2 border-edge data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Checkbox.Indicator>
          <svg viewBox="0 0 12 12" className="size-3" aria-hidden="true">
            <path d="M2 6l3 3 5-6" fill="none" stroke="var(--on-accent)" strokeWidth="2" />
          </svg>
        </Checkbox.Indicator>
      </Checkbox.Root>
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {note !== undefined && (
          <p id={`${id}-note`} className="text-muted">
            {note}
          </p>
        )}
      </div>
    </div>
  )
}
