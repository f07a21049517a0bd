import type { ColumnCount, ColumnRequest } from './table.ts'

/** Rows of a chunk unless the caller says otherwise: thirty columns of these are 2 MB. */
export const CHUNK_ROWS = 8192

/** Refuses requests for columns that the table does not have; the mistake is the program's, not the file's. */
export function checkRequests(requests: readonly ColumnRequest[], columns: number, chunkRows: number): ColumnCount[] {
  for (const { index } of requests) {
    if (!Number.isInteger(index) || index < 0 || index >= columns) {
      throw new RangeError(`column ${index} was requested of a table with ${columns} columns`)
    }
  }
  if (!Number.isInteger(chunkRows) || chunkRows < 1) throw new RangeError(`${chunkRows} rows a chunk were requested`)
  return requests.map(() => ({ filled: 0, unreadable: 0 }))
}
