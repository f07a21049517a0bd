import { MAX_JSON_ROWS, type Row } from '@vouch/contracts/submission'
import { VouchError } from '@vouch/core/error'

const NAME_CHARACTERS = 200
const TEXT_CHARACTERS = 2000

/**
 * JSON rows as the contract's `PredictInput` has them. Written by hand because every cell of every request passes here: it
 * takes a tenth of the schema's time; a test holds it to the schema.
 */
export function checkRows(value: unknown): Row[] {
  if (!Array.isArray(value)) throw fault('rows', 'must be a list of rows')
  if (value.length === 0) throw fault('rows', 'must hold at least one row')
  if (value.length > MAX_JSON_ROWS) throw fault('rows', `may hold ${MAX_JSON_ROWS} rows; send more as a file`)
  return value.map(checkRow)
}

function checkRow(row: unknown, place: number): Row {
  if (!isObject(row)) throw fault(`rows.${place}`, 'must be an object of columns and values')
  for (const name of Object.keys(row)) {
    if (name.length > NAME_CHARACTERS)
      throw fault(`rows.${place}`, `has a column whose name is longer than ${NAME_CHARACTERS} characters`)
    if (!isCell(row[name]))
      throw fault(
        `rows.${place}.${name}`,
        `must be a finite number, a text of at most ${TEXT_CHARACTERS} characters, true, false or null`,
      )
  }
  // every value has been looked at
  return row as Row
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCell(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value === 'string') return value.length <= TEXT_CHARACTERS
  return value === null || typeof value === 'boolean'
}

function fault(field: string, message: string): VouchError {
  return new VouchError('invalid', `${field}: ${message}`, [{ field, message }])
}
