import { FlexRender, type Header } from '@tanstack/react-table'
import { LAYOUT, type features } from './call-columns.tsx'
import type { DecidedCall } from './decide-calls.ts'

interface GridHeaderProps {
  headers: Header<typeof features, DecidedCall>[]
  /** ids of the columns there is room for */
  shown: readonly string[]
  template: string
}

/** Column names that sort when pressed; they stay in sight while the rows scroll. */
export function GridHeader({ headers, shown, template }: GridHeaderProps) {
  return (
    <div role="rowgroup" className="sticky top-0 z-10 border-b border-edge bg-surface">
      <div role="row" aria-rowindex={1} className="grid h-9 items-stretch" style={{ gridTemplateColumns: template }}>
        {headers
          .filter((header) => shown.includes(header.column.id))
          .map((header) => {
            const sorted = header.column.getIsSorted()
            return (
              <div
                key={header.id}
                role="columnheader"
                aria-sort={SORT_WORDS[sorted || 'none']}
                className={`flex px-2 ${LAYOUT[header.column.id]?.numeric === true ? 'justify-end' : ''}`}
              >
                <button
                  type="button"
                  onClick={header.column.getToggleSortingHandler()}
                  className="flex items-center gap-1 font-medium whitespace-nowrap hover:text-accent"
                >
                  <FlexRender header={header} />
                  <span aria-hidden="true" className="w-2 text-xs">
                    {SORT_ARROWS[sorted || 'none']}
                  </span>
                </button>
              </div>
            )
          })}
      </div>
    </div>
  )
}

const SORT_WORDS = { none: 'none', asc: 'ascending', desc: 'descending' } as const
const SORT_ARROWS = { none: '', asc: '↑', desc: '↓' } as const
