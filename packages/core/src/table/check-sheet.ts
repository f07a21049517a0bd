import { VouchError } from '../error.ts'
import { errorAt } from './error-at.ts'
import type { TableLimits } from './table.ts'

/** A reader of sheets fills the rectangle that the outermost cells span, so the rectangle is what costs memory. */
const MAX_SPANNED_CELLS = 5_000_000

/** No spreadsheet program writes longer ones, and a parser that waits for the end of one starts over with each piece. */
const MAX_TAG_BYTES = 1 << 15
const MAX_TEXT_BYTES = 1 << 18

const ROW_OR_CELL = /^<(?:[^\s:/>]+:)?(row|c)(?=[\s/>])/
const ADDRESS = /\s(?:[^\s:=]+:)?r\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const OPEN = 0x3c
const CLOSE = 0x3e
const DOUBLE_QUOTE = 0x22
const SINGLE_QUOTE = 0x27

/**
 * Checks the addresses that a worksheet's XML gives to its rows and cells against the limits, before a parser builds rows
 * from them: one cell at the far corner of a sheet, a row number of 10^15 or a million empty rows cost kilobytes here and
 * gigabytes there. Comments, CDATA and document types, behind which addresses could hide, are refused: no spreadsheet
 * program writes them. Takes one pass over the bytes, whatever they are.
 */
export function checkSheet(xml: Buffer, limits: TableLimits): void {
  if (xml.includes('<!')) throw strange('declarations')
  let lastRow = 0
  let lastColumn = 0
  let text = 0
  for (let start = xml.indexOf(OPEN); start >= 0; start = xml.indexOf(OPEN, text)) {
    if (start - text > MAX_TEXT_BYTES) throw strange('a text of impossible length')
    text = findTagEnd(xml, start)
    const tag = xml.toString('latin1', start, text)
    const kind = ROW_OR_CELL.exec(tag)?.[1]
    if (kind !== 'row' && kind !== 'c') continue
    const addresses = [...tag.matchAll(ADDRESS)].map((match) => match[1] ?? match[2] ?? '')
    if (kind === 'c' && addresses.length === 0) throw new VouchError('invalid', 'A cell of the sheet has no address.')
    for (const address of addresses) {
      const { row, column } = readAddress(address, kind)
      lastRow = Math.max(lastRow, row)
      lastColumn = Math.max(lastColumn, column)
    }
  }
  checkSpan(lastRow, lastColumn, limits)
}

function strange(what: string): VouchError {
  return new VouchError('invalid', `The sheet's XML holds ${what}, as no spreadsheet program writes it.`)
}

/** Behind the `>` that ends the tag which begins at `start`; one between quotes ends nothing. */
function findTagEnd(xml: Buffer, start: number): number {
  const last = Math.min(xml.length, start + MAX_TAG_BYTES)
  let quote = 0
  for (let at = start + 1; at < last; at++) {
    const byte = xml[at]!
    if (quote !== 0) quote = byte === quote ? 0 : quote
    else if (byte === CLOSE) return at + 1
    else if (byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE) quote = byte
  }
  throw strange('a tag that does not end')
}

/** `B7` is row 7, column 2; a row's own address is its number alone. */
function readAddress(address: string, tag: 'c' | 'row'): { row: number; column: number } {
  const match = (tag === 'c' ? /^([A-Z]{1,3})(\d{1,9})$/ : /^()(\d{1,9})$/).exec(address)
  if (match === null)
    throw new VouchError('invalid', `The sheet holds a ${tag} with the address "${address.slice(0, 40)}".`)
  let column = 0
  for (const letter of match[1] ?? '') column = column * 26 + letter.charCodeAt(0) - 64
  return { row: Number(match[2]), column }
}

function checkSpan(rows: number, columns: number, limits: TableLimits): void {
  if (rows > limits.rows + 1) {
    throw errorAt('too_large', `the sheet goes beyond ${limits.rows} rows, the limit`, { line: rows })
  }
  if (columns > limits.columns) {
    throw errorAt('too_large', `the sheet goes beyond ${limits.columns} columns, the limit`, { column: columns })
  }
  if (rows * columns > MAX_SPANNED_CELLS) {
    throw new VouchError(
      'too_large',
      `The sheet spans ${rows} rows by ${columns} columns, more than ${MAX_SPANNED_CELLS} cells: save it as CSV.`,
    )
  }
}
