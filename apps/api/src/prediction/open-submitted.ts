import { readFile } from 'node:fs/promises'
import { Row } from '@vouch/contracts/domains/exoplanet'
import { VouchError } from '@vouch/core/error'
import { openTable } from '@vouch/core/table/open-table'
import type { TableChunk, TableLimits } from '@vouch/core/table/table'
import { openFileSource } from './file-source.ts'
import { emptyCounts, openRows } from './rows-table.ts'
import type { RowsRead, TableDomain, TablePlan } from './table-domain.ts'

/** What somebody sent, as it lies on disk: a table's file, or JSON rows. */
export interface Upload {
  readonly path: string
  /** as the sender called it; shown, never used as a path */
  readonly name: string
  readonly kind: 'table' | 'rows'
}

/** A submitted table, its header understood and its rows not yet read. */
export interface SubmittedTable {
  readonly plan: TablePlan
  chunks(chunkRows: number): AsyncGenerator<TableChunk, void, undefined>
  /** what was met so far; complete once `chunks` has ended */
  read(rows: number): RowsRead
}

export async function openSubmitted(domain: TableDomain, upload: Upload, limits: TableLimits): Promise<SubmittedTable> {
  return upload.kind === 'rows' ? submittedRows(domain, upload) : submittedFile(domain, upload, limits)
}

async function submittedFile(domain: TableDomain, upload: Upload, limits: TableLimits): Promise<SubmittedTable> {
  const table = await openTable(await openFileSource(upload.path), { limits })
  const plan = domain.plan(table.header)
  return {
    plan,
    chunks: (chunkRows) => table.chunks(plan.requests, chunkRows),
    read: (rows) => ({ rows, counts: table.counts, warnings: table.warnings }),
  }
}

async function submittedRows(domain: TableDomain, upload: Upload): Promise<SubmittedTable> {
  const parsed: unknown = JSON.parse(await readFile(upload.path, 'utf8'))
  const rows = Row.array().safeParse(parsed)
  if (!rows.success) throw new VouchError('failure', 'The stored rows cannot be read.', [], rows.error)
  const table = openRows(rows.data)
  const plan = domain.plan({ columns: table.columns, comments: [] })
  const counts = emptyCounts(plan.requests)
  return {
    plan,
    async *chunks(chunkRows) {
      for (let from = 0; from < rows.data.length; from += chunkRows)
        yield table.read(plan.requests, from, Math.min(from + chunkRows, rows.data.length), counts)
    },
    read: (count) => ({ rows: count, counts, warnings: [] }),
  }
}
