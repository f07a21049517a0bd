import { expect, test } from 'vitest'
import { VouchError } from '../error.ts'
import { decodeParquetValues, type StoredValues } from './decode-parquet-values.ts'

const stored = (type: StoredValues['type'], count: number, typeLength?: number): StoredValues => ({
  type,
  element: typeLength === undefined ? { name: 'x', type } : { name: 'x', type, type_length: typeLength },
  count,
})

test('values never come from beyond the end of their page', () => {
  const buffer = Buffer.alloc(64, 1)
  buffer.writeUInt32LE(20, 0)
  const page = buffer.subarray(0, 10)
  expect(() => decodeParquetValues(page, 'PLAIN', stored('BYTE_ARRAY', 1))).toThrow(/past the end/)
  expect(() => decodeParquetValues(page, 'PLAIN', stored('DOUBLE', 2))).toThrow(/past the end/)
  expect(() => decodeParquetValues(page, 'PLAIN', stored('FIXED_LEN_BYTE_ARRAY', 1, 2 ** 31))).toThrow(/past the end/)
  expect(() => decodeParquetValues(page, 'BYTE_STREAM_SPLIT', stored('FLOAT', 3))).toThrow(/past the end/)
  expect(() => decodeParquetValues(page, 'PLAIN', stored('BOOLEAN', 81))).toThrow(RangeError)
})

test('delta blocks of sizes that no writer chooses are refused before they are decoded', () => {
  const sizes = [
    [0, 4, 5],
    [128, 0, 5],
    [100, 3, 5],
    [128, 4, 6],
  ]
  for (const [block = 0, miniblocks = 0, count = 0] of sizes) {
    const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, value >> 7])
    const page = Uint8Array.from([...varint(block), ...varint(miniblocks), count, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(() => decodeParquetValues(page, 'DELTA_BINARY_PACKED', stored('INT32', 5))).toThrow(/delta block/)
  }
})

test('an encoding that is not read is refused by name', () => {
  expect(() => decodeParquetValues(Buffer.alloc(10), 'DELTA_BYTE_ARRAY', stored('BYTE_ARRAY', 1))).toThrow(VouchError)
  expect(() => decodeParquetValues(Buffer.alloc(10), 'DELTA_BYTE_ARRAY', stored('BYTE_ARRAY', 1))).toThrow(
    /DELTA_BYTE_ARRAY/,
  )
})
