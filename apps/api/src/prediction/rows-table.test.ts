import { openTable } from '@vouch/core/table/open-table'
import { describe, expect, it } from 'vitest'
import { toCsv } from '../testing/requests.ts'
import { emptyCounts, openRows } from './rows-table.ts'

const CELLS = [
  1,
  -2.5,
  1e-300,
  1e308,
  ' 3.5 ',
  '+4',
  '1e3',
  '1,5',
  '0x10',
  'abc',
  '',
  'NaN',
  'n/a',
  '-',
  '?',
  null,
  '5d',
  '١',
  '1_000',
]

describe('openRows', () => {
  it('reads a cell as the same cell of a file is read', async () => {
    const rows = CELLS.map((value, i) => ({ a: value, name: `r${i}` }))
    const table = openRows(rows)
    const requests = [
      { index: 0, kind: 'number' as const },
      { index: 1, kind: 'text' as const },
    ]
    const counts = emptyCounts(requests)
    const chunk = table.read(requests, 0, rows.length, counts)

    const limits = { bytes: 1e6, unpackedBytes: 1e6, rows: 1e6, columns: 100, cellBytes: 1e4 }
    const csv = toCsv(rows.map((row) => ({ ...row, a: typeof row.a === 'string' ? `"${row.a}"` : row.a })))
    const reader = await openTable(new Blob([csv]), { limits })
    const fromFile = []
    for await (const part of reader.chunks(requests)) fromFile.push(part)
    expect([...(chunk.columns[0] ?? [])]).toEqual([...(fromFile[0]?.columns[0] ?? [])])
    expect(chunk.columns[1]).toEqual(fromFile[0]?.columns[1])
    expect(counts).toEqual(reader.counts)
  })

  it('takes the keys of all rows as columns, and a key that a row lacks as missing', () => {
    const table = openRows([{ a: 1 }, { b: 2, a: true }])
    expect(table.columns).toEqual(['a', 'b'])
    const requests = [0, 1].map((index) => ({ index, kind: 'number' as const }))
    const counts = emptyCounts(requests)
    const { columns } = table.read(requests, 0, 2, counts)
    expect(columns.map((column) => [...column])).toEqual([
      [1, Number.NaN],
      [Number.NaN, 2],
    ])
    expect(counts).toEqual([
      { filled: 1, unreadable: 1 },
      { filled: 1, unreadable: 0 },
    ])
  })

  it('does not take what every object inherits for a cell', () => {
    const table = openRows([{ toString: 'x' }, { a: 1 }])
    const requests = [{ index: 0, kind: 'text' as const }]
    expect(table.read(requests, 0, 2, emptyCounts(requests)).columns[0]).toEqual(['x', null])
  })
})
