import fc from 'fast-check'
import { expect, test } from 'vitest'
import { VouchError } from '../error.ts'
import { cutSource } from './fixtures/cut-source.ts'
import { readAll } from './fixtures/read-all.ts'
import { isMissingWord } from './missing-word.ts'
import { parseNumber } from './parse-number.ts'
import { openCsv } from './read-csv.ts'
import { safeCell } from './safe-cell.ts'
import type { ColumnRequest, TableLimits, TableReader } from './table.ts'

const LONG = process.env['VOUCH_LONG'] === '1'
const RUNS = LONG ? 8000 : 400
const TIMEOUT_MS = LONG ? 600_000 : 30_000
const LIMITS: TableLimits = { bytes: 1e6, unpackedBytes: 1e6, rows: 1000, columns: 64, cellBytes: 4096 }

function open(bytes: Uint8Array, cuts: readonly number[], blockBytes: number): Promise<TableReader> {
  const source = cutSource(bytes, cuts)
  return openCsv({ format: 'csv', encoding: 'utf-8', open: () => source.stream() }, LIMITS, blockBytes)
}

const cell = fc
  .oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.integer().map(String),
    fc.string({ maxLength: 8 }),
    fc.string({
      unit: fc.constantFrom('"', ',', ';', '\t', '\n', '\r', '#', ' ', 'é', '=', "'", 'a', '1', '.'),
      maxLength: 6,
    }),
    fc.constantFrom('', 'NaN', '-', '=1+1', '\u{1F30D}'),
  )
  .map((text) => text.replaceAll('\0', ''))

const written = fc.record({
  table: fc
    .integer({ min: 2, max: 6 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
    ),
  delimiter: fc.constantFrom(',', ';', '\t'),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  finalLineEnd: fc.boolean(),
  quoteAll: fc.boolean(),
  byteOrderMark: fc.boolean(),
  cuts: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 5 }),
  blockBytes: fc.integer({ min: 1, max: 200 }),
  chunkRows: fc.integer({ min: 1, max: 5 }),
})

type Written = typeof written extends fc.Arbitrary<infer T> ? T : never

/** As a spreadsheet would write it: quotes where they are needed, or everywhere. */
function write({ table, delimiter, lineEnd, finalLineEnd, quoteAll, byteOrderMark }: Written): Buffer {
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`
  const one = (text: string): string => (quoteAll || /[",;\t\r\n]|^[\s#]|\s$/.test(text) ? quote(text) : text)
  const header = (table[0] ?? []).map((_, index) => `name ${index}`).join(delimiter)
  const rows = table.map((row) => row.map(one).join(delimiter))
  const text = [header, ...rows].join(lineEnd) + (finalLineEnd ? lineEnd : '')
  return Buffer.from((byteOrderMark ? '\ufeff' : '') + text)
}

/** Rows of which nothing would be left but a blank line are not rows. */
function isBlank(row: readonly string[], { quoteAll }: Written): boolean {
  return !quoteAll && row.length === 1 && (row[0] ?? '').trim() === ''
}

function asText(text: string): string | null {
  if (isMissingWord(text.trim())) return null
  return /^'+[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/u.test(text) ? text.slice(1) : text
}

function asNumber(text: string, delimiter: string): number | null {
  const plain = text.trim()
  const point = delimiter === ';' && /^ *[+-]?\d*,\d+(?:e[+-]?\d+)? *$/i.test(text) ? plain.replace(',', '.') : plain
  const bytes = Buffer.from(point)
  const value = parseNumber(bytes, 0, bytes.length)
  return isMissingWord(plain) || Number.isNaN(value) ? null : value
}

test(
  'any table comes back cell by cell, whatever its quotes, line ends and delimiter, and however its bytes are cut',
  async () => {
    await fc.assert(
      fc.asyncProperty(written, async (drawn) => {
        const { table, delimiter, cuts, blockBytes, chunkRows } = drawn
        const reader = await open(write(drawn), cuts, blockBytes)
        const width = table[0]?.length ?? 0
        expect(reader.header.columns).toEqual(Array.from({ length: width }, (_, index) => `name ${index}`))
        expect(reader.header.delimiter).toBe(delimiter)
        const requests = Array.from({ length: width }, (_, index): ColumnRequest[] => [
          { index, kind: 'text' },
          { index, kind: 'number' },
        ]).flat()
        const read = await readAll(reader, requests, chunkRows)
        const rows = table.filter((row) => !isBlank(row, drawn))
        for (let index = 0; index < width; index++) {
          expect(read.columns[2 * index]).toEqual(rows.map((row) => asText(row[index] ?? '')))
          expect(read.columns[2 * index + 1]).toEqual(rows.map((row) => asNumber(row[index] ?? '', delimiter)))
        }
      }),
      { seed: 20260102, numRuns: RUNS },
    )
  },
  TIMEOUT_MS,
)

test(
  'what safeCell writes is read back as it was, formulas included',
  async () => {
    const texts = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(texts, async (table) => {
        const text = `a,b\n${table.map((row) => row.map(safeCell).join(',')).join('\n')}\n`
        const read = await readAll(await open(Buffer.from(text), [], 64))
        expect(read.columns[0]).toEqual(table.map(([first = '']) => (isMissingWord(guarded(first)) ? null : first)))
        expect(read.columns[1]).toEqual(
          table.map(([, second = '']) => (isMissingWord(guarded(second)) ? null : second)),
        )
      }),
      { seed: 20260103, numRuns: RUNS },
    )
  },
  TIMEOUT_MS,
)

/** A guarded `-` is no word for missing any more. */
function guarded(text: string): string {
  return /^'*[=+\-@\t\r\n]/.test(text) && !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)
    ? `'${text}`
    : text.trim()
}

test('lines are counted the same however the bytes are cut', async () => {
  for (const lineEnd of ['\n', '\r\n', '\r']) {
    const text = ['# a comment', 'id,x', '"two', 'lines",1', '', '# between', 'K2,bad', 'K3'].join(lineEnd)
    for (let blockBytes = 1; blockBytes < 60; blockBytes++) {
      const reader = await open(Buffer.from(text), [blockBytes], blockBytes)
      const read = await readAll(reader, [{ index: 1, kind: 'number' }])
      const places = read.warnings.map(({ code, line, column }) => [code, line, column])
      expect(places).toEqual([
        ['comment_line', 6, undefined],
        ['unreadable_number', 7, 2],
        ['short_row', 8, 2],
      ])
    }
  }
})

test('a row longer than the window is read, and costs no more than twice the window again', async () => {
  const long = 'x'.repeat(4000)
  const reader = await open(Buffer.from(`a,b\n${long},1\n${long},2\n`), [1], 16)
  const read = await readAll(reader)
  expect(read.columns).toEqual([
    [long, long],
    ['1', '2'],
  ])
})

test('each chunk has arrays of its own, so that one can be handed to another thread', async () => {
  const reader = await open(Buffer.from(`a\n${'1\n'.repeat(10)}`), [], 64)
  const buffers = new Set<ArrayBufferLike>()
  let chunks = 0
  for await (const chunk of reader.chunks([{ index: 0, kind: 'number' }], 4)) {
    const [column] = chunk.columns
    if (!(column instanceof Float64Array)) throw new Error('a column of numbers is a Float64Array')
    expect(column.buffer.byteLength).toBe(column.byteLength)
    buffers.add(column.buffer)
    chunks++
  }
  expect(chunks).toBe(3)
  expect(buffers.size).toBe(3)
})

test('a source is left when reading ends, by its end, by an error or by breaking off', async () => {
  let readable = 0
  const bytes = Buffer.from(`a,b\n${'1,2\n'.repeat(100)}"x`)
  async function* stream(): AsyncGenerator<Uint8Array> {
    readable++
    try {
      for (const byte of bytes) yield Buffer.from([byte])
    } finally {
      readable--
    }
  }
  const source = { format: 'csv', encoding: 'utf-8', open: stream } as const
  const reader = await openCsv(source, LIMITS, 16)
  expect(readable).toBe(0)
  await expect(readAll(reader)).rejects.toThrow(VouchError)
  expect(readable).toBe(0)
  for await (const chunk of (await openCsv(source, LIMITS, 16)).chunks([{ index: 0, kind: 'number' }], 1)) {
    expect(chunk.rows).toBe(1)
    break
  }
  expect(readable).toBe(0)
})

test('warnings are one a kind and column with a count, and never more than a hundred and one', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `c${index}`).join(',')
  const bad = Array.from({ length: 60 }, () => 'bad').join(',')
  const limits = { ...LIMITS, columns: 200 }
  const wide = `${names},${names.replaceAll('c', 'd')}\n${`${bad},${bad}\n`.repeat(5)}`
  const source = cutSource(Buffer.from(wide))
  const reader = await openCsv({ format: 'csv', encoding: 'utf-8', open: () => source.stream() }, limits)
  const read = await readAll(
    reader,
    reader.header.columns.map((_, index) => ({ index, kind: 'number' })),
  )
  expect(read.warnings.length).toBe(101)
  expect(read.warnings[0]).toEqual({
    code: 'unreadable_number',
    message: expect.stringContaining('"c0"'),
    line: 2,
    column: 1,
    count: 5,
  })
  expect(read.warnings[100]).toEqual(expect.objectContaining({ code: 'more_warnings', count: 20 * 5 }))
  expect(read.counts.every(({ unreadable }) => unreadable === 5)).toBe(true)
})

test('a request for a column that is not there is refused', async () => {
  const reader = await open(Buffer.from('a,b\n1,2\n'), [], 64)
  await expect(reader.chunks([{ index: 2, kind: 'text' }]).next()).rejects.toThrow(RangeError)
})
