import { mapColumns } from './map-columns.ts'

/** Fewer quantities beside a period could stand in any table of what repeats. */
const FEWEST_BESIDE_PERIOD = 2

/** Whether a table is one of transit signals, by its columns' names: an archive's, or one with a period and what goes with it. */
export function isTransitTable(columns: readonly string[]): boolean {
  const { mission, bindings } = mapColumns(columns, [])
  if (mission !== 'generic') return true
  const found = new Set(bindings.map(({ quantity }) => quantity))
  return found.has('period') && found.size > FEWEST_BESIDE_PERIOD
}
