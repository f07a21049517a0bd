import { useTable } from '@tanstack/react-table'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import type { KeyboardEvent, RefObject } from 'react'
import { useWidth } from '../../ui/use-width.ts'
import { columns, features, LAYOUT } from './call-columns.tsx'
import { GridHeader } from './call-grid-header.tsx'
import { GridRow, ROW_PX } from './call-grid-row.tsx'
import type { DecidedCall } from './decide-calls.ts'
import { useActiveRow, VISIBLE_ROWS } from './use-active-row.ts'

interface CallTableProps {
  rows: DecidedCall[]
  /** the row whose evidence is open */
  openRow: number | null
  onOpen: (row: number) => void
  /** receives the element that scrolls, so that the focus can come back to it */
  gridRef: RefObject<HTMLDivElement | null>
}

/** Below this many px only the name, the call and its probability are shown; the rest is in the evidence. */
const NARROW_PX = 720

/** A grid of which only the rows in sight exist. One row has the focus: arrows move it, Enter opens its evidence. */
export function CallTable({ rows: data, openRow, onOpen, gridRef }: CallTableProps) {
  const [box, width] = useWidth<HTMLDivElement>()
  const table = useTable({ features, columns, data, getRowId: (row) => String(row.call.row) })
  const rows = table.getRowModel().rows
  const { active, setActive, moveByKey } = useActiveRow(rows.length, gridRef)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => gridRef.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    // the sticky header covers the first row's height
    scrollPaddingStart: ROW_PX,
    // the row with the focus stays in the page while it is out of sight: Tab must find it
    rangeExtractor: (range) => {
      const inSight = defaultRangeExtractor(range)
      return active < 0 || inSight.includes(active) ? inSight : [...inSight, active].sort((a, b) => a - b)
    },
  })
  const move = (event: KeyboardEvent) => {
    const next = moveByKey(event)
    if (next !== null) virtualizer.scrollToIndex(next)
  }
  const shown = table
    .getAllColumns()
    .map((column) => column.id)
    .filter((id) => width >= NARROW_PX || LAYOUT[id]?.wide !== true)
  const template = shown.map((id) => LAYOUT[id]?.width ?? '1fr').join(' ')

  return (
    <div ref={box}>
      <div
        ref={gridRef}
        role="grid"
        aria-label="Calls"
        aria-rowcount={rows.length + 1}
        aria-colcount={shown.length}
        onKeyDown={move}
        style={{ height: Math.min(VISIBLE_ROWS, Math.max(rows.length, 1)) * ROW_PX + ROW_PX + 2 }}
        className="overflow-y-auto overflow-x-hidden rounded-md border border-rule bg-surface text-sm tabular-nums"
      >
        <GridHeader
          headers={table.getHeaderGroups().flatMap((group) => group.headers)}
          shown={shown}
          template={template}
        />
        <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            return (
              row !== undefined && (
                <GridRow
                  key={row.id}
                  row={row}
                  index={index}
                  top={start}
                  shown={shown}
                  template={template}
                  active={index === active}
                  open={row.original.call.row === openRow}
                  onActive={() => setActive(index)}
                  onOpen={() => onOpen(row.original.call.row)}
                />
              )
            )
          })}
        </div>
      </div>
    </div>
  )
}
