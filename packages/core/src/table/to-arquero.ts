import { ColumnTable } from 'arquero'
import type { TableChunk } from './table.ts'

/**
 * A chunk as an Arquero table, `names` in the order of the chunk's columns, each once. The arrays are shared, not copied;
 * any name will do, `__proto__` too.
 */
export function toArquero(chunk: Pick<TableChunk, 'columns'>, names: readonly string[]): ColumnTable {
  if (names.length !== chunk.columns.length || new Set(names).size !== names.length) {
    throw new RangeError(`${chunk.columns.length} columns need as many different names, not ${names.length}`)
  }
  // fromEntries defines properties, where an assignment would set the prototype.
  const columns = Object.fromEntries(names.map((name, index) => [name, chunk.columns[index] ?? []]))
  return new ColumnTable(columns, [...names])
}
