import { ToggleGroup } from 'radix-ui'
import { useState } from 'react'
import { applyTheme, readTheme, THEMES } from './theme.ts'

const NAMES = { system: 'Auto', light: 'Light', dark: 'Dark' } as const

export function ThemeToggle() {
  const [theme, setTheme] = useState(readTheme)
  const choose = (value: string) => {
    const next = THEMES.find((known) => known === value)
    if (next === undefined) return
    applyTheme(next)
    setTheme(next)
  }
  return (
    <ToggleGroup.Root
      type="single"
      value={theme}
      onValueChange={choose}
      aria-label="Colours"
      className="inline-flex rounded-md border border-rule bg-surface p-0.5 text-xs"
    >
      {THEMES.map((name) => (
        <ToggleGroup.Item
          key={name}
          value={name}
          className="rounded px-2 py-1 text-muted hover:text-ink data-[state=on]:bg-sunken data-[state=on]:font-medium data-[state=on]:text-ink"
        >
          {NAMES[name]}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
