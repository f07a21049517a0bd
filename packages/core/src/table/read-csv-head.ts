import { VouchError } from '../error.ts'
import type { BlockBuffer } from './block-buffer.ts'
import { decodeCell } from './decode-cell.ts'
import { decodeLatin1, decodeUtf8, isUtf8 } from './decode-text.ts'
import { findDelimiter, type TextSample } from './find-delimiter.ts'
import { RowTokenizer } from './row-tokenizer.ts'
import type { TableLimits } from './table.ts'

/** Comments and header together fit in this. */
const MAX_HEAD_BYTES = 1 << 20
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])
const LINE_FEED = 10
const RETURN = 13
const HASH = 35

/** What stands before the first row. */
export interface CsvHead {
  readonly delimiter: string
  readonly names: readonly string[]
  readonly comments: readonly string[]
  /** whether the bytes looked at are valid UTF-8 */
  readonly utf8: boolean
  /** physical line of the header, and of what comes after it */
  readonly headerLine: number
  readonly nextLine: number
  /** bytes of the text up to and with the header, a byte order mark included */
  readonly bytes: number
}

/** Comments and header at the beginning of a text. The window is left as it is, filled from the first byte. */
export async function readCsvHead(window: BlockBuffer, limits: TableLimits): Promise<CsvHead> {
  for (;;) {
    await window.fill()
    const head = findHead(window, limits)
    if (head !== null) return head
    if (window.final) throw new VouchError('invalid', 'The file is empty: it holds no header and no rows.')
    if (window.end >= MAX_HEAD_BYTES) {
      throw new VouchError(
        'too_large',
        `Comments and header take more than ${MAX_HEAD_BYTES} bytes, the limit for them.`,
      )
    }
  }
}

/** The head that is whole in the window; null when it goes on. */
function findHead(window: BlockBuffer, limits: TableLimits): CsvHead | null {
  const { bytes, end, final } = window
  const comments: string[] = []
  let at = BYTE_ORDER_MARK.equals(bytes.subarray(0, Math.min(3, end))) ? 3 : 0
  let line = 1
  while (at < end) {
    const lineEnd = findLineEnd(bytes, at, end, final)
    if (lineEnd === null) return null
    const text = decodeUtf8(bytes, at, lineEnd.end) ?? decodeLatin1(bytes, at, lineEnd.end)
    if (bytes[at] === HASH) comments.push(text.slice(1).trim())
    else if (text.trim() !== '') return readHeader({ bytes, start: at, end, final }, { comments, line, limits })
    at = lineEnd.next
    line++
  }
  return null
}

interface BeforeHeader {
  readonly comments: readonly string[]
  readonly line: number
  readonly limits: TableLimits
}

function readHeader(sample: TextSample, { comments, line, limits }: BeforeHeader): CsvHead | null {
  const { bytes, start, end, final } = sample
  const delimiter = findDelimiter(sample, limits)
  const row = new RowTokenizer(delimiter.charCodeAt(0), limits)
  const next = row.read(bytes, start, end, line, final)
  if (next < 0) return null
  const names = Array.from({ length: row.cells }, (_, index) => decodeCell(bytes, row, index).text.trim())
  const utf8 = isUtf8(bytes.subarray(0, end), final)
  return { delimiter, names, comments, utf8, headerLine: line, nextLine: line + row.lines, bytes: next }
}

/** Where the line that begins at `start` ends, and where the next begins; null when that is not in `bytes[start, end)`. */
export function findLineEnd(
  bytes: Uint8Array,
  start: number,
  end: number,
  final: boolean,
): { end: number; next: number } | null {
  let at = start
  while (at < end && bytes[at] !== LINE_FEED && bytes[at] !== RETURN) at++
  if (at === end) return final ? { end, next: end } : null
  if (bytes[at] === LINE_FEED) return { end: at, next: at + 1 }
  if (at + 1 === end && !final) return null
  return { end: at, next: at + 1 < end && bytes[at + 1] === LINE_FEED ? at + 2 : at + 1 }
}
