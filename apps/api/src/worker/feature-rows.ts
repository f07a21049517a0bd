import type { Takes } from '@vouch/contracts/dataset'
import type { Manifest } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import { flushSubnormal } from '@vouch/core/model/flush-subnormal'
import type { ColumnRequest, TableChunk, TableReader } from '@vouch/core/table/table'
import { DOMAINS } from '../domains/domains.ts'
import { settlePlan } from '../prediction/settle-plan.ts'
import type { TableHead } from '../prediction/table-domain.ts'

/** What is learned from: columns of a table by their names, or what its field makes of them. */
export interface FeatureChoice {
  readonly takes: Takes
  readonly domain: Manifest['domain']
  readonly features: readonly string[]
}

/** What to read of a table for some features, and what a chunk of it becomes. */
export interface FeatureRows {
  /** the first of a chunk's columns; others may come after them */
  readonly requests: readonly ColumnRequest[]
  /** rows × features, row-major, NaN where missing: as the graph takes them */
  toRows(chunk: TableChunk): Float32Array<ArrayBuffer>
}

/**
 * @param again opens the table once more, for a field that has to look at whole columns first
 * @throws VouchError `conflict` when the table has no such column
 */
export async function planFeatures(
  head: TableHead,
  { takes, domain: id, features }: FeatureChoice,
  again: () => Promise<TableReader>,
): Promise<FeatureRows> {
  if (takes === 'columns') {
    const requests = features.map((name) => requestColumn(head, name, 'number'))
    return { requests, toRows: ({ rows, columns }) => columnsToRows(columns.slice(0, requests.length), rows) }
  }
  const domain = DOMAINS[id]
  const { requests, convert } = await settlePlan(domain.plan(head), async (asked) => (await again()).chunks(asked))
  return {
    requests,
    toRows: (chunk) =>
      domain.rowFeatures(features, convert({ ...chunk, columns: chunk.columns.slice(0, requests.length) }).columns),
  }
}

/** @throws VouchError `conflict` when the table has no such column */
export function requestColumn(
  { columns }: Pick<TableHead, 'columns'>,
  name: string,
  kind: ColumnRequest['kind'],
): ColumnRequest {
  const index = columns.indexOf(name)
  if (index < 0) throw new VouchError('conflict', `The table has no column “${name}” any more.`)
  return { index, kind }
}

/** Columns as rows of float32. */
export function columnsToRows(
  columns: readonly (Float64Array | (string | null)[])[],
  rows: number,
): Float32Array<ArrayBuffer> {
  const matrix = new Float32Array(rows * columns.length)
  for (const [c, column] of columns.entries())
    for (let r = 0; r < rows; r++) matrix[r * columns.length + c] = flushSubnormal(Number(column[r] ?? Number.NaN))
  return matrix
}
