import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import { VouchError } from '../error.ts'
import { buildXlsx, sheetRows } from './fixtures/build-xlsx.ts'
import { cutSource } from './fixtures/cut-source.ts'
import { openTable } from './open-table.ts'
import type { ColumnRequest, TableLimits } from './table.ts'

const LONG = process.env['VOUCH_LONG'] === '1'
const RUNS = LONG ? 12_000 : 600
const TIMEOUT_MS = LONG ? 600_000 : 30_000
const LIMIT_MS = 5000
const limits: TableLimits = { bytes: 1e6, unpackedBytes: 4e6, rows: 10_000, columns: 50, cellBytes: 2048 }
const CODES = ['invalid', 'too_large', 'unsupported_media']

const rows = Array.from({ length: 40 }, (_, row) => row)
const names = ['id', '__proto__', 'period', 'depth']
const table = rows.map((row): (string | number | null)[] => [
  `K${row}`,
  row % 2 === 0 ? 'a "b"' : null,
  row * 1.25,
  row % 3 === 0 ? null : 1e-5 * row,
])
const csv = Buffer.from(
  `# archive\n${names.join(',')}\r\n${table.map((row) => row.map((cell) => (typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : (cell ?? ''))).join(',')).join('\r\n')}\r\n`,
)
const parquet = (codec: 'UNCOMPRESSED' | 'SNAPPY'): Buffer =>
  Buffer.from(
    parquetWriteBuffer({
      codec,
      columnData: [
        { name: 'id', data: rows.map((row) => `K${row % 3}`), type: 'STRING' },
        { name: 'x', data: rows.map((row) => (row % 4 === 0 ? null : row / 7)), type: 'DOUBLE', nullable: true },
        { name: 'n', data: Int32Array.from(rows), type: 'INT32', encoding: 'DELTA_BINARY_PACKED' },
        { name: 't', data: rows.map((row) => `text ${row}`), type: 'STRING', encoding: 'DELTA_LENGTH_BYTE_ARRAY' },
      ],
    }),
  )

const whole: [string, Buffer][] = [
  ['csv', csv],
  ['csv in UTF-16', Buffer.from(`\ufeff${csv.toString()}`, 'utf16le')],
  ['csv.gz', gzipSync(csv)],
  ['xlsx', buildXlsx({ sheet: sheetRows([names, ...table]) })],
  ['parquet', parquet('UNCOMPRESSED')],
  ['parquet, packed', parquet('SNAPPY')],
]

interface Change {
  readonly kind: 'flip' | 'set' | 'cut' | 'insert' | 'remove'
  readonly at: number
  readonly byte: number
}

const change = fc.record({
  kind: fc.constantFrom<Change['kind']>('flip', 'set', 'cut', 'insert', 'remove'),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  byte: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 0x22, 0x2c, 0x0a, 0x0d, 0x80, 0xff)),
})

function apply(bytes: Buffer, { kind, at, byte }: Change): Buffer {
  const place = Math.floor(at * bytes.length)
  const before = bytes.subarray(0, place)
  const after = bytes.subarray(place + 1)
  if (kind === 'cut') return before
  if (kind === 'remove') return Buffer.concat([before, after])
  if (kind === 'insert') return Buffer.concat([before, Buffer.from([byte]), bytes.subarray(place)])
  const old = bytes[place] ?? 0
  return Buffer.concat([before, Buffer.from([kind === 'set' ? byte : old ^ (1 << (byte & 7))]), after])
}

/** Reads all of it, as numbers and as text; what comes out is checked to be what a reader promises. */
async function readWhole(bytes: Buffer): Promise<'read' | 'refused'> {
  try {
    const reader = await openTable(cutSource(bytes), { limits })
    const requests = reader.header.columns
      .map((_, index): ColumnRequest[] => [
        { index, kind: 'number' },
        { index, kind: 'text' },
      ])
      .flat()
    expect(new Set(reader.header.columns).size).toBe(reader.header.columns.length)
    for await (const chunk of reader.chunks(requests, 16)) {
      for (const column of chunk.columns) {
        expect(column.length).toBe(chunk.rows)
        for (const cell of column)
          if (typeof cell === 'number' && !Number.isNaN(cell)) expect(Number.isFinite(cell)).toBe(true)
      }
    }
    return 'read'
  } catch (error) {
    if (!(error instanceof VouchError)) throw error
    expect(CODES).toContain(error.code)
    expect(error.message.length).toBeGreaterThan(10)
    return 'refused'
  }
}

for (const [what, bytes] of whole) {
  test(
    `damaged bytes of ${what} are read or refused in words, never anything else, and never slowly`,
    async () => {
      expect(await readWhole(bytes)).toBe('read')
      const prototype = Object.getOwnPropertyNames(Object.prototype).join()
      const outcomes = new Set<string>()
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
          const start = performance.now()
          outcomes.add(await readWhole(changes.reduce(apply, bytes)))
          expect(performance.now() - start).toBeLessThan(LIMIT_MS)
          expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(prototype)
        }),
        { seed: 20260104, numRuns: RUNS },
      )
      expect(outcomes).toContain('refused')
    },
    TIMEOUT_MS,
  )
}

test(
  'a damaged sheet inside a sound workbook is read or refused in words, never slowly',
  async () => {
    const sheet =
      sheetRows([names, ...table.slice(0, 6)]) +
      '<row r="8"><c r="A8" t="s"><v>0</v></c><c r="C8" s="1"><v>43831.5</v></c></row>'
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const damaged = changes.reduce(apply, Buffer.from(sheet)).toString('latin1')
        const start = performance.now()
        await readWhole(buildXlsx({ sheet: damaged, sharedStrings: ['shared'], formats: [0, 14] }))
        expect(performance.now() - start).toBeLessThan(LIMIT_MS)
      }),
      { seed: 20260106, numRuns: RUNS },
    )
  },
  TIMEOUT_MS,
)

test(
  'any bytes at all are read or refused in words',
  async () => {
    const starts = fc.constantFrom('', 'PAR1', 'PK\x03\x04', '\x1f\x8b\x08', '\xff\xfe', '\xfe\xff', 'a,b\n', '"')
    await fc.assert(
      fc.asyncProperty(starts, fc.uint8Array({ maxLength: 400 }), async (start, rest) => {
        await readWhole(Buffer.concat([Buffer.from(start, 'latin1'), rest]))
      }),
      { seed: 20260105, numRuns: RUNS },
    )
  },
  TIMEOUT_MS,
)
