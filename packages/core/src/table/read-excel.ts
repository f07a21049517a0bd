import type { Warning } from '@vouch/contracts/prediction'
import { readSheet } from 'read-excel-file/universal'
import { VouchError } from '../error.ts'
import { CHUNK_ROWS, checkRequests } from './check-requests.ts'
import { checkSheet } from './check-sheet.ts'
import { errorAt } from './error-at.ts'
import { nameColumns, quoteName } from './name-columns.ts'
import { packStored } from './pack-stored.ts'
import { unsupported } from './recognise-format.ts'
import type { ColumnCount, ColumnRequest, TableChunk, TableHeader, TableLimits, TableReader } from './table.ts'
import { toChunk, toText } from './to-chunk.ts'
import { WarningList } from './warning-list.ts'
import { isWorkbook, readWorkbookParts, toPackage, type WorkbookParts } from './workbook-parts.ts'
import { ZipArchive } from './zip-archive.ts'

type SheetRow = readonly unknown[]

/**
 * Reads the first sheet of an `.xlsx` workbook, all of it into memory: `limits` and the budget of `checkSheet` bound that
 * before anything is built. The rules of text tables hold (comments above the header, names, missing words, numbers), and:
 * a formula counts as the value the workbook keeps for it, an error cell (#N/A) as missing, a date as ISO 8601 text; empty
 * rows are skipped. Lines are the sheet's row numbers.
 */
export async function openExcel(bytes: Buffer, limits: TableLimits): Promise<TableReader> {
  const archive = new ZipArchive(bytes, limits)
  if (!isWorkbook(archive)) throw unsupported(archive.has('xl/workbook.bin') ? 'an .xlsb workbook' : 'a zip archive')
  const parts = await readWorkbookParts(archive)
  checkSheet(parts.sheet, limits)
  const warnings = new WarningList()
  if (parts.sheets > 1) {
    const message = `the workbook has ${parts.sheets} sheets; only the first, ${quoteName(parts.sheetName)}, is read`
    warnings.add('more_sheets', message, {})
  }
  const rows = await parseSheet(parts)
  const { comments, at } = findHeader(rows)
  const columns = nameColumns(trimEnd((rows[at] ?? []).map(cellName)), warnings, at + 1)
  const tooLong = columns.findIndex((name) => name.length > limits.cellBytes)
  if (tooLong >= 0)
    throw errorAt('too_large', `a name is longer than ${limits.cellBytes} bytes, the limit for one cell`, {
      line: at + 1,
      column: tooLong + 1,
    })
  const lines = dataLines(rows, at + 1)
  if (lines.length === 0) throw new VouchError('invalid', 'The sheet has a header but no rows.')
  const header: TableHeader = { format: 'xlsx', encoding: null, delimiter: null, columns, comments }
  return new ExcelReader(header, { rows, lines, warnings, limits })
}

async function parseSheet(parts: WorkbookParts): Promise<SheetRow[]> {
  const packed = packStored(toPackage(parts))
  const copy = new ArrayBuffer(packed.length)
  new Uint8Array(copy).set(packed)
  try {
    return await readSheet(copy)
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\s+/g, ' ').slice(0, 120) : 'no reason given'
    throw new VouchError('invalid', `The first sheet of the workbook cannot be read: ${reason}.`, [], error)
  }
}

/** The first row that is neither empty nor a comment (`#` in its first cell, nothing else). */
function findHeader(rows: readonly SheetRow[]): { comments: string[]; at: number } {
  const comments: string[] = []
  for (const [at, row] of rows.entries()) {
    const [first, ...others] = row
    if (isEmpty(row)) continue
    if (typeof first !== 'string' || !first.startsWith('#') || !isEmpty(others)) return { comments, at }
    comments.push(first.slice(1).trim())
  }
  throw new VouchError('invalid', 'The first sheet of the workbook is empty.')
}

function isEmpty(row: SheetRow): boolean {
  return row.every((value) => value === null || value === '')
}

function cellName(value: unknown): string {
  return value === null ? '' : toText(value).trim()
}

function trimEnd(names: readonly string[]): string[] {
  return names.slice(0, names.findLastIndex((name) => name !== '') + 1)
}

/** Places in `rows` of the rows that hold something. */
function dataLines(rows: readonly SheetRow[], start: number): number[] {
  const lines: number[] = []
  for (let at = start; at < rows.length; at++) if (!isEmpty(rows[at] ?? [])) lines.push(at)
  return lines
}

interface SheetState {
  readonly rows: readonly SheetRow[]
  readonly lines: readonly number[]
  readonly warnings: WarningList
  readonly limits: TableLimits
}

class ExcelReader implements TableReader {
  readonly header: TableHeader
  readonly warnings: readonly Warning[]
  readonly #state: SheetState
  #counts: readonly ColumnCount[] = []

  constructor(header: TableHeader, state: SheetState) {
    this.header = header
    this.warnings = state.warnings.entries
    this.#state = state
  }

  get counts(): readonly ColumnCount[] {
    return this.#counts
  }

  // oxlint-disable-next-line require-await
  async *chunks(
    requests: readonly ColumnRequest[],
    chunkRows = CHUNK_ROWS,
  ): AsyncGenerator<TableChunk, void, undefined> {
    const { rows, lines, warnings, limits } = this.#state
    const names = this.header.columns
    this.#counts = checkRequests(requests, names.length, chunkRows)
    const context = { names, requests, counts: this.#counts, warnings, cellBytes: limits.cellBytes }
    this.#warnOfLongRows()
    for (let firstRow = 0; firstRow < lines.length; firstRow += chunkRows) {
      yield toChunk(context, {
        firstRow,
        rows: Math.min(chunkRows, lines.length - firstRow),
        value: (row, request) => rows[lines[firstRow + row]!]?.[requests[request]!.index],
        line: (row) => lines[firstRow + row]! + 1,
      })
    }
  }

  #warnOfLongRows(): void {
    const width = this.header.columns.length
    for (const at of this.#state.lines) {
      const row = this.#state.rows[at] ?? []
      if (row.length <= width) continue
      const beyond = row.findIndex((value, index) => index >= width && value !== null)
      if (beyond < 0) continue
      const message = 'a row has more cells than the header; what is beyond is not read'
      this.#state.warnings.add('long_row', message, { line: at + 1, column: beyond + 1 }, false)
    }
  }
}
