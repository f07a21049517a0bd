import { errorAt } from './error-at.ts'
import { isMissingWord } from './missing-word.ts'
import { quoteName } from './name-columns.ts'
import { asFinite, parseNumber } from './parse-number.ts'
import type { ColumnCount, ColumnRequest, TableChunk } from './table.ts'
import type { WarningList } from './warning-list.ts'

export interface ValueContext {
  readonly names: readonly string[]
  readonly requests: readonly ColumnRequest[]
  readonly counts: readonly ColumnCount[]
  readonly warnings: WarningList
  readonly cellBytes: number
}

/** Some rows, from a format that has values rather than text. */
export interface ValueRows {
  /** number of the first, data rows counted from 0 */
  readonly firstRow: number
  readonly rows: number
  /** the value of the row (from 0 in this piece) in the column at `request`'s place */
  value(row: number, request: number): unknown
  /** the row's line in the file, where it has lines */
  line(row: number): number | undefined
}

/**
 * Rows of values as a chunk, under the rules of text tables: a text in a column of numbers is read as a number if it is
 * one, a number in a column of text is written out, dates are ISO 8601, booleans `true` and `false`. A bigint beyond 2^53
 * is unreadable as a number, since a double would silently be another one.
 */
export function toChunk(context: ValueContext, rows: ValueRows): TableChunk {
  const columns = context.requests.map((_, request) => toColumn(context, rows, request))
  return { firstRow: rows.firstRow, rows: rows.rows, columns }
}

/** One column of `toChunk`, for what has its values by column. */
export function toColumn(context: ValueContext, rows: ValueRows, request: number): TableChunk['columns'][number] {
  const number = context.requests[request]?.kind === 'number'
  return number ? numberColumn(context, rows, request) : textColumn(context, rows, request)
}

function numberColumn(context: ValueContext, rows: ValueRows, request: number): Float64Array<ArrayBuffer> {
  const values = new Float64Array(rows.rows)
  const count = context.counts[request]!
  for (let row = 0; row < rows.rows; row++) {
    const value = rows.value(row, request)
    const number = isMissing(value) ? Number.NaN : toNumber(value)
    values[row] = number
    if (!Number.isNaN(number)) count.filled++
    else if (!isMissing(value)) {
      count.unreadable++
      warnUnreadable(context, request, rows.line(row))
    }
  }
  return values
}

function textColumn(context: ValueContext, rows: ValueRows, request: number): (string | null)[] {
  const count = context.counts[request]!
  return Array.from({ length: rows.rows }, (_, row) => {
    const value = rows.value(row, request)
    if (isMissing(value)) return null
    const text = toText(value)
    if (text.length > context.cellBytes) throw tooLong(context, request, rows.line(row))
    count.filled++
    return text
  })
}

function isMissing(value: unknown): boolean {
  if (value === null || value === undefined) return true
  return typeof value === 'string' ? isMissingWord(value.trim()) : Number.isNaN(value)
}

/** NaN for what is no number. */
function toNumber(value: unknown): number {
  if (typeof value === 'number') return asFinite(value)
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : Number.NaN
  if (typeof value !== 'string') return Number.NaN
  const bytes = Buffer.from(value.trim())
  return parseNumber(bytes, 0, bytes.length)
}

/** What is no scalar is written as JSON, which is better than nothing for an id and is never a number. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (value instanceof Date) return dateText(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return JSON.stringify(value) ?? ''
}

/** A day when it is midnight, else day and time, in UTC. */
function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return 'invalid date'
  return date.toISOString().replace(/T00:00:00\.000Z$/, '')
}

function warnUnreadable(context: ValueContext, request: number, line: number | undefined): void {
  const { index } = context.requests[request]!
  const name = quoteName(context.names[index] ?? '')
  const place = line === undefined ? { column: index + 1 } : { line, column: index + 1 }
  context.warnings.add('unreadable_number', `${name} holds what is not a number; it is taken as missing`, place)
}

function tooLong(context: ValueContext, request: number, line: number | undefined): Error {
  const column = context.requests[request]!.index + 1
  const message = `a cell is longer than ${context.cellBytes} bytes, the limit for one cell`
  return errorAt('too_large', message, line === undefined ? { column } : { line, column })
}
