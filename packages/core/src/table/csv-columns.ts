import { decodeCell } from './decode-cell.ts'
import { isMissingWord } from './missing-word.ts'
import { quoteName } from './name-columns.ts'
import { parseDecimalComma } from './parse-decimal-comma.ts'
import { parseNumber } from './parse-number.ts'
import { unsafeText } from './safe-cell.ts'
import { SHAPE, type RowTokenizer } from './row-tokenizer.ts'
import type { ColumnCount, ColumnRequest, TableChunk } from './table.ts'
import type { WarningList } from './warning-list.ts'

interface NumberSlot {
  readonly column: number
  readonly count: ColumnCount
  values: Float64Array<ArrayBuffer>
}

interface TextSlot {
  readonly column: number
  readonly count: ColumnCount
  values: (string | null)[]
}

/** What the columns need to know of the table they are taken from. */
export interface CsvContext {
  readonly names: readonly string[]
  readonly delimiter: string
  /** whether to warn of cells that are not UTF-8; where the header's part was not, that has been said */
  readonly utf8: boolean
  readonly warnings: WarningList
  readonly counts: readonly ColumnCount[]
}

/** Takes rows from the tokenizer into the requested columns, and hands them out a chunk at a time. */
export class CsvColumns {
  /** rows taken since the last chunk */
  rows = 0
  readonly #context: CsvContext
  readonly #decimalComma: boolean
  readonly #numbers: NumberSlot[] = []
  readonly #texts: TextSlot[] = []
  readonly #slots: (NumberSlot | TextSlot)[]
  readonly #chunkRows: number
  #firstRow = 0

  constructor(requests: readonly ColumnRequest[], chunkRows: number, context: CsvContext) {
    this.#context = context
    this.#decimalComma = context.delimiter === ';'
    this.#chunkRows = chunkRows
    this.#slots = requests.map(({ index, kind }, place) => {
      const count = context.counts[place] ?? { filled: 0, unreadable: 0 }
      if (kind === 'text') {
        const slot: TextSlot = { column: index, count, values: [] }
        this.#texts.push(slot)
        return slot
      }
      const slot: NumberSlot = { column: index, count, values: new Float64Array(0) }
      this.#numbers.push(slot)
      return slot
    })
    this.#renew()
  }

  /** Takes the row that `row` read last from `bytes`, on physical line `line`. */
  add(bytes: Buffer, row: RowTokenizer, line: number): void {
    const { starts, ends, shapes, cells } = row
    const at = this.rows
    for (const slot of this.#numbers) {
      const column = slot.column
      let value = Number.NaN
      if (column < cells && starts[column] !== ends[column]) {
        if (shapes[column]! <= SHAPE.quoted) value = parseNumber(bytes, starts[column]!, ends[column]!)
        if (Number.isNaN(value)) value = this.#readOddNumber(bytes, row, slot, line)
        else slot.count.filled++
      }
      slot.values[at] = value
    }
    for (const slot of this.#texts) {
      slot.values.push(slot.column < cells ? this.#readText(bytes, row, slot, line) : null)
    }
    this.rows++
  }

  /** The rows taken since the last chunk, in arrays that nobody else holds. */
  take(): TableChunk {
    const rows = this.rows
    if (rows < this.#chunkRows) this.#shrink(rows)
    const columns = this.#slots.map((slot) => slot.values)
    const chunk = { firstRow: this.#firstRow, rows, columns }
    this.#renew()
    this.#firstRow += rows
    this.rows = 0
    return chunk
  }

  /** New arrays for the next chunk; those of numbers share one piece of memory, which travels to another thread as one. */
  #renew(): void {
    const size = this.#chunkRows
    const memory = new Float64Array(size * this.#numbers.length)
    for (const [i, slot] of this.#numbers.entries()) slot.values = memory.subarray(i * size, (i + 1) * size)
    for (const slot of this.#texts) slot.values = []
  }

  /** The last chunk is as long as its rows, and holds no memory beyond them. */
  #shrink(rows: number): void {
    const memory = new Float64Array(rows * this.#numbers.length)
    for (const [i, slot] of this.#numbers.entries()) {
      memory.set(slot.values.subarray(0, rows), i * rows)
      slot.values = memory.subarray(i * rows, (i + 1) * rows)
    }
  }

  #readText(bytes: Buffer, row: RowTokenizer, slot: TextSlot, line: number): string | null {
    const text = this.#decode(bytes, row, slot.column, line)
    if (isMissingWord(text.trim())) return null
    slot.count.filled++
    return unsafeText(text)
  }

  /** A cell that is no plain number: a word for missing, a decimal comma, spaces other than ' ', or unreadable. */
  #readOddNumber(bytes: Buffer, row: RowTokenizer, slot: NumberSlot, line: number): number {
    const { column, count } = slot
    const { names, warnings } = this.#context
    let value = this.#decimalComma ? parseDecimalComma(bytes, row.starts[column]!, row.ends[column]!) : Number.NaN
    if (!Number.isNaN(value)) {
      warnings.add('decimal_comma', 'a comma is read as the decimal point', { line, column: column + 1 }, false)
      count.filled++
      return value
    }
    const text = this.#decode(bytes, row, column, line).trim()
    if (isMissingWord(text)) return Number.NaN
    const plain = Buffer.from(text)
    value = parseNumber(plain, 0, plain.length)
    if (!Number.isNaN(value)) {
      count.filled++
      return value
    }
    count.unreadable++
    const message = `${quoteName(names[column] ?? '')} holds what is not a number; it is taken as missing`
    warnings.add('unreadable_number', message, { line, column: column + 1 })
    return value
  }

  #decode(bytes: Buffer, row: RowTokenizer, column: number, line: number): string {
    const { text, latin1, trailing } = decodeCell(bytes, row, column)
    const { warnings, utf8 } = this.#context
    if (!latin1 && !trailing) return text
    const place = { line, column: column + 1 }
    if (latin1 && utf8) warnings.add('not_utf8', 'a cell that is not UTF-8 is read as windows-1252', place, false)
    if (trailing) warnings.add('text_after_quote', 'text after a closing quote is kept as part of the cell', place)
    return text
  }
}
