import { FlexRender, type Row } from '@tanstack/react-table'
import { LAYOUT, type features } from './call-columns.tsx'
import type { DecidedCall } from './decide-calls.ts'

/** Height of a row in CSS px; the virtual list counts on it. */
export const ROW_PX = 36

interface GridRowProps {
  row: Row<typeof features, DecidedCall>
  /** place in the table as sorted and filtered, from 0 */
  index: number
  /** distance from the first row's top, in px */
  top: number
  /** ids of the columns there is room for */
  shown: readonly string[]
  template: string
  /** whether Tab leads to this row */
  active: boolean
  /** whether its evidence is open */
  open: boolean
  onActive: () => void
  onOpen: () => void
}

export function GridRow({ row, index, top, shown, template, active, open, onActive, onOpen }: GridRowProps) {
  return (
    <div
      role="row"
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={open}
      tabIndex={active ? 0 : -1}
      onClick={() => {
        onActive()
        onOpen()
      }}
      onFocus={onActive}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.preventDefault()
        onOpen()
      }}
      className={`absolute inset-x-0 top-0 grid cursor-pointer items-center border-b border-rule -outline-offset-2 hover:bg-sunken ${open ? 'bg-sunken' : ''}`}
      style={{ gridTemplateColumns: template, height: ROW_PX, transform: `translateY(${top}px)` }}
    >
      {row
        .getAllCells()
        .filter((cell) => shown.includes(cell.column.id))
        .map((cell) => (
          <div
            key={cell.id}
            role="gridcell"
            className={`flex min-w-0 items-center px-2 ${LAYOUT[cell.column.id]?.numeric === true ? 'justify-end' : ''}`}
          >
            <FlexRender cell={cell} />
          </div>
        ))}
    </div>
  )
}
