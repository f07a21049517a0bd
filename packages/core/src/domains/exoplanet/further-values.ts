import type { FurtherQuantity } from './further-quantities.ts'
import type { Quantities } from './quantities.ts'

/**
 * A row of what only some tables have. It is read where a feature asks for it: most tables have none of it, and a signal
 * of every table should not carry it along.
 */
export interface FurtherValues {
  row: number
  readonly columns: Quantities['values']
}

/** A further quantity of the row; NaN where it is missing. */
export function further({ row, columns }: FurtherValues, name: FurtherQuantity): number {
  return columns[name]?.[row] ?? Number.NaN
}
