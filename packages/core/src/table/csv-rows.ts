import type { BlockBuffer } from './block-buffer.ts'
import type { CsvColumns } from './csv-columns.ts'
import { errorAt } from './error-at.ts'
import { findLineEnd } from './read-csv-head.ts'
import { RowTokenizer } from './row-tokenizer.ts'
import type { TableLimits } from './table.ts'
import type { WarningList } from './warning-list.ts'

const TAB = 9
const LINE_FEED = 10
const RETURN = 13
const SPACE = 32
const QUOTE = 34
const HASH = 35

export interface CsvRowsOptions {
  readonly delimiter: string
  /** cells of the header */
  readonly width: number
  /** physical line on which the window begins */
  readonly line: number
  readonly chunkRows: number
  readonly limits: TableLimits
  readonly warnings: WarningList
}

/** Walks the rows of a window: tells rows from blank lines and comments, and hands the rows to the columns. */
export class CsvRows {
  /** rows so far */
  total = 0
  readonly #options: CsvRowsOptions
  readonly #row: RowTokenizer
  readonly #delimiter: number
  #line: number

  constructor(options: CsvRowsOptions) {
    this.#options = options
    this.#delimiter = options.delimiter.charCodeAt(0)
    this.#row = new RowTokenizer(this.#delimiter, options.limits)
    this.#line = options.line
  }

  /** Reads on until the chunk is full (true) or the window holds no more whole row (false). */
  read(window: BlockBuffer, columns: CsvColumns): boolean {
    const { bytes, end, final } = window
    const { chunkRows } = this.#options
    let at = window.start
    while (at < end && columns.rows < chunkRows) {
      const next = this.#readLine(bytes, at, end, final, columns)
      if (next < 0) break
      at = next
    }
    window.start = at
    return columns.rows === chunkRows
  }

  /** Reads what begins at `at`; where the next begins, or -1 when it is not whole. */
  #readLine(bytes: Buffer, at: number, end: number, final: boolean, columns: CsvColumns): number {
    const first = bytes[at]!
    if (first <= HASH) {
      const next = this.#skipLine(bytes, at, end, final)
      if (next !== 0) return next
    }
    const row = this.#row
    const next = row.read(bytes, at, end, this.#line, final)
    if (next < 0) return -1
    if (row.cells !== this.#options.width) this.#checkWidth(bytes)
    columns.add(bytes, row, this.#line)
    this.#line += row.lines
    this.total++
    if (this.total > this.#options.limits.rows) throw this.#tooManyRows()
    return next
  }

  /** Skips a line that is no row: where the next begins, -1 when the line is not whole, 0 when it is a row after all. */
  #skipLine(bytes: Buffer, at: number, end: number, final: boolean): number {
    const first = bytes[at]!
    if (first !== HASH && first !== LINE_FEED && first !== RETURN && first !== SPACE && first !== TAB) return 0
    if (first === TAB && this.#delimiter === TAB) return 0
    const line = findLineEnd(bytes, at, end, final)
    if (line === null) return -1
    const skipped =
      first === HASH ? this.#isComment(bytes, at, line.end) : isBlank(bytes, at, line.end, this.#delimiter)
    if (!skipped) return 0
    if (first === HASH) {
      const message = 'a line that begins with # and has fewer cells than the header is taken as a comment'
      this.#options.warnings.add('comment_line', message, { line: this.#line })
    }
    this.#line++
    return line.next
  }

  /** Below the header a line with # is a comment when it has fewer cells than the header and no quote. */
  #isComment(bytes: Buffer, start: number, end: number): boolean {
    let cells = 1
    for (let at = start; at < end; at++) {
      if (bytes[at] === QUOTE) return false
      if (bytes[at] === this.#delimiter) cells++
    }
    return cells < this.#options.width
  }

  #checkWidth(bytes: Buffer): void {
    const { width, warnings } = this.#options
    const { cells, starts, ends } = this.#row
    if (cells < width) {
      const message = `a row has fewer cells than the header (${cells} of ${width}); the rest is missing`
      warnings.add('short_row', message, { line: this.#line, column: cells + 1 }, false)
      return
    }
    for (let index = width; index < cells; index++) {
      if (isBlank(bytes, starts[index]!, ends[index]!, -1)) continue
      const message = `a row has more cells than the header (${cells} of ${width}); what is beyond is not read`
      warnings.add('long_row', message, { line: this.#line, column: index + 1 }, false)
      return
    }
  }

  #tooManyRows(): Error {
    return errorAt('too_large', `the table has more than ${this.#options.limits.rows} rows, the limit`, {
      line: this.#line - 1,
    })
  }
}

/** Only spaces, and tabs where they do not delimit. */
function isBlank(bytes: Buffer, start: number, end: number, delimiter: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]
    if (byte !== SPACE && (byte !== TAB || delimiter === TAB)) return false
  }
  return true
}
