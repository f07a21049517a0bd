import type { Row } from '@vouch/contracts/submission'
import { isMissingWord } from '@vouch/core/table/missing-word'
import { asFinite, parseNumber } from '@vouch/core/table/parse-number'
import type { ColumnCount, ColumnRequest, TableChunk } from '@vouch/core/table/table'

/** A table given as JSON rows. It reads like a file's table, so that a row's call does not depend on how it came. */
export interface RowsTable {
  readonly columns: readonly string[]
  /** Rows `from` to before `to` of the requested columns; adds what it met to `counts`, one entry a request. */
  read(requests: readonly ColumnRequest[], from: number, to: number, counts: ColumnCount[]): TableChunk
}

/** The columns are the keys of all rows in the order in which they are first met. */
export function openRows(rows: readonly Row[]): RowsTable {
  const names = new Set<string>()
  for (const row of rows) for (const name of Object.keys(row)) names.add(name)
  const columns = [...names]
  return {
    columns,
    read(requests, from, to, counts) {
      const part = rows.slice(from, to)
      const chunk = requests.map(({ index, kind }, place) => {
        const name = columns[index] ?? ''
        const count = counts[place] ?? { filled: 0, unreadable: 0 }
        return kind === 'text' ? texts(part, name, count) : numbers(part, name, count)
      })
      return { firstRow: from, rows: part.length, columns: chunk }
    },
  }
}

export function emptyCounts(requests: readonly ColumnRequest[]): ColumnCount[] {
  return requests.map(() => ({ filled: 0, unreadable: 0 }))
}

function texts(rows: readonly Row[], name: string, count: ColumnCount): (string | null)[] {
  return rows.map((row) => {
    const value = Object.hasOwn(row, name) ? row[name] : null
    const text = value === null || value === undefined ? '' : String(value).trim()
    if (isMissingWord(text)) return null
    count.filled++
    return text
  })
}

function numbers(rows: readonly Row[], name: string, count: ColumnCount): Float64Array<ArrayBuffer> {
  const column = new Float64Array(rows.length)
  for (let r = 0; r < rows.length; r++) {
    const row = rows[r]
    const value = row && Object.hasOwn(row, name) ? row[name] : null
    column[r] = Number.NaN
    if (value === null || value === undefined) continue
    if (typeof value === 'string' && isMissingWord(value.trim())) continue
    const number = readNumber(value)
    column[r] = number
    if (Number.isNaN(number)) count.unreadable++
    else count.filled++
  }
  return column
}

function readNumber(value: string | number | boolean): number {
  if (typeof value === 'number') return asFinite(value)
  if (typeof value === 'boolean') return Number.NaN
  const bytes = Buffer.from(value.trim())
  return parseNumber(bytes, 0, bytes.length)
}
