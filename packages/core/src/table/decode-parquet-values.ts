import type { DecodedArray, Encoding, ParquetType, SchemaElement } from 'hyparquet'
import { deltaBinaryUnpack, deltaLengthByteArray } from 'hyparquet/src/delta.js'
import { byteStreamSplit } from 'hyparquet/src/encoding.js'
import { readPlain } from 'hyparquet/src/plain.js'
import { VouchError } from '../error.ts'
import { readRuns, readVarint } from './read-runs.ts'

const MAX_DELTA_BLOCK = 1 << 20
const MAX_MINIBLOCKS = 1 << 10
const FIXED_WIDTH = new Map<ParquetType, number>([
  ['INT32', 4],
  ['INT64', 8],
  ['INT96', 12],
  ['FLOAT', 4],
  ['DOUBLE', 8],
])

export interface StoredValues {
  readonly type: ParquetType
  readonly element: SchemaElement
  readonly count: number
}

/**
 * `count` values as they are stored, in an encoding without a dictionary. Throws a RangeError when the bytes do not hold
 * them, before anything larger than the bytes is made; an encoding that cannot be checked so is `unsupported_media`.
 */
export function decodeParquetValues(bytes: Uint8Array, encoding: Encoding, stored: StoredValues): DecodedArray {
  const { type, element, count } = stored
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 }
  const width = type === 'FIXED_LEN_BYTE_ARRAY' ? (element.type_length ?? 0) : FIXED_WIDTH.get(type)
  if (encoding === 'PLAIN') {
    if (width !== undefined) checkWidth(bytes, width, count)
    const values = readPlain(reader, type, count, element.type_length)
    if (reader.offset > bytes.length) throw new RangeError('values run past the end of their page')
    return values
  }
  if (encoding === 'BYTE_STREAM_SPLIT' && width !== undefined) {
    checkWidth(bytes, width, count)
    return byteStreamSplit(reader, count, type, element.type_length)
  }
  if (encoding === 'RLE' && type === 'BOOLEAN') return Array.from(readRuns(bytes, 4, 1, count), (bit) => bit === 1)
  if (encoding === 'DELTA_BINARY_PACKED' && (type === 'INT32' || type === 'INT64')) {
    checkDelta(bytes, count)
    const values = type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count)
    deltaBinaryUnpack(reader, count, values)
    return values
  }
  if (encoding === 'DELTA_LENGTH_BYTE_ARRAY' && type === 'BYTE_ARRAY') {
    checkDelta(bytes, count)
    const values: Uint8Array[] = []
    deltaLengthByteArray(reader, count, values)
    if (reader.offset > bytes.length) throw new RangeError('values run past the end of their page')
    return values
  }
  throw new VouchError(
    'unsupported_media',
    `The Parquet file uses the encoding ${encoding} for ${type}, which is not read here.`,
  )
}

function checkWidth(bytes: Uint8Array, width: number, count: number): void {
  if (!(width > 0 && width * count <= bytes.length)) throw new RangeError('values run past the end of their page')
}

/** The header of a delta-packed sequence: sizes that no writer chooses make its decoder turn on the spot. */
function checkDelta(bytes: Uint8Array, count: number): void {
  const block = readVarint(bytes, 0)
  const miniblocks = readVarint(bytes, block.next)
  const values = readVarint(bytes, miniblocks.next)
  const perMiniblock = block.value / miniblocks.value
  if (
    block.value > MAX_DELTA_BLOCK ||
    miniblocks.value > MAX_MINIBLOCKS ||
    !(perMiniblock > 0 && perMiniblock % 8 === 0)
  ) {
    throw new RangeError('a delta block has an impossible size')
  }
  if (values.value !== count) throw new RangeError('a delta block holds another number of values than its page')
}
