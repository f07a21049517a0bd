import type { TableProfile } from '@vouch/contracts/dataset'
import { ColumnTally, MISSING_HASH, type TallyBounds } from './column-tally.ts'
import { hashPair } from './hash-cell.ts'
import { type KnownColumns, suggestGroups, suggestLabels } from './suggest-columns.ts'
import type { ColumnRequest, TableReader } from './table.ts'
import { ValueCounts } from './value-counts.ts'

export interface ProfileOptions {
  readonly known?: KnownColumns
  /** what all columns together may remember; for tests */
  readonly bounds?: ProfileBounds
}

/** Shared evenly by the columns, so that a table of two thousand takes no more memory than one of ten. */
export interface ProfileBounds {
  readonly distinct: number
  readonly sample: number
  /** rows told apart one by one when duplicates are counted */
  readonly rows: number
  readonly cells: number
}

/** Together some 350 MB at worst (2,000 columns). A table of 142 columns and 24,500 rows is counted exactly. */
const BOUNDS: ProfileBounds = { distinct: 4_000_000, sample: 4_000_000, rows: 2_000_000, cells: 400_000 }
/** What every column may remember however many there are, and what none needs more than. */
const COLUMN_BOUND = { least: 1000, most: 200_000 } as const
const CHUNK_ROWS = { least: 64, most: 8192 } as const

/**
 * Reads a table through, once, as text, and says what it holds: every column's kind, missing and unreadable cells, values
 * and quantiles; how many rows there are twice; which columns may be the label and which the group. Memory is bounded
 * whatever the table's size; what is then estimated says so.
 */
export async function profileTable(reader: TableReader, options: ProfileOptions = {}): Promise<TableProfile> {
  const { known = { labels: [], groups: [] }, bounds = BOUNDS } = options
  const { columns: names, delimiter } = reader.header
  const share = columnBounds(bounds, names.length)
  const decimalComma = delimiter === ';'
  const tallies = names.map((name, index) => new ColumnTally({ name, index, decimalComma }, share))
  const requests = names.map((_, index): ColumnRequest => ({ index, kind: 'text' }))
  const chunkRows = between(Math.floor(bounds.cells / Math.max(1, names.length)), CHUNK_ROWS)
  const distinctRows = new ValueCounts(bounds.rows)
  const hashes = new Float64Array(chunkRows)
  let rows = 0
  for await (const chunk of reader.chunks(requests, chunkRows)) {
    const row = chunk.rows <= hashes.length ? hashes.subarray(0, chunk.rows).fill(0) : new Float64Array(chunk.rows)
    for (const [c, cells] of chunk.columns.entries()) {
      const tally = tallies[c]!
      for (let r = 0; r < chunk.rows; r++) {
        const cell = cells[r]
        const hash = typeof cell === 'string' ? tally.add(cell, rows + r) : MISSING_HASH
        row[r] = hashPair(row[r]!, hash)
      }
    }
    for (const hash of row) distinctRows.add(hash)
    rows += chunk.rows
  }
  const columns = tallies.map((tally) => tally.profile(rows))
  const { count, exact } = distinctRows.distinct
  return {
    rows,
    columns,
    duplicate_rows: { count: Math.max(0, rows - count), exact },
    label_candidates: suggestLabels(columns, known),
    group_candidates: suggestGroups(
      columns.map((column, c) => ({ ...column, largest: tallies[c]!.largest })),
      known,
    ),
    warnings: [...reader.warnings],
  }
}

function columnBounds({ distinct, sample }: ProfileBounds, columns: number): TallyBounds {
  const share = (all: number) => between(Math.floor(all / Math.max(1, columns)), COLUMN_BOUND)
  return { distinct: share(distinct), sample: share(sample) }
}

function between(value: number, { least, most }: { least: number; most: number }): number {
  return Math.min(most, Math.max(least, value))
}
