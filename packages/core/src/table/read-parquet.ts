import type { Warning } from '@vouch/contracts/prediction'
import { parquetMetadata, parquetSchema, type FileMetaData, type RowGroup, type SchemaTree } from 'hyparquet'
import { VouchError } from '../error.ts'
import { CHUNK_ROWS, checkRequests } from './check-requests.ts'
import { checkThrift } from './check-thrift.ts'
import { decodeParquetColumn, type UnpackBudget } from './decode-parquet-column.ts'
import { nameColumns, quoteName } from './name-columns.ts'
import type {
  ByteSource,
  ColumnCount,
  ColumnRequest,
  TableChunk,
  TableHeader,
  TableLimits,
  TableReader,
} from './table.ts'
import { toColumn, type ValueContext } from './to-chunk.ts'
import { WarningList } from './warning-list.ts'

const MAGIC = 'PAR1'
/** length of the metadata and the magic */
const TAIL_BYTES = 8
const MAX_METADATA_BYTES = 1 << 24

/** A flat column: where it stands among the file's leaves, and its place in the schema. */
interface Leaf {
  readonly ordinal: number
  readonly path: readonly [root: SchemaTree, leaf: SchemaTree]
}

/**
 * Reads a Parquet file a row group at a time, only the requested columns. Rows, sizes and every page are checked against
 * the limits before they are unpacked. The rules of text tables hold for values (`toChunk`); a 64-bit integer beyond 2^53 is
 * unreadable as a number; nested columns (lists, maps, structs) are not read, with a warning.
 */
export async function openParquet(source: ByteSource, limits: TableLimits): Promise<TableReader> {
  if (source.size > limits.bytes)
    throw new VouchError('too_large', `The file is larger than ${limits.bytes} bytes, the limit for a table.`)
  const metadata = await readMetadata(source)
  const warnings = new WarningList()
  const { leaves, names } = guard(() => readSchema(metadata, warnings))
  if (leaves.length > limits.columns) {
    throw new VouchError('too_large', `The table has ${leaves.length} columns; ${limits.columns} is the limit.`)
  }
  checkRows(metadata, limits)
  const header: TableHeader = { format: 'parquet', encoding: null, delimiter: null, columns: names, comments: [] }
  return new ParquetReader(header, { source, limits, metadata, leaves, warnings })
}

function damaged(error: unknown): VouchError {
  const reason = error instanceof Error ? error.message : 'no reason given'
  return new VouchError('invalid', `The Parquet file is damaged: ${reason}.`, [], error)
}

/** hyparquet throws whatever comes up on damaged bytes; each of them means just that. */
function guard<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof VouchError ? error : damaged(error)
  }
}

async function readMetadata(source: ByteSource): Promise<FileMetaData> {
  const tail = await readRange(source, Math.max(0, source.size - TAIL_BYTES), source.size)
  if (tail.length < TAIL_BYTES || tail.toString('latin1', 4) !== MAGIC) {
    throw new VouchError('invalid', 'The Parquet file is cut off: it does not end as one.')
  }
  const length = tail.readUInt32LE(0)
  if (length > MAX_METADATA_BYTES)
    throw new VouchError(
      'too_large',
      `The Parquet file's metadata takes ${length} bytes; ${MAX_METADATA_BYTES} is the limit.`,
    )
  if (length > source.size - TAIL_BYTES - MAGIC.length)
    throw new VouchError('invalid', 'The Parquet file is cut off: its metadata is not whole.')
  const footer = await readRange(source, source.size - TAIL_BYTES - length, source.size)
  return guard(() => {
    if (checkThrift(footer.subarray(0, length), 0) > length) throw new RangeError('metadata runs past its end')
    return parquetMetadata(footer, { geoparquet: false })
  })
}

async function readRange(source: ByteSource, start: number, end: number): Promise<Buffer> {
  return Buffer.from(await source.slice(start, end).arrayBuffer())
}

/** The flat columns and their names; the others are warned of. */
function readSchema(metadata: FileMetaData, warnings: WarningList): { leaves: Leaf[]; names: string[] } {
  const root = parquetSchema(metadata)
  const leaves: Leaf[] = []
  let ordinal = 0
  for (const child of root.children) {
    if (child.children.length === 0 && child.element.repetition_type !== 'REPEATED') {
      leaves.push({ ordinal, path: [root, child] })
    } else {
      warnings.add('nested_column', `${quoteName(child.element.name)} is nested and is not read`, {
        column: ordinal + 1,
      })
    }
    ordinal += countLeaves(child)
  }
  if (leaves.length === 0) throw new VouchError('invalid', 'The Parquet file has no columns that are not nested.')
  return {
    leaves,
    names: nameColumns(
      leaves.map(({ path }) => path[1].element.name),
      warnings,
    ),
  }
}

function countLeaves(tree: SchemaTree): number {
  return tree.children.length === 0 ? 1 : tree.children.reduce((sum, child) => sum + countLeaves(child), 0)
}

function checkRows(metadata: FileMetaData, limits: TableLimits): void {
  let rows = 0
  for (const group of metadata.row_groups) {
    if (typeof group.num_rows !== 'bigint' || group.num_rows < 0n)
      throw damaged(new RangeError('a row group has no number of rows'))
    rows += Number(group.num_rows)
  }
  if (rows > limits.rows) throw new VouchError('too_large', `The table has ${rows} rows; ${limits.rows} is the limit.`)
  if (metadata.num_rows !== BigInt(rows)) throw damaged(new RangeError('its row groups do not hold the rows it says'))
  if (rows === 0) throw new VouchError('invalid', 'The table has columns but no rows.')
}

interface ParquetState {
  readonly source: ByteSource
  readonly limits: TableLimits
  readonly metadata: FileMetaData
  readonly leaves: readonly Leaf[]
  readonly warnings: WarningList
}

class ParquetReader implements TableReader {
  readonly header: TableHeader
  readonly warnings: readonly Warning[]
  readonly #state: ParquetState
  #counts: readonly ColumnCount[] = []

  constructor(header: TableHeader, state: ParquetState) {
    this.header = header
    this.warnings = state.warnings.entries
    this.#state = state
  }

  get counts(): readonly ColumnCount[] {
    return this.#counts
  }

  async *chunks(
    requests: readonly ColumnRequest[],
    chunkRows = CHUNK_ROWS,
  ): AsyncGenerator<TableChunk, void, undefined> {
    const { metadata, warnings, limits } = this.#state
    const names = this.header.columns
    this.#counts = checkRequests(requests, names.length, chunkRows)
    const context = { names, requests, counts: this.#counts, warnings, cellBytes: limits.cellBytes }
    const budget: UnpackBudget = { bytes: limits.unpackedBytes }
    let first = 0
    for (const group of metadata.row_groups) {
      const rows = Number(group.num_rows)
      const columns = await this.#readGroup(group, context, budget)
      for (let from = 0; from < rows; from += chunkRows) {
        const to = Math.min(from + chunkRows, rows)
        yield { firstRow: first + from, rows: to - from, columns: columns.map((column) => column.slice(from, to)) }
      }
      first += rows
    }
  }

  async #readGroup(group: RowGroup, context: ValueContext, budget: UnpackBudget): Promise<TableChunk['columns']> {
    const columns: TableChunk['columns'][number][] = []
    const rows = Number(group.num_rows)
    for (const [request, { index }] of context.requests.entries()) {
      const values = await this.#readColumn(group, index, budget)
      const all = { firstRow: 0, rows, value: (row: number) => values[row], line: () => undefined }
      columns.push(toColumn(context, all, request))
    }
    return columns
  }

  async #readColumn(group: RowGroup, index: number, budget: UnpackBudget): Promise<unknown[]> {
    const leaf = this.#state.leaves[index]!
    const meta = group.columns[leaf.ordinal]?.meta_data
    if (meta === undefined || meta.path_in_schema.join('.') !== leaf.path[1].element.name) {
      throw damaged(new RangeError('a row group lacks a column'))
    }
    if (meta.type !== leaf.path[1].element.type)
      throw damaged(new RangeError('a column is of another type than the schema says'))
    const start = Number(meta.dictionary_page_offset || meta.data_page_offset)
    const end = start + Number(meta.total_compressed_size)
    if (!(start >= MAGIC.length && end >= start && end <= this.#state.source.size)) {
      throw damaged(new RangeError('a column lies outside the file'))
    }
    const bytes = await readRange(this.#state.source, start, end)
    return guard(() => decodeParquetColumn({ bytes, meta, path: leaf.path, rows: Number(group.num_rows) }, budget))
  }
}
