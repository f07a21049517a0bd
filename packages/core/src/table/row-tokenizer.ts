import { errorAt } from './error-at.ts'
import type { TableLimits } from './table.ts'

const NUL = 0
const LINE_FEED = 10
const RETURN = 13
const QUOTE = 34
const SPACE = 32

/** How a cell was written, and so how its bytes become text. */
export const SHAPE = {
  /** as it stands */
  plain: 0,
  /** between quotes, which are already left out */
  quoted: 1,
  /** between quotes, with doubled quotes inside */
  doubled: 2,
  /** between quotes, with text after the closing one; the quotes are still there */
  trailing: 3,
} as const

/**
 * Finds the cells of one row after RFC 4180, in bytes, without decoding any. The rules beyond it:
 * - a row ends with LF, CRLF or a lone CR;
 * - a quote opens a quoted cell only as the first byte of the cell, elsewhere it is a letter;
 * - spaces after a closing quote are dropped; other text there is kept (`SHAPE.trailing`), for the caller to warn of;
 * - NUL, a cell over `cellBytes`, more than `columns` cells and a quote never closed are errors with line and column.
 * The result of the last `read` lies in `starts`, `ends` and `shapes`, for `cells` cells.
 */
export class RowTokenizer {
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly shapes: Uint8Array
  cells = 0
  /** physical lines the row took */
  lines = 1
  readonly #limits: TableLimits
  readonly #delimiter: number
  /** bytes that end a plain cell, and bytes that need a look inside quotes */
  readonly #plainEnds = new Uint8Array(256)
  readonly #quotedEnds = new Uint8Array(256)
  #shape = 0
  #contentEnd = 0

  constructor(delimiter: number, limits: TableLimits) {
    this.#limits = limits
    this.#delimiter = delimiter
    this.starts = new Int32Array(limits.columns)
    this.ends = new Int32Array(limits.columns)
    this.shapes = new Uint8Array(limits.columns)
    for (const byte of [delimiter, LINE_FEED, RETURN, NUL]) this.#plainEnds[byte] = 1
    for (const byte of [QUOTE, LINE_FEED, RETURN, NUL]) this.#quotedEnds[byte] = 1
  }

  /**
   * Reads the row that begins at `start` < `end`, on physical line `line`; `bytes[end]` must hold a line feed, so that no
   * loop needs a second bound. Returns where the next row begins, or -1 when the row goes on beyond `end` and `final` is
   * false.
   */
  read(bytes: Uint8Array, start: number, end: number, line: number, final: boolean): number {
    const ends = this.#plainEnds
    const columns = this.#limits.columns
    const cellBytes = this.#limits.cellBytes
    let at = start
    let cells = 0
    this.lines = 1
    for (;;) {
      if (cells === columns) throw this.#tooManyCells(line)
      this.cells = cells
      const cell = at
      let from = at
      let to: number
      this.#shape = SHAPE.plain
      if (bytes[at] === QUOTE) {
        at = this.#readQuoted(bytes, at, end, line, final)
        if (at < 0) return -1
        from = this.#shape === SHAPE.trailing ? cell : cell + 1
        to = this.#contentEnd
      } else {
        while (ends[bytes[at]!] === 0) at++
        to = at
      }
      if (at - cell > cellBytes) throw this.#tooLongCell(line)
      const stop = bytes[at]
      if (stop === NUL) throw this.#nul(line)
      if (at >= end && !final) return -1
      this.starts[cells] = from
      this.ends[cells] = to
      this.shapes[cells] = this.#shape
      cells++
      if (stop === this.#delimiter && at < end) {
        at++
        continue
      }
      this.cells = cells
      if (stop !== RETURN) return Math.min(at + 1, end)
      if (at + 1 === end && !final) return -1
      return bytes[at + 1] === LINE_FEED ? Math.min(at + 2, end) : at + 1
    }
  }

  /** From an opening quote to the delimiter or line break after the closing one; -1 when `bytes` ends before. */
  #readQuoted(bytes: Uint8Array, start: number, end: number, line: number, final: boolean): number {
    const openedOn = line + this.lines - 1
    let at = start + 1
    this.#shape = SHAPE.quoted
    for (;;) {
      while (this.#quotedEnds[bytes[at]!] === 0) at++
      if (at - start > this.#limits.cellBytes) throw this.#tooLongCell(openedOn)
      const byte = bytes[at]
      if (at >= end) {
        if (!final) return -1
        throw errorAt('invalid', 'a quote opened here is never closed', { line: openedOn, column: this.cells + 1 })
      }
      if (byte === NUL) throw this.#nul(line)
      if (byte === QUOTE) {
        if (bytes[at + 1] !== QUOTE || at + 1 === end) break
        this.#shape = SHAPE.doubled
        at += 2
      } else {
        if (byte === LINE_FEED || bytes[at + 1] !== LINE_FEED || at + 1 === end) this.lines++
        at++
      }
    }
    return this.#readAfterQuote(bytes, at + 1)
  }

  #readAfterQuote(bytes: Uint8Array, start: number): number {
    let at = start
    this.#contentEnd = start - 1
    while (bytes[at] === SPACE) at++
    if (this.#plainEnds[bytes[at]!] === 1) return at
    while (this.#plainEnds[bytes[at]!] === 0) at++
    this.#shape = SHAPE.trailing
    this.#contentEnd = at
    return at
  }

  #place(line: number): { line: number; column: number } {
    return { line: line + this.lines - 1, column: this.cells + 1 }
  }

  #nul(line: number): Error {
    return errorAt('invalid', 'a NUL byte stands in the text', this.#place(line))
  }

  #tooLongCell(line: number): Error {
    const message = `a cell is longer than ${this.#limits.cellBytes} bytes, the limit for one cell`
    return errorAt('too_large', message, { line, column: this.cells + 1 })
  }

  #tooManyCells(line: number): Error {
    const message = `a row has more than ${this.#limits.columns} cells, the limit for columns`
    return errorAt('too_large', message, { line })
  }
}
