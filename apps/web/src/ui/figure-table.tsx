import type { ReactNode } from 'react'

interface FigureTableProps {
  caption: string
  captionHidden?: boolean
  head: readonly string[]
  rows: readonly (readonly ReactNode[])[]
  /** indices of columns that hold numbers and align right */
  numeric?: readonly number[]
  /** cells that may not break ask for room */
  wide?: boolean
}

/** A plain table that scrolls by itself where the page is narrow: `relative`, so that what is hidden in it scrolls along. */
export function FigureTable({
  caption,
  captionHidden = false,
  head,
  rows,
  numeric = [],
  wide = false,
}: FigureTableProps) {
  const align = (column: number) => (numeric.includes(column) ? 'text-right whitespace-nowrap' : 'text-left')
  // a table of many columns scrolls on a phone rather than break every cell into five lines
  const many = head.length > 3 ? 'min-w-[40rem]' : ''
  const least = wide ? 'min-w-[69rem]' : many
  return (
    <div className="relative overflow-x-auto" tabIndex={0} role="region" aria-label={caption}>
      <table className={`w-full border-collapse text-sm ${least}`}>
        <caption className={captionHidden ? 'sr-only' : 'pb-2 text-left text-muted'}>{caption}</caption>
        <thead>
          <tr className="border-b border-edge">
            {head.map((name, column) => (
              <th key={name} scope="col" className={`py-1.5 pr-4 align-bottom font-medium ${align(column)}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, index) => (
            <tr key={index} className="border-b border-rule">
              {cells.map((cell, column) => (
                <td key={column} className={`py-1.5 pr-4 align-top ${align(column)}`}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
