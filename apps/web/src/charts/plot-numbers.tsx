import { useState } from 'react'
import { FigureTable } from '../ui/figure-table.tsx'
import type { FigureNumbers } from './figure.ts'

/** The numbers of a plot that has too many of them to write them down before somebody asks. */
export function PlotNumbers({ title, numbers }: { title: string; numbers: () => FigureNumbers }) {
  const [open, setOpen] = useState(false)
  return (
    <details className="min-w-0 text-sm" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="link w-fit py-1">The numbers</summary>
      {open && (
        <div className="max-h-72 overflow-y-auto pt-2" tabIndex={0} role="group" aria-label={`${title}, the numbers`}>
          <FigureTable {...numbers()} />
        </div>
      )}
    </details>
  )
}
