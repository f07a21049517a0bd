import { CodingSession } from '@vouch/contracts/domains/coding'
import { safeCell } from '@vouch/core/table/safe-cell'
import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'

type Column = keyof CodingSession
const COLUMNS: readonly Column[] = CodingSession.keyof().options

/** Sessions as a CSV file: a header, then a line each (RFC 4180); what is not known is empty, and nothing is a formula. */
export async function* toCsvPieces(
  pages: AsyncIterable<readonly CodingSession[]>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from(`${COLUMNS.map(safeCell).join(',')}\r\n`)
  for await (const page of pages) yield Buffer.from(page.map(csvLine).join(''))
}

function csvLine(session: CodingSession): string {
  return `${COLUMNS.map((column) => safeCell(session[column])).join(',')}\r\n`
}

/** The same as a Parquet file, a row group for each page; only its footer grows with them. */
export async function* toParquetPieces(
  pages: AsyncIterable<readonly CodingSession[]>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const bytes = new ByteWriter()
  const take = () => {
    const piece = bytes.getBytes().slice()
    bytes.index = 0
    return piece
  }
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: toColumns([]) }),
    codec: 'UNCOMPRESSED',
    statistics: false,
    createdBy: 'vouch',
  })
  for await (const page of pages) {
    await writer.write({ columnData: toColumns(page), rowGroupSize: page.length })
    yield take()
  }
  await writer.finish()
  yield take()
}

function toColumns(page: readonly CodingSession[]): ColumnSource[] {
  return COLUMNS.map((name) => {
    const { type, of = (value) => value } = PARQUET[name]
    const data = page.map((session) => {
      const value = session[name]
      return value === null ? null : of(value)
    })
    return { name, type, data }
  })
}

type Value = NonNullable<CodingSession[Column]>
interface ParquetColumn {
  readonly type: 'STRING' | 'TIMESTAMP' | 'INT32' | 'INT64' | 'DOUBLE' | 'BOOLEAN'
  readonly of?: (value: Value) => unknown
}
const TEXT: ParquetColumn = { type: 'STRING' }
const TOKENS: ParquetColumn = { type: 'INT64', of: (value) => BigInt(Number(value)) }
const NUMBER: ParquetColumn = { type: 'DOUBLE' }
const WHOLE: ParquetColumn = { type: 'INT32' }

const PARQUET: Readonly<Record<Column, ParquetColumn>> = {
  id: TEXT,
  session_id: TEXT,
  developer_id: TEXT,
  timestamp: { type: 'TIMESTAMP', of: (value) => new Date(String(value)) },
  model: TEXT,
  tokens_in: TOKENS,
  tokens_out: TOKENS,
  tokens_cached: TOKENS,
  tokens_cache_written: TOKENS,
  tokens_reasoning: TOKENS,
  total_tokens: TOKENS,
  latency_ms: NUMBER,
  status_code: WHOLE,
  accepted_flag: { type: 'BOOLEAN' },
  accepted_lines: WHOLE,
  diff_ratio: NUMBER,
  confidence: NUMBER,
  repo_slug: TEXT,
  cost_usd: NUMBER,
  priced_by: TEXT,
  source: TEXT,
}
