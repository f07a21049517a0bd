import { brotliCompressSync, gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import { VouchError } from '../error.ts'
import { cutSource } from './fixtures/cut-source.ts'
import { readAll, refusalOf, type WholeTable } from './fixtures/read-all.ts'
import { openTable } from './open-table.ts'
import type { ColumnRequest, TableLimits } from './table.ts'

type WriteOptions = Parameters<typeof parquetWriteBuffer>[0]

const limits: TableLimits = { bytes: 5e6, unpackedBytes: 5e6, rows: 1e5, columns: 64, cellBytes: 4096 }
const compressors = {
  GZIP: (bytes: Uint8Array): Uint8Array => gzipSync(bytes),
  BROTLI: (bytes: Uint8Array): Uint8Array => brotliCompressSync(bytes),
}

function write(options: WriteOptions): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ compressors, ...options }))
}

async function read(bytes: Uint8Array, kinds?: ColumnRequest['kind'][]): Promise<WholeTable> {
  const reader = await openTable(cutSource(bytes), { limits })
  return readAll(
    reader,
    kinds?.map((kind, index) => ({ kind, index })),
    7,
  )
}

const ROWS = 50
const rows = Array.from({ length: ROWS }, (_, row) => row)
const numbers = rows.map((row) => (row % 5 === 0 ? null : Math.sin(row)))
const words = rows.map((row) => (row % 7 === 0 ? null : `K${row % 4}`))

for (const codec of ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI'] as const) {
  for (const encoding of ['PLAIN', 'RLE_DICTIONARY', 'BYTE_STREAM_SPLIT'] as const) {
    test(`${codec} pages of ${encoding} come back value by value, over row groups and chunks`, async () => {
      const bytes = write({
        codec,
        rowGroupSize: 20,
        columnData: [
          { name: 'x', data: numbers, type: 'DOUBLE', nullable: true, encoding },
          { name: 'id', data: words, type: 'STRING', nullable: true },
          { name: 'n', data: Int32Array.from(rows), type: 'INT32' },
        ],
      })
      const whole = await read(bytes, ['number', 'text', 'number'])
      expect(whole.header).toEqual({
        format: 'parquet',
        encoding: null,
        delimiter: null,
        columns: ['x', 'id', 'n'],
        comments: [],
      })
      expect(whole.columns).toEqual([numbers, words, rows])
      expect(whole.counts.map(({ filled }) => filled)).toEqual([40, 42, 50])
      expect(whole.warnings).toEqual([])
    })
  }
}

test('delta-packed integers, booleans, dates and texts that are numbers are read', async () => {
  const bytes = write({
    columnData: [
      {
        name: 'd32',
        data: Int32Array.from(rows, (row) => row * row - 50),
        type: 'INT32',
        encoding: 'DELTA_BINARY_PACKED',
      },
      {
        name: 'd64',
        data: BigInt64Array.from(rows, (row) => BigInt(row) * 1_000_000_007n),
        type: 'INT64',
        encoding: 'DELTA_BINARY_PACKED',
      },
      { name: 'text', data: rows.map((row) => `${row}.5`), type: 'STRING', encoding: 'DELTA_LENGTH_BYTE_ARRAY' },
      { name: 'flag', data: rows.map((row) => row % 2 === 0), type: 'BOOLEAN' },
      { name: 'day', data: rows.map((row) => new Date(Date.UTC(2020, 0, 1 + row))), type: 'TIMESTAMP' },
    ],
  })
  const whole = await read(bytes, ['number', 'number', 'number', 'text', 'text'])
  expect(whole.columns[0]).toEqual(rows.map((row) => row * row - 50))
  expect(whole.columns[1]).toEqual(rows.map((row) => row * 1_000_000_007))
  expect(whole.columns[2]).toEqual(rows.map((row) => row + 0.5))
  expect(whole.columns[3]?.slice(0, 2)).toEqual(['true', 'false'])
  expect(whole.columns[4]?.slice(0, 2)).toEqual(['2020-01-01', '2020-01-02'])
})

test('a 64-bit integer that no double holds is unreadable as a number and exact as text', async () => {
  const big = [1n, 9_007_199_254_740_991n, 9_007_199_254_740_993n]
  const bytes = write({ columnData: [{ name: 'id', data: BigInt64Array.from(big), type: 'INT64' }] })
  const whole = await read(bytes, ['number'])
  expect(whole.columns).toEqual([[1, 9_007_199_254_740_991, null]])
  expect(whole.counts).toEqual([{ filled: 2, unreadable: 1 }])
  expect(whole.warnings).toEqual([expect.objectContaining({ code: 'unreadable_number', column: 1, count: 1 })])
  expect((await read(bytes, ['text'])).columns).toEqual([big.map(String)])
})

test('a decimal is the double that its digits mean', async () => {
  const bytes = write({
    schema: [
      { name: 'root', num_children: 1 },
      { name: 'price', type: 'INT32', converted_type: 'DECIMAL', scale: 1, precision: 4, repetition_type: 'REQUIRED' },
    ],
    columnData: [{ name: 'price', data: [0.3, -12.5, 7] }],
  })
  expect((await read(bytes, ['number'])).columns).toEqual([[0.3, -12.5, 7]])
})

test('a nested column is left out with a warning, and the columns behind it keep their values', async () => {
  const bytes = write({
    schema: [
      { name: 'root', num_children: 3 },
      { name: 'a', type: 'DOUBLE', repetition_type: 'REQUIRED' },
      { name: 'list', converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
      { name: 'b', type: 'DOUBLE', repetition_type: 'REQUIRED' },
    ],
    columnData: [
      { name: 'a', data: [1, 2] },
      { name: 'list', data: [[1, 2], [3]] },
      { name: 'b', data: [10, 20] },
    ],
  })
  const whole = await read(bytes, ['number', 'number'])
  expect(whole.header.columns).toEqual(['a', 'b'])
  expect(whole.columns).toEqual([
    [1, 2],
    [10, 20],
  ])
  expect(whole.warnings).toEqual([expect.objectContaining({ code: 'nested_column', column: 2 })])
})

test('__proto__ is a name like others', async () => {
  const whole = await read(write({ columnData: [{ name: '__proto__', data: ['x'], type: 'STRING' }] }))
  expect(whole.header.columns).toEqual(['__proto__'])
  expect(whole.columns).toEqual([['x']])
})

test('limits are checked before anything is unpacked', async () => {
  const bytes = write({
    codec: 'GZIP',
    columnData: [{ name: 'x', data: new Float64Array(80_000), type: 'DOUBLE', encoding: 'PLAIN' }],
  })
  const codes = []
  for (const [limit, value] of [
    ['rows', 79_999],
    ['unpackedBytes', 100_000],
    ['columns', 0],
    ['bytes', 100],
  ] as const) {
    const refused = await refusalOf(async () =>
      readAll(await openTable(cutSource(bytes), { limits: { ...limits, [limit]: value } })),
    )
    codes.push(refused.code)
  }
  expect(codes).toEqual(['too_large', 'too_large', 'too_large', 'too_large'])
})

test('a file that is cut off, empty of rows or lies about them is invalid', async () => {
  const bytes = write({ columnData: [{ name: 'x', data: [1, 2, 3], type: 'DOUBLE' }] })
  const empty = write({ columnData: [{ name: 'x', data: [], type: 'DOUBLE' }] })
  for (const bad of [bytes.subarray(0, bytes.length - 1), bytes.subarray(0, 40), Buffer.from('PAR1'), empty]) {
    expect((await refusalOf(() => read(bad))).code).toBe('invalid')
  }
})

test('a changed bit in the pages never makes a value missing that is there: it is another value or the file is refused', async () => {
  const values = [7, 8, 9, 8, 7, 9, 9, 8, 7, 8, 9, 7]
  const columnData = [
    { name: 'n', data: Int32Array.from(values), type: 'INT32' as const, encoding: 'RLE_DICTIONARY' as const },
  ]
  const bytes = Buffer.from(write({ codec: 'UNCOMPRESSED', columnData }))
  const pagesEnd = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8)
  let refused = 0
  for (let bit = 4 * 8; bit < pagesEnd * 8; bit++) {
    const changed = Buffer.from(bytes)
    changed[bit >> 3]! ^= 1 << (bit & 7)
    try {
      const whole = await read(changed, ['number'])
      expect(whole.columns[0], `bit ${bit}`).toHaveLength(values.length)
      expect(whole.columns[0], `bit ${bit}`).not.toContain(null)
    } catch (error) {
      if (!(error instanceof VouchError)) throw error
      refused++
    }
  }
  expect(refused).toBeGreaterThan(pagesEnd)
})
