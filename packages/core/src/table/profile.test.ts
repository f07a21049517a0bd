import { TableProfile } from '@vouch/contracts/dataset'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { cutSource } from './fixtures/cut-source.ts'
import { openTable } from './open-table.ts'
import { type ProfileOptions, profileTable } from './profile.ts'
import type { TableReader } from './table.ts'

const LIMITS = { bytes: 1e8, unpackedBytes: 1e9, rows: 1e7, columns: 2000, cellBytes: 100_000 }

async function profileCsv(csv: string, options?: ProfileOptions): Promise<TableProfile> {
  const profile = await profileTable(await openTable(cutSource(Buffer.from(csv)), { limits: LIMITS }), options)
  // what is said of any table can be sent
  return TableProfile.parse(JSON.parse(JSON.stringify(profile)))
}

const column = (profile: TableProfile, name: string) => profile.columns.find((each) => each.name === name)

describe('a profile', () => {
  it('says of each column what it holds', async () => {
    const rows = Array.from({ length: 20 }, (_, i) =>
      [i + 1, i / 8, i % 2, ['yes', 'no'][i % 2], `2024-01-0${1 + (i % 9)}`, `star ${i}`, 'same', '', 5].join(','),
    )
    const found = await profileCsv(`whole,number,flag,word,date,text,constant,missing,five\n${rows.join('\n')}`)
    expect(found.columns.map(({ name, kind, numeric }) => [name, kind, numeric])).toEqual([
      ['whole', 'whole', true],
      ['number', 'number', true],
      ['flag', 'boolean', true],
      ['word', 'boolean', false],
      ['date', 'date', false],
      ['text', 'text', false],
      ['constant', 'constant', false],
      ['missing', 'missing', false],
      ['five', 'constant', true],
    ])
    expect(found.rows).toBe(20)
  })

  it('counts missing, unreadable and different cells, and equal numbers as one value', async () => {
    const cells = ['1', '1.0', '1e0', '2', '', 'NaN', ...Array.from({ length: 40 }, () => '7'), 'oops', '1e999']
    const found = column(await profileCsv(`x,y\n${cells.map((cell) => `${cell},0`).join('\n')}`), 'x')
    expect(found).toMatchObject({ kind: 'whole', n: 46, missing: 2, unreadable: 2 })
    expect(found?.missing_share).toBeCloseTo(2 / 48, 12)
    expect(found?.distinct).toEqual({ count: 5, exact: true })
    expect(found?.frequent.slice(0, 2)).toEqual([
      { value: '7', count: 40, exact: true },
      { value: '1', count: 3, exact: true },
    ])
    expect(found?.numbers).toMatchObject({ min: 1, max: 7, quantiles_exact: true })
  })

  it('takes a column for text when one cell in five is a word', async () => {
    const cells = Array.from({ length: 50 }, (_, i) => (i % 5 === 0 ? 'word' : String(i)))
    expect(column(await profileCsv(`x,y\n${cells.map((cell) => `${cell},1`).join('\n')}`), 'x')).toMatchObject({
      kind: 'text',
      numeric: false,
      unreadable: 0,
    })
  })

  it('reads a decimal comma as the readers of numbers do', async () => {
    const found = await profileCsv('x;y\n1,5;a\n2,5;b\n')
    expect(column(found, 'x')).toMatchObject({ kind: 'number', numbers: { min: 1.5, max: 2.5, mean: 2 } })
  })

  it('tells ids apart that are the same double', async () => {
    const found = await profileCsv('id,y\n9007199254740993,1\n9007199254740992,2\n9007199254740993,3\n')
    expect(column(found, 'id')?.distinct).toEqual({ count: 2, exact: true })
  })

  it('counts a row as a duplicate when every cell is that of an earlier one, and only then', async () => {
    const found = await profileCsv('a,b,c\n1,2,\n1,,2\n1,2,\n2,1,\n1.0,2,\n1,2,x\n')
    expect(found.duplicate_rows).toEqual({ count: 2, exact: true })
  })

  it('does not hang on how the bytes arrive or how many rows a chunk has', async () => {
    const random = createRandom('chunks')
    const rows = Array.from(
      { length: 300 },
      (_, i) => `${random.int(50)},${random.normal()},t${random.int(9)},${i % 2}`,
    )
    const csv = `a,b,c,label\n${rows.join('\n')}`
    const small = { distinct: 1e6, sample: 1e6, rows: 1e6, cells: 1 }
    expect(await profileCsv(csv, { bounds: small })).toEqual(await profileCsv(csv))
  })

  it('estimates beyond its bounds, and says so', async () => {
    const rows = Array.from({ length: 6000 }, (_, i) => `${i},${i % 3}`)
    const bounds = { distinct: 0, sample: 0, rows: 1000, cells: 1e5 }
    const found = await profileCsv(`id,label\n${rows.join('\n')}`, { bounds })
    expect(found.rows).toBe(6000)
    expect(column(found, 'id')?.distinct.exact).toBe(false)
    expect(Math.abs((column(found, 'id')?.distinct.count ?? 0) / 6000 - 1)).toBeLessThan(0.16)
    expect(column(found, 'id')?.numbers).toMatchObject({ min: 0, max: 5999, quantiles_exact: false })
    expect(found.duplicate_rows.exact).toBe(false)
    expect(found.label_candidates[0]?.classes.map(({ count }) => count)).toEqual([2000, 2000, 2000])
  })
})

it('among many values those that are told are the most frequent, and none as frequent is left out', async () => {
  const random = createRandom('frequent')
  // one row in fifty is a sentinel, one in 200 another, and a few numbers come by chance several times
  const cells = Array.from({ length: 5000 }, () =>
    random.uniform() < 0.02 ? '-1' : random.uniform() < 0.005 ? '-9' : String(random.int(3000)),
  )
  const found = column(await profileCsv(`x,y\n${cells.map((cell) => `${cell},1`).join('\n')}`), 'x')
  expect(found?.frequent).toEqual([{ value: '-1', count: cells.filter((cell) => cell === '-1').length, exact: true }])
})

describe('label and group candidates', () => {
  const random = createRandom('candidates')
  const rows = Array.from({ length: 200 }, (_, i) => {
    const star = 1000 + Math.floor(i / 3)
    return `${i},${star},host ${star},${random.normal()},${['CONFIRMED', 'FALSE POSITIVE'][star % 2]},${i % 4},${i % 2}`
  })
  const csv = `rowid,kepid,hostname,flux,koi_disposition,quarter,last\n${rows.join('\n')}`

  it('name the known columns first, with their classes and groups', async () => {
    const known = { labels: ['koi_disposition'], groups: ['kepid', 'hostname'] }
    const found = await profileCsv(csv, { known })
    expect(found.label_candidates[0]).toMatchObject({ column: 'koi_disposition', known: true, missing: 0 })
    expect(found.label_candidates[0]?.classes.reduce((sum, { count }) => sum + count, 0)).toBe(200)
    expect(found.group_candidates.slice(0, 2)).toEqual([
      { column: 'kepid', known: true, groups: { count: 67, exact: true }, largest: 3, missing: 0 },
      { column: 'hostname', known: true, groups: { count: 67, exact: true }, largest: 3, missing: 0 },
    ])
  })

  it('are found where nothing is known, and are never ids, measurements or what stands once', async () => {
    const found = await profileCsv(csv)
    expect(found.label_candidates.map((each) => each.column)).toEqual(['koi_disposition', 'last', 'quarter'])
    expect(found.group_candidates.map((each) => each.column)).toEqual(['kepid', 'hostname'])
  })
})

describe('a hostile table', () => {
  it('may have two thousand columns', async () => {
    const names = Array.from({ length: 2000 }, (_, i) => `c${i}`)
    const rows = Array.from({ length: 30 }, (_, r) => names.map((_, c) => (r * c) % 17).join(','))
    const found = await profileCsv(`${names.join(',')}\n${rows.join('\n')}`)
    expect(found.columns).toHaveLength(2000)
    expect(found.columns[16]).toMatchObject({ name: 'c16', index: 16, n: 30, distinct: { count: 17, exact: true } })
  })

  it('may have one column, and one row', async () => {
    const found = await profileCsv('x\n1\n')
    expect(found).toMatchObject({
      rows: 1,
      columns: [{ kind: 'constant' }],
      label_candidates: [],
      group_candidates: [],
    })
  })

  it('may name columns as objects name their insides, and twice', async () => {
    const found = await profileCsv('__proto__,constructor,x,x,\n1,a,1,2,3\n2,b,3,4,5\n')
    expect(found.columns.map(({ name }) => name)).toEqual(['__proto__', 'constructor', 'x', 'x_2', 'column_5'])
    expect(column(found, '__proto__')?.numbers).toMatchObject({ min: 1, max: 2 })
    expect(found.warnings.map(({ code }) => code)).toContain('duplicate_header')
  })

  it('may hold nothing but missing cells', async () => {
    const found = await profileCsv('a,b\n,\nNA,?\n')
    expect(found.columns.map(({ kind, missing, numbers }) => [kind, missing, numbers])).toEqual([
      ['missing', 2, null],
      ['missing', 2, null],
    ])
    expect(found.duplicate_rows.count).toBe(1)
  })

  it('may hold huge texts, of which little is kept', async () => {
    const texts = Array.from({ length: 60 }, (_, i) => `${'x'.repeat(90_000)}${i % 30}`)
    const found = await profileCsv(`x,y\n${texts.map((text) => `${text},1`).join('\n')}`)
    expect(column(found, 'x')?.distinct).toEqual({ count: 30, exact: true })
    expect(column(found, 'x')?.frequent.every(({ value, count }) => value.length === 200 && count === 2)).toBe(true)
  })

  it('may hold no rows at all', async () => {
    const reader: TableReader = {
      header: { format: 'parquet', encoding: null, delimiter: null, columns: ['a', 'b'], comments: [] },
      warnings: [],
      counts: [],
      async *chunks() {},
    }
    const found = await profileTable(reader)
    expect(TableProfile.parse(found)).toMatchObject({ rows: 0, label_candidates: [], group_candidates: [] })
    expect(found.columns.map(({ kind, missing_share }) => [kind, missing_share])).toEqual([
      ['missing', null],
      ['missing', null],
    ])
  })
})
