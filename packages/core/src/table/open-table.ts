import { VouchError } from '../error.ts'
import { readBytes, readGzip, transcodeUtf16 } from './read-bytes.ts'
import { openCsv, type CsvSource } from './read-csv.ts'
import { openExcel } from './read-excel.ts'
import { openParquet } from './read-parquet.ts'
import { HEAD_BYTES, recogniseFormat, unsupported } from './recognise-format.ts'
import type { ByteSource, TableLimits, TableReader } from './table.ts'

export interface OpenOptions {
  readonly limits: TableLimits
}

/**
 * Opens a table of any kind we take: text (CSV), text in gzip, Excel `.xlsx`, Parquet. The bytes say which. Errors are
 * `VouchError`s: `unsupported_media` for what is no table, `too_large` for what breaks a limit, `invalid` for what is
 * damaged, with line and column where there are such. The source is streamed from its beginning more than once: for its
 * kind, for the header, for the rows.
 */
export async function openTable(source: ByteSource, { limits }: OpenOptions): Promise<TableReader> {
  if (source.size === 0) throw new VouchError('invalid', 'The file is empty.')
  const head = await readHead(() => readBytes(source, limits))
  const container = recogniseFormat(head)
  if (container === 'gzip') return openGzip(source, limits)
  if (container === 'parquet') return openParquet(source, limits)
  if (container === 'zip') return openExcel(await readAll(source, limits), limits)
  return openCsv(
    textSource('csv', head, () => readBytes(source, limits)),
    limits,
  )
}

async function openGzip(source: ByteSource, limits: TableLimits): Promise<TableReader> {
  const open = (): AsyncIterable<Uint8Array> => readGzip(source, limits)
  const head = await readHead(open)
  const container = recogniseFormat(head)
  if (container !== 'text') throw unsupported(`a ${container} file inside a gzip file; send it unpacked`)
  return openCsv(textSource('csv.gz', head, open), limits)
}

function textSource(format: CsvSource['format'], head: Uint8Array, open: () => AsyncIterable<Uint8Array>): CsvSource {
  const encoding = utf16Of(head)
  if (encoding === null) return { format, encoding: 'utf-8', open }
  return { format, encoding, open: () => transcodeUtf16(open(), encoding) }
}

function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  return null
}

async function readAll(source: ByteSource, limits: TableLimits): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of readBytes(source, limits)) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function readHead(open: () => AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of open()) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes >= HEAD_BYTES) break
  }
  return Buffer.concat(pieces).subarray(0, HEAD_BYTES)
}
