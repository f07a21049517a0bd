import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { countInQuantiles, countNames, populationStability } from './population-stability.ts'

const number = fc.option(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -9, max: 9, noNaN: true })))
const sample = fc.array(number, { minLength: 1, maxLength: 80 })
const indexOf = (reference: readonly (number | null)[], current: readonly (number | null)[]) =>
  populationStability(countInQuantiles(reference, current))

it('is 0 for samples that are the same, in whatever order', () => {
  fc.assert(
    fc.property(sample, fc.integer(), (values, seed) => {
      expect(indexOf(values, createRandom(seed).shuffle([...values]))?.value).toBe(0)
    }),
  )
})

it('is never below 0, is finite, and does not depend on the order of rows', () => {
  fc.assert(
    fc.property(sample, sample, fc.integer(), (reference, current, seed) => {
      const found = indexOf(reference, current)
      const random = createRandom(seed)
      expect(found?.value).toBeGreaterThanOrEqual(0)
      expect(Number.isFinite(found?.value)).toBe(true)
      expect(indexOf(random.shuffle([...reference]), random.shuffle([...current]))).toEqual(found)
    }),
  )
})

it('what is missing is a bin: a feature that goes missing has moved', () => {
  const there = Array.from({ length: 200 }, (_, i) => i)
  const holed = there.map((value) => (value % 3 ? value : null))
  expect(indexOf(there, holed)?.value).toBeGreaterThan(0.5)
  expect(indexOf(there, holed.map((value) => value ?? Number.NaN))).toEqual(indexOf(there, holed)) // prettier-ignore
  expect(indexOf(there, holed.map((value) => value ?? Infinity))).toEqual(indexOf(there, holed)) // prettier-ignore
})

it('a constant that becomes another one has moved, either way', () => {
  const of = (value: number) => Array<number>(50).fill(value)
  for (const other of [4, 6]) expect(indexOf(of(5), of(other))?.value).toBeGreaterThan(2)
})

it('names that are new or gone are bins, and so is no name', () => {
  const counts = countNames(['a', 'a', 'b', null], ['a', 'c', null, null])
  expect([...counts]).toEqual([
    ['a', [2, 1]],
    ['b', [1, 0]],
    [null, [1, 2]],
    ['c', [0, 1]],
  ])
  // half a row in each of four bins of four and four rows
  const [p, q] = [[2.5, 1.5, 1.5, 0.5].map((count) => count / 6), [1.5, 0.5, 2.5, 1.5].map((count) => count / 6)]
  const index = p.reduce((sum, share, i) => sum + (q[i]! - share) * Math.log(q[i]! / share), 0)
  expect(populationStability(counts.values())?.value).toBeCloseTo(index, 12)
})

it.each([
  [400, 200, 0.03],
  [400, 60, 0.03],
  // bins are empty: it is sooner too high
  [200, 30, 0],
])('of %d and %d rows of one distribution stays below what chance allows in about 95 of 100', (n, m, least) => {
  let above = 0
  for (let s = 0; s < 2000; s++) {
    const random = createRandom(`stable ${n} ${m} ${s}`)
    const draw = (rows: number) => Array.from({ length: rows }, () => (random.uniform() < 0.1 ? null : random.normal()))
    const { value, chance } = indexOf(draw(n), draw(m))!
    if (value > chance!) above++
  }
  expect(above / 2000).toBeGreaterThanOrEqual(least)
  expect(above / 2000).toBeLessThan(0.08)
})

it('of nothing is none, and of one bin chance has no part', () => {
  expect(indexOf([], [1])).toBeNull()
  expect(indexOf([1], [])).toBeNull()
  expect(indexOf([null], [null])).toEqual({ value: 0, chance: null, bins: 1 })
})
