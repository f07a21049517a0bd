import type { ErrorCode, Fault } from '@vouch/contracts/error'
import { VouchError } from '../error.ts'

/** A place in a file: physical lines and cells of a line, both counted from 1. */
export interface Place {
  readonly line?: number
  readonly column?: number
}

/** An error that names where in the file it happened, in its text and in its fault. */
export function errorAt(code: ErrorCode, message: string, place: Place, cause?: unknown): VouchError {
  const fault: Fault = { message }
  if (place.line !== undefined) fault.line = place.line
  if (place.column !== undefined) fault.column = place.column
  const where = [
    place.line === undefined ? '' : `line ${place.line}`,
    place.column === undefined ? '' : `column ${place.column}`,
  ].filter((part) => part !== '')
  const sentence = message.charAt(0).toUpperCase() + message.slice(1)
  const detail = where.length === 0 ? `${sentence}.` : `${sentence} (${where.join(', ')}).`
  return new VouchError(code, detail, [fault], cause)
}
