import { signed } from './signed.ts'

export interface MatrixCell {
  readonly row: string
  readonly column: string
  /** null: it could not be computed */
  readonly r: number | null
  /** it stands out of what chance does */
  readonly significant: boolean
}

interface CorrelationMatrixProps {
  caption: string
  /** over the names of the rows */
  corner: string
  cells: readonly MatrixCell[]
  chosen: MatrixCell | null
  /** what is said of a cell beside its number */
  wordsOf: (cell: MatrixCell) => string
  onChoose: (cell: MatrixCell) => void
}

/** How much of its colour the strongest cell has, in per cent: text on it stays readable. */
const MOST_COLOUR = 40

/** Each of some series with each of some others: colour and sign say which way, a star that chance does not explain it. */
export function CorrelationMatrix({ caption, corner, cells, chosen, wordsOf, onChoose }: CorrelationMatrixProps) {
  const rows = [...new Set(cells.map(({ row }) => row))]
  const columns = [...new Set(cells.map(({ column }) => column))]
  return (
    <div className="relative overflow-x-auto" tabIndex={0} role="region" aria-label={caption}>
      <table className="border-separate border-spacing-1 text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <td className="pr-3 text-left align-bottom text-xs text-muted">{corner}</td>
            {columns.map((name) => (
              <th key={name} scope="col" className="min-w-20 px-1 pb-1 align-bottom font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              <th scope="row" className="pr-3 text-left font-medium">
                {row}
              </th>
              {columns.map((column) => {
                const cell = cells.find((one) => one.row === row && one.column === column)
                const on = cell !== undefined && cell.row === chosen?.row && cell.column === chosen.column
                return (
                  <td key={column} className="p-0">
                    {cell !== undefined && <Cell cell={cell} on={on} words={wordsOf(cell)} onChoose={onChoose} />}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface CellProps {
  cell: MatrixCell
  on: boolean
  words: string
  onChoose: (cell: MatrixCell) => void
}

function Cell({ cell, on, words, onChoose }: CellProps) {
  const { r, significant } = cell
  return (
    <button
      type="button"
      aria-label={words}
      aria-pressed={on}
      onFocus={() => onChoose(cell)}
      onMouseEnter={() => onChoose(cell)}
      onClick={() => onChoose(cell)}
      style={{ backgroundColor: colourOf(r) }}
      className={`block h-11 w-full min-w-20 rounded text-ink tabular-nums ${on ? 'outline-2 outline-ink' : ''} ${
        significant ? 'border-2 border-ink font-semibold' : 'border border-rule'
      }`}
    >
      {r === null ? '–' : signed(r)}
      {significant && <span aria-hidden="true">*</span>}
    </button>
  )
}

function colourOf(r: number | null): string {
  if (r === null) return 'var(--surface)'
  const share = Math.round(MOST_COLOUR * Math.min(1, Math.abs(r)))
  return `color-mix(in srgb, var(${r < 0 ? '--false-positive' : '--planet'}) ${share}%, var(--surface))`
}
