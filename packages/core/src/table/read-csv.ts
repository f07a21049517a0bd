import type { Warning } from '@vouch/contracts/prediction'
import { VouchError } from '../error.ts'
import { BlockBuffer } from './block-buffer.ts'
import { CHUNK_ROWS, checkRequests } from './check-requests.ts'
import { CsvColumns } from './csv-columns.ts'
import { CsvRows } from './csv-rows.ts'
import { isUtf8 } from './decode-text.ts'
import { nameColumns } from './name-columns.ts'
import { parseNumber } from './parse-number.ts'
import { findLineEnd, readCsvHead, type CsvHead } from './read-csv-head.ts'
import type { ColumnCount, ColumnRequest, TableChunk, TableHeader, TableLimits, TableReader } from './table.ts'
import { WarningList } from './warning-list.ts'

/** Bytes read at a time, unless a row is longer. */
const BLOCK_BYTES = 1 << 18

export interface CsvSource {
  readonly format: 'csv' | 'csv.gz'
  /** of the source; what `open` gives is always UTF-8 or windows-1252 */
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be'
  /** the text's bytes from the beginning; called twice, for the header and for the rows */
  open(): AsyncIterable<Uint8Array>
}

/**
 * Reads a text table. The rules, beyond RFC 4180 (`RowTokenizer` has those for rows and quotes):
 * - A byte order mark is left out; UTF-16 is taken with one. A cell that is not valid UTF-8 is windows-1252, with a warning.
 * - `#` lines and blank lines before the header are comments (the NASA Exoplanet Archive's way). Below it a line that begins
 *   with `#`, holds no quote and has fewer cells than the header is a comment too, with a warning; any other is a row.
 * - A blank line (spaces; tabs where they do not delimit) is skipped.
 * - The delimiter is found out (`findDelimiter`). With a semicolon, `1,5` is a number with a decimal comma, with a warning.
 * - A row with too few cells is filled up with missing ones; cells beyond the header are not read. Both with a warning, but
 *   for empty cells at the end, which spreadsheets leave behind.
 * - Cells are trimmed unless quoted. Empty, nan, na, n/a, null, none, -, --, ? and \N, in any case, are missing.
 * - A `'` that guards a text from being run as a formula (`safeCell`) is taken away again.
 * - A number is decimal, with an exponent or without. Anything else (inf, 1e400, 0x10, 1,234, 12abc) is missing, counted as
 *   unreadable and warned of for its column. Subnormal numbers (of float32) are 0.
 * Lines are physical lines from 1, comments and header counted; columns are cells from 1.
 */
export async function openCsv(source: CsvSource, limits: TableLimits, blockBytes = BLOCK_BYTES): Promise<TableReader> {
  const window = new BlockBuffer(source.open(), blockBytes)
  const warnings = new WarningList()
  try {
    const head = await readCsvHead(window, limits)
    warnOfHead(head, window, warnings)
    const names = nameColumns(head.names, warnings, head.headerLine)
    if (head.names.every((name) => name === '')) throw new VouchError('invalid', 'The header holds no names.')
    if (window.final && isEmpty(window, head.bytes)) throw noRows()
    const header: TableHeader = {
      format: source.format,
      encoding: head.utf8 ? source.encoding : 'latin1',
      delimiter: head.delimiter,
      columns: names,
      comments: head.comments,
    }
    return new CsvReader({ source, limits, blockBytes, head, header, warnings })
  } finally {
    await window.close()
  }
}

function noRows(): VouchError {
  return new VouchError('invalid', 'The table has a header but no rows.')
}

function isEmpty(window: BlockBuffer, start: number): boolean {
  return window.bytes.toString('latin1', start, window.end).trim() === ''
}

function warnOfHead(head: CsvHead, window: BlockBuffer, warnings: WarningList): void {
  if (!head.utf8) {
    const message = 'text that is not UTF-8 is read as windows-1252'
    warnings.add('not_utf8', message, { line: firstLineNotUtf8(window) })
  }
  if (head.names.every((name) => !Number.isNaN(parseNumber(Buffer.from(name), 0, name.length)))) {
    const message = 'every name of the header is a number: is the header missing?'
    warnings.add('header_numeric', message, { line: head.headerLine })
  }
}

function firstLineNotUtf8(window: BlockBuffer): number {
  let line = 1
  let at = 0
  while (at < window.end) {
    const found = findLineEnd(window.bytes, at, window.end, true)
    if (found === null || !isUtf8(window.bytes.subarray(at, found.end), true)) break
    at = found.next
    line++
  }
  return line
}

interface CsvState {
  readonly source: CsvSource
  readonly limits: TableLimits
  readonly blockBytes: number
  readonly head: CsvHead
  readonly header: TableHeader
  readonly warnings: WarningList
}

class CsvReader implements TableReader {
  readonly header: TableHeader
  readonly warnings: readonly Warning[]
  readonly #state: CsvState
  #counts: readonly ColumnCount[] = []

  constructor(state: CsvState) {
    this.header = state.header
    this.warnings = state.warnings.entries
    this.#state = state
  }

  get counts(): readonly ColumnCount[] {
    return this.#counts
  }

  async *chunks(
    requests: readonly ColumnRequest[],
    chunkRows = CHUNK_ROWS,
  ): AsyncGenerator<TableChunk, void, undefined> {
    const { source, limits, head, warnings, blockBytes } = this.#state
    const names = this.header.columns
    const { delimiter, utf8 } = head
    this.#counts = checkRequests(requests, names.length, chunkRows)
    const columns = new CsvColumns(requests, chunkRows, { names, delimiter, utf8, warnings, counts: this.#counts })
    const rows = new CsvRows({ delimiter, width: names.length, line: head.nextLine, chunkRows, limits, warnings })
    const window = new BlockBuffer(source.open(), Math.max(blockBytes, head.bytes))
    try {
      await window.fill()
      window.start = head.bytes
      for (;;) {
        if (rows.read(window, columns)) yield columns.take()
        else if (window.final) break
        else await window.fill()
      }
      if (columns.rows > 0) yield columns.take()
    } finally {
      await window.close()
    }
    if (rows.total === 0) throw noRows()
  }
}
