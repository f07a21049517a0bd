import { describe, expect, it } from 'vitest'
import { whyNotAssessed } from './assess.ts'
import type { QuantityName } from './quantities.ts'

const model = { requires: [['period'], ['depth', 'snr']] }
const why = (row: Partial<Record<QuantityName, number>>) =>
  whyNotAssessed(
    model,
    { rows: 1, values: Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Float64Array.of(value)])) },
    0,
  )

describe('a row that cannot be judged', () => {
  it.each([
    [{ depth: 100 }, 'the table has no column for the orbital period'],
    [{ period: Number.NaN, depth: 100 }, 'no orbital period'],
    [{ period: -3, depth: 100 }, 'the orbital period is not positive'],
    [{ period: 3 }, 'none of: transit depth; signal to noise of the fitted transit model'],
    [{ period: 3, depth: 0, snr: Number.NaN }, 'none of: transit depth; signal to noise of the fitted transit model'],
  ])('%j says why', (row, reason) => {
    expect(why(row)).toBe(reason)
  })

  it('is not one that has one of each list', () => {
    expect(why({ period: 3, depth: 100 })).toBeNull()
    expect(why({ period: 3, depth: Number.NaN, snr: 9 })).toBeNull()
  })
})
