import type { Coding } from '@vouch/contracts/domains/heart'
import type { TableChunk } from '../../table/table.ts'
import type { AttributeName, Patients } from './attributes.ts'
import { readCategory, readMeasured, toUciCode } from './codings.ts'
import type { ColumnPlan } from './map-columns.ts'
import { codingsOf } from './survey-table.ts'

/**
 * A chunk read by `columnRequests`, as patients: measured values in their units, categories in UCI's codes. A code that its
 * coding does not have, and a word that nobody knows, says nothing and is missing.
 * @param coding of the rows that do not say theirs
 */
export function toPatients(
  plan: ColumnPlan,
  chunk: TableChunk,
  coding: Coding,
): { readonly patients: Patients; readonly ids: string[] } {
  const said = codingsOf(plan, chunk)
  const first = (plan.id ? 1 : 0) + (plan.coding ? 1 : 0)
  const values: Partial<Record<AttributeName, Float64Array>> = {}
  for (const [i, { attribute, factor }] of plan.bindings.entries()) {
    const column = chunk.columns[first + i]
    if (column === undefined) continue
    values[attribute] = Array.isArray(column)
      ? Float64Array.from(
          column,
          (text, row) => toUciCode(attribute, readCategory(attribute, text), said?.[row] ?? coding) ?? Number.NaN,
        )
      : column.map((value) => readMeasured(attribute, value) * factor)
  }
  const names = plan.id ? chunk.columns[0] : undefined
  const ids = Array.from({ length: chunk.rows }, (_, r) => {
    const name = Array.isArray(names) ? names[r] : null
    return name ?? String(chunk.firstRow + r)
  })
  return { patients: { rows: chunk.rows, values }, ids }
}
