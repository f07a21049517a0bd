import { VouchError } from '@vouch/core/error'

/** The row that a page of rows begins with, as the page before called it. @throws VouchError `invalid` for another text */
export function parseRowCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor)
  throw new VouchError('invalid', 'The cursor is none that was given here.', [
    { field: 'cursor', message: 'not a cursor of this list' },
  ])
}
