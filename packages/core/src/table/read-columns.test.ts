import { expect, test } from 'vitest'
import { cutSource } from './fixtures/cut-source.ts'
import { readColumns } from './read-columns.ts'
import type { TableLimits } from './table.ts'

const limits: TableLimits = { bytes: 1e6, unpackedBytes: 1e6, rows: 1e5, columns: 64, cellBytes: 4096 }
const text = `id,period,note\n${Array.from({ length: 20_000 }, (_, row) => `K${row},${row / 4},${row % 2 === 0 ? '' : 'odd'}\n`).join('')}`

test('columns of numbers and of text are told apart, and joined over chunks', async () => {
  const { table, warnings, counts } = await readColumns(cutSource(Buffer.from(text)), { limits })
  expect(table.columnNames()).toEqual(['id', 'period', 'note'])
  expect(table.numRows()).toBe(20_000)
  expect(table.column('period')).toBeInstanceOf(Float64Array)
  expect(table.get('period', 19_999)).toBe(19_999 / 4)
  expect(table.get('id', 19_999)).toBe('K19999')
  expect([table.get('note', 0), table.get('note', 1)]).toEqual([null, 'odd'])
  expect(counts.map(({ filled }) => filled)).toEqual([20_000, 20_000, 10_000])
  expect(warnings).toEqual([])
})

test('only what is asked for is read, in that order', async () => {
  const { table, header } = await readColumns(cutSource(Buffer.from('a,b,c\n1,x,NA\n')), {
    limits,
    columns: ({ columns }) => [
      { index: columns.indexOf('c'), kind: 'number' },
      { index: columns.indexOf('a'), kind: 'text' },
    ],
  })
  expect(header.columns).toEqual(['a', 'b', 'c'])
  expect(table.columnNames()).toEqual(['c', 'a'])
  expect([table.get('c', 0), table.get('a', 0)]).toEqual([Number.NaN, '1'])
})
