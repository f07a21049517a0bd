import { useId } from 'react'

interface SelectFieldProps<Value extends string> {
  label: string
  value: Value
  /** each value and its name */
  options: readonly (readonly [Value, string])[]
  onChange: (value: Value) => void
}

export function SelectField<Value extends string>({ label, value, options, onChange }: SelectFieldProps<Value>) {
  const id = useId()
  return (
    <div className="min-w-0 max-w-full space-y-1 text-sm">
      <label htmlFor={id} className="block font-medium">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => {
          const chosen = options.find(([name]) => name === event.target.value)
          if (chosen !== undefined) onChange(chosen[0])
        }}
        className="min-h-10 max-w-full rounded-md border border-edge bg-surface px-3 py-2 text-base text-ink sm:text-sm"
      >
        {options.map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
    </div>
  )
}
