import { PredictInput } from '@vouch/contracts/domains/exoplanet'
import { Row } from '@vouch/contracts/submission'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkRows } from './check-rows.ts'

const cell = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ maxLength: 20 }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(Number.POSITIVE_INFINITY, Number.NaN, undefined, 'x'.repeat(2000), 'x'.repeat(2001)),
  fc.constantFrom<unknown>([], {}, [1], { a: 1 }),
)
// the schema leaves a key called __proto__ out; the hand-written check keeps it as a column
const name = fc
  .oneof(fc.string({ maxLength: 12 }), fc.constantFrom('a'.repeat(200), 'a'.repeat(201)))
  .filter((key) => key !== '__proto__')
const row = fc.oneof(
  { weight: 9, arbitrary: fc.dictionary(name, cell, { maxKeys: 4, noNullPrototype: true }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 1, 'a', [], [{}]) },
)

describe('checkRows', () => {
  it('takes exactly the rows that the contract takes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(row, { maxLength: 4 }), fc.constantFrom<unknown>(null, {}, 'rows')), (rows) => {
        const byContract = PredictInput.shape.rows.safeParse(rows)
        let byHand: unknown
        try {
          byHand = checkRows(rows)
        } catch {
          byHand = null
        }
        expect(byHand !== null).toBe(byContract.success)
        if (byContract.success) expect(byHand).toEqual(byContract.data)
      }),
      { numRuns: 2000 },
    )
  })

  it('has the contract’s bounds', () => {
    const rows = Array.from({ length: 20_001 }, () => ({}))
    expect(() => checkRows(rows)).toThrow(/20000 rows/)
    expect(checkRows(rows.slice(1))).toHaveLength(20_000)
    expect(Row.safeParse({ ['k'.repeat(201)]: 1 }).success).toBe(false)
  })

  it('names the row and the column', () => {
    expect(() => checkRows([{ a: 1 }, { koi_depth: {} }])).toThrow(/^rows\.1\.koi_depth: /)
  })
})
