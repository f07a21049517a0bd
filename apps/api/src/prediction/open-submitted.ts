import { readFile } from 'node:fs/promises'
import { Row } from '@vouch/contracts/submission'
import { VouchError } from '@vouch/core/error'
import { openTable } from '@vouch/core/table/open-table'
import type { ByteSource, TableChunk, TableLimits } from '@vouch/core/table/table'
import type { FileBytes } from '../file/file-store.ts'
import { openFileSource, scanFile } from './file-source.ts'
import { emptyCounts, openRows } from './rows-table.ts'
import { settlePlan } from './settle-plan.ts'
import type { RowsRead, TableDomain, TablePlan } from './table-domain.ts'

/** What somebody sent: a table's file, or JSON rows. */
export interface Upload {
  readonly file: FileBytes
  /** as the sender called it; shown, never used as a path */
  readonly name: string
  readonly kind: 'table' | 'rows'
}

/** A submitted table, its header understood and its rows not yet read. */
export interface SubmittedTable {
  readonly columns: readonly string[]
  readonly plan: TablePlan
  /** the most rows it can hold, as far as that is seen without reading it; null: not at all */
  mostRows(upTo: number): Promise<number | null>
  /** how much of it has been read, 0 to 1; 0 where that is not known before its end */
  share(): number
  chunks(chunkRows: number): AsyncGenerator<TableChunk, void, undefined>
  /** what was met so far; complete once `chunks` has ended */
  read(rows: number): RowsRead
}

export async function openSubmitted(domain: TableDomain, upload: Upload, limits: TableLimits): Promise<SubmittedTable> {
  return upload.kind === 'rows' ? submittedRows(domain, upload) : submittedFile(domain, upload, limits)
}

/** Bytes as the readers of tables take them. */
export async function openSource(file: FileBytes): Promise<ByteSource> {
  return 'path' in file ? openFileSource(file.path) : new Blob([new Uint8Array(file.content)])
}

async function submittedFile(domain: TableDomain, upload: Upload, limits: TableLimits): Promise<SubmittedTable> {
  const { source, share } = watchReading(await openSource(upload.file))
  const table = await openTable(source, { limits })
  const { format } = table.header
  const plan = await settlePlan(domain.plan(table.header), async (requests) =>
    (await openTable(source, { limits })).chunks(requests),
  )
  return {
    columns: table.header.columns,
    plan,
    mostRows: (upTo) => (format === 'csv' ? Promise.resolve(countLines(upload.file, upTo)) : Promise.resolve(null)),
    // a workbook is read as a whole before its first row is there
    share: () => (format === 'xlsx' ? 0 : share()),
    chunks: (chunkRows) => table.chunks(plan.requests, chunkRows),
    read: (rows) => ({ rows, counts: table.counts, warnings: table.warnings }),
  }
}

async function submittedRows(domain: TableDomain, upload: Upload): Promise<SubmittedTable> {
  const { file } = upload
  const text = 'path' in file ? await readFile(file.path, 'utf8') : Buffer.from(file.content).toString('utf8')
  const parsed: unknown = JSON.parse(text)
  const rows = Row.array().safeParse(parsed)
  if (!rows.success) throw new VouchError('failure', 'The stored rows cannot be read.', [], rows.error)
  const table = openRows(rows.data)
  const plan = await settlePlan(domain.plan({ columns: table.columns, comments: [] }), (requests) => [
    table.read(requests, 0, rows.data.length, emptyCounts(requests)),
  ])
  const counts = emptyCounts(plan.requests)
  return {
    columns: table.columns,
    plan,
    mostRows: () => Promise.resolve(rows.data.length),
    share: () => 0,
    async *chunks(chunkRows) {
      for (let from = 0; from < rows.data.length; from += chunkRows)
        yield table.read(plan.requests, from, Math.min(from + chunkRows, rows.data.length), counts)
    },
    read: (count) => ({ rows: count, counts, warnings: [] }),
  }
}

/** A source that knows how much of it was read since it was last begun. */
function watchReading(source: ByteSource): { readonly source: ByteSource; share(): number } {
  let bytes = 0
  return {
    share: () => Math.min(1, bytes / source.size),
    source: {
      size: source.size,
      slice(start, end) {
        bytes += end - start
        return source.slice(start, end)
      },
      async *stream() {
        bytes = 0
        for await (const piece of source.stream()) {
          bytes += piece.length
          yield piece
        }
      },
    },
  }
}

/** Line ends of a text, up to a few more than `upTo`: there are no more rows than that, whatever the cells hold. */
function countLines(file: FileBytes, upTo: number): number {
  let lines = 1
  for (const bytes of 'path' in file ? scanFile(file.path) : [Buffer.from(file.content)]) {
    for (const end of [LINE_FEED, CARRIAGE_RETURN])
      for (let at = bytes.indexOf(end); at >= 0 && lines <= upTo; at = bytes.indexOf(end, at + 1)) lines++
    if (lines > upTo) break
  }
  return lines
}

const LINE_FEED = 10
const CARRIAGE_RETURN = 13
