import { safeCell } from '@vouch/core/table/safe-cell'
import type { FileBytes } from '../file/file-store.ts'
import { hideCall } from './blind-calls.ts'
import { openCalls, type StoredCall } from './calls-file.ts'
import type { ShownColumn } from './table-domain.ts'

/** Rows made into text at once: a row group of the calls' file. */
export const PIECE_ROWS = 16_384

export interface ExportPiece {
  readonly file: FileBytes
  readonly format: 'csv' | 'ndjson'
  readonly from: number
  /** rows whose calls are kept from the reader; where there are none, nothing speaks of it */
  readonly blind: readonly number[]
}

/** One piece of a submission's calls as text, `PIECE_ROWS` from `from` on; the first one of a CSV has the header. */
export async function exportCalls(
  { file, format, from, blind }: ExportPiece,
  shown: readonly ShownColumn[],
): Promise<Uint8Array<ArrayBuffer>> {
  const names = shown.map(({ name }) => name)
  const hidden = new Set(blind)
  const columns = [...BEFORE, ...names, ...AFTER, ...(hidden.size > 0 ? ['blind'] : [])]
  const line = (call: StoredCall) => {
    const seen = hidden.has(call.row) ? hideCall(call, shown) : call
    const told = hidden.size > 0 ? { blind: hidden.has(call.row) } : {}
    return format === 'csv' ? csvLine(seen, told) : ndjsonLine(seen, names, told)
  }
  const head = format === 'csv' && from === 0 ? `${columns.map(safeCell).join(',')}\r\n` : ''
  const calls = await openCalls(file, shown)
  try {
    const piece = await calls.read(from, Math.min(from + PIECE_ROWS, calls.rows))
    return new TextEncoder().encode(head + piece.map(line).join(''))
  } finally {
    await calls.close()
  }
}

const BEFORE = ['row', 'id', 'prediction', 'probability', 'abstained']
const AFTER = ['reason', 'fragile', 'flip_rate']

/** RFC 4180: lines end in CRLF; an empty cell is a null. */
function csvLine(call: StoredCall, { blind }: { readonly blind?: boolean }): string {
  const { row, id, prediction, probability, abstained, shown, reason, fragile, flip_rate } = call
  const cells = [row, id, prediction, probability, abstained, ...shown, reason, fragile, flip_rate]
  if (blind !== undefined) cells.push(blind)
  return `${cells.map(safeCell).join(',')}\r\n`
}

function ndjsonLine(
  { shown, reason, fragile, flip_rate, ...call }: StoredCall,
  names: readonly string[],
  told: { readonly blind?: boolean },
): string {
  const values = Object.fromEntries(names.map((name, i) => [name, shown[i] ?? null]))
  return `${JSON.stringify({ ...call, ...values, reason, fragile, flip_rate, ...told })}\n`
}
