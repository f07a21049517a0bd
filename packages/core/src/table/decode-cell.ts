import { decodeLatin1, decodeUtf8 } from './decode-text.ts'
import { SHAPE, type RowTokenizer } from './row-tokenizer.ts'

/** A cell as text, and what was odd about it. */
export interface CellText {
  /** Trimmed when it stood without quotes, as it stands between quotes otherwise. */
  readonly text: string
  /** not valid UTF-8, read as windows-1252 */
  readonly latin1: boolean
  /** text came after the closing quote; it is kept behind what the quotes held */
  readonly trailing: boolean
}

/** The text of cell `index` of the row that `row` read last from `bytes`. */
export function decodeCell(bytes: Buffer, row: RowTokenizer, index: number): CellText {
  const start = row.starts[index]!
  const end = row.ends[index]!
  const shape = row.shapes[index]!
  const decoded = decodeUtf8(bytes, start, end)
  const written = decoded ?? decodeLatin1(bytes, start, end)
  return { text: unquote(written, shape), latin1: decoded === null, trailing: shape === SHAPE.trailing }
}

function unquote(written: string, shape: number): string {
  if (shape === SHAPE.plain) return written.trim()
  if (shape === SHAPE.quoted) return written
  if (shape === SHAPE.doubled) return written.replaceAll('""', '"')
  // The first quote that is not doubled closes; what follows it is kept.
  const [, inside = '', after = ''] = /^"((?:[^"]|"")*)"(.*)$/s.exec(written) ?? []
  return (inside.replaceAll('""', '"') + after).trim()
}
