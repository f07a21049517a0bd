import { VouchError } from '../../error.ts'
import type { TableReader } from '../../table/table.ts'
import { writeJson } from './write-json.ts'

/** One row of a table: its place, counted from 1, and its cells by column; a missing one is null. */
export interface Row<Column extends string> {
  readonly place: number
  readonly cells: Readonly<Record<Column, string | null>>
  /** the row as JSON with all its columns, for a dead letter */
  text(): string
}

/** The columns that a table must have, and those that it may: a missing one of these is null in every row. */
export interface RowColumns<Column extends string> {
  readonly needed: readonly Column[]
  readonly optional: readonly Column[]
}

/** The rows of a table as texts. A needed column that is not there is `invalid`, by name. */
export async function* readRows<Column extends string>(
  table: TableReader,
  { needed, optional }: RowColumns<Column>,
): AsyncGenerator<Row<Column>, void, undefined> {
  const names = table.header.columns
  const missing = needed.filter((name) => !names.includes(name))
  if (missing.length > 0) throw new VouchError('invalid', `The table has no column ${missing.join(', ')}.`)
  const read = [...needed, ...optional].filter((name) => names.includes(name))
  const absent = optional.filter((name) => !names.includes(name)).map((name): [Column, null] => [name, null])
  // all of them: a row that cannot be read is kept whole
  const requests = names.map((_name, index) => ({ index, kind: 'text' as const }))
  const places = read.map((name): [Column, number] => [name, names.indexOf(name)])
  for await (const chunk of table.chunks(requests)) {
    for (let at = 0; at < chunk.rows; at++) {
      const found = places.map(([name, index]): [Column, string | null] => [name, textAt(chunk.columns[index], at)])
      const text = () =>
        writeJson(Object.fromEntries(names.map((name, index) => [name, textAt(chunk.columns[index], at)])))
      yield { place: chunk.firstRow + at + 1, cells: toRecord([...found, ...absent]), text }
    }
  }
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i

/** A cell’s number; a text that is none stays one, for whoever reads it to name. */
export function cellNumber(cell: string | null): number | string | null {
  return cell !== null && NUMBER.test(cell) ? Number(cell) : cell
}

function textAt(column: ArrayLike<number | string | null> | undefined, at: number): string | null {
  const cell = column?.[at] ?? null
  return cell === null ? null : String(cell)
}

function toRecord<Column extends string>(entries: [Column, string | null][]): Record<Column, string | null> {
  return Object.fromEntries(entries) as Record<Column, string | null>
}
