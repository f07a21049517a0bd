import { useDeferredValue, useMemo, useState, type RefObject } from 'react'
import { CallFilterControls } from '../domains/exoplanet/call-filter.tsx'
import { CallTable } from '../domains/exoplanet/call-table.tsx'
import type { DecidedCall } from '../domains/exoplanet/decide-calls.ts'
import { filterCalls, NO_FILTER } from '../domains/exoplanet/filter-calls.ts'
import { counted, formatCount } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import { DownloadLinks } from './download-links.tsx'

interface CallsSectionProps {
  id: string
  decided: readonly DecidedCall[]
  openRow: number | null
  onOpen: (row: number) => void
  gridRef: RefObject<HTMLDivElement | null>
}

export function CallsSection({ id, decided, openRow, onOpen, gridRef }: CallsSectionProps) {
  const [filter, setFilter] = useState(NO_FILTER)
  // the slider and its counts come first; a long table may follow a moment later
  const settled = useDeferredValue(decided)
  const rows = useMemo(() => filterCalls(settled, filter), [settled, filter])
  const fragileKnown = useMemo(() => decided.some((row) => row.call.fragile !== null), [decided])
  return (
    <Section id="calls" title="The calls" aside={<DownloadLinks id={id} />}>
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <CallFilterControls filter={filter} fragileKnown={fragileKnown} onChange={setFilter} />
        <p className="text-sm text-muted" role="status" data-numeric>
          {rows.length === decided.length
            ? counted(decided.length, 'call')
            : `${formatCount(rows.length)} of ${counted(decided.length, 'call')}`}
        </p>
      </div>
      {rows.length === 0 ? (
        <p className="rounded-md border border-rule bg-surface px-4 py-8 text-center text-sm text-muted">
          No call passes this filter.
        </p>
      ) : (
        <CallTable rows={rows} openRow={openRow} onOpen={onOpen} gridRef={gridRef} />
      )}
      <p className="text-sm text-muted">
        Open a row for its evidence: click it, or move with the arrow keys and press Enter. Downloads hold every call at
        the threshold it was scored with, and its probability.
      </p>
    </Section>
  )
}
