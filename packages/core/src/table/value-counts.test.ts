import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { FrequentValues } from './frequent-values.ts'
import { hashNumber, hashText } from './hash-cell.ts'
import { NumberSample } from './number-sample.ts'
import { ValueCounts } from './value-counts.ts'

describe('value counts', () => {
  it('are exact up to the bound', () => {
    const counts = new ValueCounts(1000)
    for (let i = 0; i < 5000; i++) counts.add(hashNumber(i % 1000))
    for (let i = 0; i < 7; i++) counts.add(hashNumber(3))
    expect(counts.distinct).toEqual({ count: 1000, exact: true })
    expect(counts.largest).toBe(12)
    expect(counts.count(hashNumber(3))).toBe(12)
    expect(counts.count(hashNumber(5000))).toBe(0)
  })

  it('are estimated beyond it, and say so; what is still counted is exact', () => {
    for (const distinct of [1001, 30_000, 400_000]) {
      const counts = new ValueCounts(1000)
      for (let i = 0; i < distinct; i++) counts.add(hashNumber(i))
      for (let i = 0; i < distinct; i++) if (i % 10 === 0) counts.add(hashNumber(i))
      const found = counts.distinct
      expect(found.exact).toBe(false)
      // three of the errors of 1.2 / √1000 at a bound that may be half used
      expect(Math.abs(found.count / distinct - 1)).toBeLessThan(0.16)
      expect(counts.largest).toBeNull()
      const known = Array.from({ length: distinct }, (_, i) => counts.count(hashNumber(i)))
      expect(known.filter((count) => count !== null).length).toBeGreaterThan(400)
      expect(known.every((count, i) => count === null || count === (i % 10 === 0 ? 2 : 1))).toBe(true)
    }
  })
})

describe('frequent values', () => {
  it('are counted exactly while there are few', () => {
    const frequent = new FrequentValues(3)
    for (const word of ['a', 'b', 'a', 'c', 'a', 'b']) frequent.add(hashText(word), word)
    expect(frequent.exact).toBe(true)
    expect(frequent.entries().map(({ value, count }) => [value, count])).toEqual([
      ['a', 3],
      ['b', 2],
      ['c', 1],
    ])
  })

  it('are never lost among many others, and never counted too high', () => {
    const random = createRandom('frequent')
    const frequent = new FrequentValues(100)
    let sentinels = 0
    for (let i = 0; i < 50_000; i++) {
      const value = random.uniform() < 0.02 ? -1 : i
      if (value === -1) sentinels++
      frequent.add(hashNumber(value), value)
    }
    const found = frequent.entries().find(({ value }) => value === -1)
    expect(frequent.exact).toBe(false)
    expect(found?.count).toBeLessThanOrEqual(sentinels)
    expect(found?.count).toBeGreaterThanOrEqual(sentinels - 50_000 / 101)
  })
})

describe('a sample of numbers', () => {
  it('has the quantiles of all numbers up to the bound, and close ones beyond it', () => {
    for (const bound of [20_000, 2000]) {
      const sample = new NumberSample(bound)
      for (let i = 0; i < 20_000; i++) sample.add((i * 7919) % 20_000, i)
      const found = sample.profile()
      expect(found).toMatchObject({ min: 0, max: 19_999, quantiles_exact: bound === 20_000 })
      expect(found?.mean).toBeCloseTo(9999.5, 6)
      expect(found?.quantiles[0]).toBe(0)
      expect(found?.quantiles.at(-1)).toBe(19_999)
      const tolerance = bound === 20_000 ? 1e-9 : 1000
      expect(Math.abs((found?.quantiles[5] ?? 0) - 9999.5)).toBeLessThan(tolerance)
    }
  })

  it('is not fooled by a table that is sorted or repeats itself', () => {
    const sample = new NumberSample(1000)
    for (let i = 0; i < 64_000; i++) sample.add(i % 2, i)
    const found = sample.profile()?.quantiles
    // half of them are 1, whichever rows were taken
    expect([found?.[4], found?.[6]]).toEqual([0, 1])
  })

  it('stays finite for numbers at the end of the doubles', () => {
    const sample = new NumberSample(10)
    for (const [row, value] of [1.7e308, -1.7e308, 1.7e308, 1.7e308].entries()) sample.add(value, row)
    const found = sample.profile()
    expect(Number.isFinite(found?.mean)).toBe(true)
    expect(found?.quantiles.every(Number.isFinite)).toBe(true)
    expect(new NumberSample(10).profile()).toBeNull()
  })
})
