import { safeCell } from '@vouch/core/table/safe-cell'
import type { FileBytes } from '../file/file-store.ts'
import { openCalls, type StoredCall } from './calls-file.ts'
import type { ShownColumn } from './table-domain.ts'

/** Rows made into text at once: a row group of the calls' file. */
export const PIECE_ROWS = 16_384

export interface ExportPiece {
  readonly file: FileBytes
  readonly format: 'csv' | 'ndjson'
  readonly from: number
}

/** One piece of a submission's calls as text, `PIECE_ROWS` from `from` on; the first one of a CSV has the header. */
export async function exportCalls(
  { file, format, from }: ExportPiece,
  shown: readonly ShownColumn[],
): Promise<Uint8Array<ArrayBuffer>> {
  const names = shown.map(({ name }) => name)
  const columns = ['row', 'id', 'prediction', 'probability', 'abstained', ...names, 'reason', 'fragile', 'flip_rate']
  const line = format === 'csv' ? csvLine : (call: StoredCall) => ndjsonLine(call, names)
  const head = format === 'csv' && from === 0 ? `${columns.map(safeCell).join(',')}\r\n` : ''
  const calls = await openCalls(file, shown)
  try {
    const piece = await calls.read(from, Math.min(from + PIECE_ROWS, calls.rows))
    return new TextEncoder().encode(head + piece.map(line).join(''))
  } finally {
    await calls.close()
  }
}

/** RFC 4180: lines end in CRLF; an empty cell is a null. */
function csvLine(call: StoredCall): string {
  const { row, id, prediction, probability, abstained, shown, reason, fragile, flip_rate } = call
  const cells = [row, id, prediction, probability, abstained, ...shown, reason, fragile, flip_rate]
  return `${cells.map(safeCell).join(',')}\r\n`
}

function ndjsonLine({ shown, reason, fragile, flip_rate, ...call }: StoredCall, names: readonly string[]): string {
  const values = Object.fromEntries(names.map((name, i) => [name, shown[i] ?? null]))
  return `${JSON.stringify({ ...call, ...values, reason, fragile, flip_rate })}\n`
}
