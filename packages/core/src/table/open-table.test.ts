import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { VouchError } from '../error.ts'
import { cutSource } from './fixtures/cut-source.ts'
import { readAll } from './fixtures/read-all.ts'
import { openTable } from './open-table.ts'
import type { ByteSource, ColumnRequest, TableLimits } from './table.ts'

/** Small, so that small files reach them. */
const LIMITS: TableLimits = { bytes: 4096, unpackedBytes: 8192, rows: 50, columns: 8, cellBytes: 256 }
const folder = new URL('./fixtures/', import.meta.url)
const cases = readdirSync(folder).filter((name) => name.endsWith('.csv'))

/** What a fixture's JSON beside it says: the kinds to read the columns as, and what comes out. */
interface Expected {
  readonly kinds: readonly ColumnRequest['kind'][]
}

async function outcome(source: ByteSource, kinds: Expected['kinds']): Promise<unknown> {
  try {
    const reader = await openTable(source, { limits: LIMITS })
    const requests = kinds.map((kind, index): ColumnRequest => ({ kind, index }))
    return await readAll(reader, requests, 3)
  } catch (error) {
    if (!(error instanceof VouchError)) throw error
    return { error: { code: error.code, detail: error.message, errors: error.errors } }
  }
}

for (const name of cases) {
  test(`fixture ${name} is read, warned of or refused as written beside it, however its bytes arrive`, async () => {
    const bytes = readFileSync(new URL(name, folder))
    const expected: Expected = JSON.parse(readFileSync(new URL(name.replace('.csv', '.json'), folder), 'utf8'))
    const whole = await outcome(cutSource(bytes), expected.kinds)
    // JSON has neither undefined nor -0.
    expect({ kinds: expected.kinds, ...JSON.parse(JSON.stringify(whole)) }).toEqual(expected)
    for (const cuts of [[1], [7, 2], [3, 1, 64]])
      expect(await outcome(cutSource(bytes, cuts), expected.kinds)).toEqual(whole)
  })
}
