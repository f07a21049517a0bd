import type { ReactNode } from 'react'
import { KeyCap } from './key-cap.tsx'

interface ChoiceProps {
  /** of one group one is chosen */
  group: string
  label: string
  /** what it comes to */
  note?: ReactNode
  /** the key that chooses it, wherever the focus is; null: none */
  shortcut: string | null
  checked: boolean
  onChoose: () => void
}

/** One of a few, with its key beside it. */
export function Choice({ group, label, note, shortcut, checked, onChoose }: ChoiceProps) {
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-3 rounded-md border border-edge bg-surface px-3 py-2 text-sm has-checked:border-accent has-checked:bg-sunken">
      <input
        type="radio"
        name={group}
        checked={checked}
        onChange={onChoose}
        aria-label={label}
        aria-keyshortcuts={shortcut ?? undefined}
        className="size-4 shrink-0 accent-[var(--accent)]"
      />
      <span className="min-w-0 grow">
        <span className="font-medium">{label}</span>
        {note !== undefined && <span className="block text-muted">{note}</span>}
      </span>
      {shortcut !== null && <KeyCap>{shortcut}</KeyCap>}
    </label>
  )
}
