import type { CodingChoice, PatientRow } from '@vouch/contracts/domains/heart'
import type { Row } from '@vouch/contracts/submission'

/** A patient as a row: without what is not known, and with its coding, so that it is read the same way whenever it is again. */
export function withCoding(row: PatientRow, coding: CodingChoice): Row {
  const known: Record<string, string | number | boolean> = {}
  for (const [name, value] of Object.entries(row)) if (value !== null && value !== undefined) known[name] = value
  return coding === 'auto' ? known : { ...known, coding }
}
