import type { Warning } from '@vouch/contracts/prediction'

/** Where bytes come from: a `Blob` is one, and so is anything that can be streamed and cut. */
export interface ByteSource {
  /** bytes */
  readonly size: number
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> }
  stream(): AsyncIterable<Uint8Array>
}

export type TableFormat = 'csv' | 'csv.gz' | 'xlsx' | 'parquet'

/** What is known of a table before its rows are read. */
export interface TableHeader {
  readonly format: TableFormat
  /** `utf-8`, `utf-16le`, `utf-16be`, `latin1` for text; null for the others */
  readonly encoding: string | null
  readonly delimiter: string | null
  /** As written, trimmed; an empty name is `column_7` and a repeated one `name_2`, each with a warning. */
  readonly columns: readonly string[]
  /** the `#` lines before the header, without the `#`, trimmed */
  readonly comments: readonly string[]
}

/** A column to read, by its place in `TableHeader.columns`. */
export interface ColumnRequest {
  readonly index: number
  readonly kind: 'number' | 'text'
}

/** Some rows of the requested columns, in the order of the requests. A missing number is NaN, a missing text is null. */
export interface TableChunk {
  /** number of the first row of this chunk, data rows counted from 0 */
  readonly firstRow: number
  readonly rows: number
  readonly columns: readonly (Float64Array<ArrayBuffer> | (string | null)[])[]
}

/** How often a requested column held a value, and how often something that is not one. */
export interface ColumnCount {
  filled: number
  /** neither empty, nor a word for missing, nor a finite number */
  unreadable: number
}

export interface TableReader {
  readonly header: TableHeader
  /** Grows while the rows are read: every row or cell that is not taken as it stands is named here. */
  readonly warnings: readonly Warning[]
  /** One entry a request, complete once `chunks` has ended. */
  readonly counts: readonly ColumnCount[]
  /** Reads the rows, once. Memory is bounded by the chunk, not by the table. */
  chunks(requests: readonly ColumnRequest[], chunkRows?: number): AsyncGenerator<TableChunk, void, undefined>
}

/** What a table may not exceed. Breaking one is a `too_large` error that names it. */
export interface TableLimits {
  /** bytes of the source itself */
  readonly bytes: number
  /** bytes after unpacking (gzip, xlsx, Parquet pages) */
  readonly unpackedBytes: number
  readonly rows: number
  readonly columns: number
  /** bytes of one cell */
  readonly cellBytes: number
}
