import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { ColumnMetaData, Compressors, DecodedArray, Encoding, PageHeader, SchemaTree } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js'
import { decompressPage } from 'hyparquet/src/datapage.js'
import { compressors } from 'hyparquet-compressors'
import { VouchError } from '../error.ts'
import { checkThrift } from './check-thrift.ts'
import { decodeParquetValues } from './decode-parquet-values.ts'
import { readRuns } from './read-runs.ts'

/** What is left of the bytes that a file's pages may unpack to; shared by all columns. */
export interface UnpackBudget {
  bytes: number
}

/** One flat column in one row group. */
export interface ColumnPages {
  readonly bytes: Uint8Array
  readonly meta: ColumnMetaData
  readonly path: readonly [root: SchemaTree, leaf: SchemaTree]
  /** of the row group */
  readonly rows: number
}

/** Node's own where it has them: they are faster and stop at a given length. */
const COMPRESSORS: Compressors = {
  ...compressors,
  GZIP: (input, bytes) => gunzipSync(input, { maxOutputLength: Math.max(bytes, 1) }),
  BROTLI: (input, bytes) => brotliDecompressSync(input, { maxOutputLength: Math.max(bytes, 1) }),
}
const text = new TextDecoder()
const PARSERS = { ...DEFAULT_PARSERS, jsonFromBytes: (bytes: Uint8Array): string => text.decode(bytes) }

/**
 * The values of a flat column in one row group, one a row, null where there is none. Throws a RangeError for pages that are
 * not what they say. hyparquet's own page reader trusts what it reads: a run length of 2^31 in a file of a kilobyte makes
 * it write until memory ends. Here every page header, level, run and index is checked first; single values are hyparquet's.
 */
export function decodeParquetColumn(column: ColumnPages, budget: UnpackBudget): unknown[] {
  const { bytes, rows } = column
  const values: unknown[] = []
  let dictionary: DecodedArray | undefined
  let at = 0
  while (values.length < rows) {
    const start = checkThrift(bytes, at)
    const header = parquetHeader({ view: viewOf(bytes), offset: at })
    const end = start + header.compressed_page_size
    if (!(end >= start && end <= bytes.length)) throw new RangeError('a page is cut off')
    takeFromBudget(header, budget)
    const page = bytes.subarray(start, end)
    if (header.type === 'DICTIONARY_PAGE') dictionary = decodeDictionary(page, header, column)
    else if (header.type !== 'INDEX_PAGE') appendPage(values, { page, header, dictionary }, column)
    at = end
  }
  return values
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function takeFromBudget(header: PageHeader, budget: UnpackBudget): void {
  if (!(header.uncompressed_page_size >= 0)) throw new RangeError('a page has an impossible size')
  budget.bytes -= header.uncompressed_page_size
  if (budget.bytes < 0)
    throw new VouchError('too_large', 'The Parquet file unpacks to more bytes than the limit for a table.')
}

function decodeDictionary(page: Uint8Array, header: PageHeader, column: ColumnPages): DecodedArray {
  const count = header.dictionary_page_header?.num_values
  const bytes = decompressPage(page, header.uncompressed_page_size, column.meta.codec, COMPRESSORS)
  if (count === undefined || !(count >= 0 && count <= bytes.length * 8))
    throw new RangeError('a dictionary has an impossible size')
  const { meta, path } = column
  return toValues(decodeParquetValues(bytes, 'PLAIN', { type: meta.type, element: path[1].element, count }), column)
}

interface Page {
  readonly page: Uint8Array
  readonly header: PageHeader
  readonly dictionary: DecodedArray | undefined
}

function appendPage(values: unknown[], { page, header, dictionary }: Page, column: ColumnPages): void {
  const { body, encoding, levels, count } = openPage(page, header, column)
  const present = levels === null ? count : countPresent(levels)
  if (header.data_page_header_v2 !== undefined && count - present !== header.data_page_header_v2.num_nulls) {
    throw new RangeError('a page has another number of gaps than it says')
  }
  const data = readBody(body, encoding, present, { column, dictionary })
  let next = 0
  for (let row = 0; row < count; row++) values.push(levels === null || levels[row] === 1 ? data[next++] : null)
}

function countPresent(levels: Uint32Array): number {
  let present = 0
  for (const level of levels) {
    if (level > 1) throw new RangeError('a page has a level deeper than its column')
    present += level
  }
  return present
}

interface OpenPage {
  readonly body: Uint8Array
  readonly encoding: Encoding
  /** 1 where there is a value, 0 where there is none; null when all are there */
  readonly levels: Uint32Array | null
  readonly count: number
}

/** Levels and unpacked values of a data page, of either version. */
function openPage(page: Uint8Array, header: PageHeader, column: ColumnPages): OpenPage {
  const optional = column.path[1].element.repetition_type !== 'REQUIRED'
  const { codec } = column.meta
  const v1 = header.data_page_header
  if (header.type === 'DATA_PAGE' && v1 !== undefined) {
    const count = checkCount(v1.num_values, column)
    const bytes = decompressPage(page, header.uncompressed_page_size, codec, COMPRESSORS)
    if (!optional) return { body: bytes, encoding: v1.encoding, levels: null, count }
    const levels = readRuns(bytes, 4, 1, count)
    return { body: bytes.subarray(4 + viewOf(bytes).getUint32(0, true)), encoding: v1.encoding, levels, count }
  }
  const v2 = header.data_page_header_v2
  if (header.type !== 'DATA_PAGE_V2' || v2 === undefined) throw new RangeError('a page has no header of its kind')
  const count = checkCount(v2.num_values, column)
  const levelBytes = v2.definition_levels_byte_length
  if (v2.repetition_levels_byte_length !== 0 || !(levelBytes >= 0 && levelBytes <= page.length)) {
    throw new RangeError('a page has levels of an impossible size')
  }
  const packed = page.subarray(levelBytes)
  const body =
    v2.is_compressed === false
      ? packed
      : decompressPage(packed, header.uncompressed_page_size - levelBytes, codec, COMPRESSORS)
  const levels = optional ? readRuns(page.subarray(0, levelBytes), 0, 1, count) : null
  return { body, encoding: v2.encoding, levels, count }
}

function checkCount(count: number, { rows }: ColumnPages): number {
  if (count >= 0 && count <= rows) return count
  throw new RangeError('a page holds more values than the row group has rows')
}

interface BodyContext {
  readonly column: ColumnPages
  readonly dictionary: DecodedArray | undefined
}

function readBody(
  body: Uint8Array,
  encoding: Encoding,
  count: number,
  { column, dictionary }: BodyContext,
): DecodedArray {
  if (count === 0) return []
  if (encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY') {
    const width = body[0]
    if (width === undefined || dictionary === undefined)
      throw new RangeError('a page needs a dictionary that is not there')
    const indices = width === 0 ? new Uint32Array(count) : readRuns(body, 1, width, count)
    return Array.from(indices, (index): unknown => {
      if (index >= dictionary.length) throw new RangeError('a value is not in the dictionary')
      return dictionary[index]
    })
  }
  const { meta, path } = column
  return toValues(decodeParquetValues(body, encoding, { type: meta.type, element: path[1].element, count }), column)
}

/** Stored values as what they mean: texts, dates, decimals. */
function toValues(data: DecodedArray, { meta, path }: ColumnPages): DecodedArray {
  const { element } = path[1]
  const { scale } = element.logical_type?.type === 'DECIMAL' ? element.logical_type : element
  if (element.converted_type === 'DECIMAL' || element.logical_type?.type === 'DECIMAL') {
    return Array.from(data, (value) => decimal(value, scale ?? 0))
  }
  return convert(data, {
    pathInSchema: meta.path_in_schema,
    type: meta.type,
    element,
    schemaPath: [...path],
    codec: meta.codec,
    parsers: PARSERS,
  })
}

/** Written out and read back, since multiplying by 0.01 gives another double than the decimal's own. */
function decimal(value: unknown, scale: number): number {
  return Number(`${value instanceof Uint8Array ? signedInteger(value) : String(value)}e${-scale}`)
}

/** Two's complement, highest byte first. */
function signedInteger(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`))
}
