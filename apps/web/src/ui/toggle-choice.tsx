import { ToggleGroup } from 'radix-ui'

interface ToggleChoiceProps<Value extends string> {
  label: string
  value: Value
  /** each value and its name */
  options: readonly (readonly [Value, string])[]
  onChange: (value: Value) => void
}

/** One of a few ways to look at the same thing. Arrow keys go from one to the next. */
export function ToggleChoice<Value extends string>({ label, value, options, onChange }: ToggleChoiceProps<Value>) {
  const choose = (chosen: string) => {
    const next = options.find(([name]) => name === chosen)
    if (next !== undefined) onChange(next[0])
  }
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      onValueChange={choose}
      aria-label={label}
      className="inline-flex flex-wrap rounded-md border border-edge bg-surface p-0.5 text-sm"
    >
      {options.map(([name, words]) => (
        <ToggleGroup.Item
          key={name}
          value={name}
          className="min-h-8 rounded px-3 py-1 text-muted hover:text-ink data-[state=on]:bg-sunken data-[state=on]:font-medium data-[state=on]:text-ink"
        >
          {words}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
