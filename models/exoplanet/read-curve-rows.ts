import { createHash } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { isQuantity, type Quantities } from '@vouch/core/domains/exoplanet/quantities'
import { openTable } from '@vouch/core/table/open-table'
import type { TableChunk } from '@vouch/core/table/table'
import { toArquero } from '@vouch/core/table/to-arquero'
import type { CurveTable } from './curve-model.ts'
import type { LabelledRows } from './labelled.ts'

/** Labelled signals whose views lie in a file beside. */
export interface CurveRows extends LabelledRows {
  /** of each row, its place in the table and in the file of views */
  readonly places: Uint32Array
  readonly tableRows: number
  readonly sha256: string
  /** rows left out: of an event that is there already, and of stars whose events have both labels */
  readonly duplicates: number
  readonly conflicting: number
}

const LIMITS = { bytes: 2 ** 31, unpackedBytes: 2 ** 31, rows: 5e6, columns: 2000, cellBytes: 1e6 }

/** Reads a table of folded signals, without doubled events and, where an event is of a star with both labels, without that. */
export async function readCurveRows(path: string, table: CurveTable): Promise<CurveRows> {
  const reader = await openTable(await openAsBlob(path), { limits: LIMITS })
  const { columns } = reader.header
  const texts = [...new Set([table.label, table.star, ...table.event])]
  const names = [...texts, ...Object.keys(table.quantities).filter((name) => !texts.includes(name))]
  const requests = names.map((name, i) => {
    const index = columns.indexOf(name)
    if (index < 0) throw new Error(`${path} has no column ${name}.`)
    return { index, kind: i < texts.length ? ('text' as const) : ('number' as const) }
  })
  const chunks: TableChunk[] = []
  for await (const chunk of reader.chunks(requests, 1 << 20)) chunks.push(chunk)
  const [chunk] = chunks
  if (!chunk || chunks.length !== 1) throw new Error(`${path} does not fit into one chunk.`)
  const cells = toArquero(chunk, names)
  const cell = (name: string, row: number): string => String(cells.get(name, row) ?? '')
  const isPositive = (row: number) => cell(table.label, row) === table.positive
  const labelsOfStar = new Map<string, Set<boolean>>()
  for (let row = 0; row < chunk.rows; row++) {
    const star = cell(table.star, row)
    labelsOfStar.set(star, (labelsOfStar.get(star) ?? new Set()).add(isPositive(row)))
  }
  const seen = new Set<string>()
  const places: number[] = []
  const left = { duplicates: 0, conflicting: 0 }
  for (let row = 0; row < chunk.rows; row++) {
    const event = JSON.stringify(table.event.map((name) => cell(name, row)))
    if (table.conflicts === 'drop' && (labelsOfStar.get(cell(table.star, row))?.size ?? 0) > 1) left.conflicting++
    else if (seen.has(event)) left.duplicates++
    else {
      seen.add(event)
      places.push(row)
    }
  }
  return {
    places: Uint32Array.from(places),
    tableRows: chunk.rows,
    sha256: createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
    ...left,
    stars: places.map((row) => cell(table.star, row)),
    labels: Uint8Array.from(places, (row) => (isPositive(row) ? 1 : 0)),
    quantities: quantitiesOf(table, places, (name, row) => Number(cells.get(name, row) || Number.NaN)),
  }
}

function quantitiesOf(
  table: CurveTable,
  places: readonly number[],
  number: (column: string, row: number) => number,
): Quantities {
  const values: Record<string, Float64Array> = {}
  for (const [column, { quantity, factor }] of Object.entries(table.quantities)) {
    if (!isQuantity(quantity)) throw new Error(`There is no quantity ${quantity}.`)
    values[quantity] = Float64Array.from(places, (row) => factor * number(column, row))
  }
  return { rows: places.length, values }
}
