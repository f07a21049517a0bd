import { expect, it } from 'vitest'
import { stripScale } from './strip-scale.ts'

const spread = (low: number, high: number) => [low / 10, low, 2, 3, 4, 5, 6, 7, 8, high, high * 10]

it('the strip spans the middle 98 % of both distributions', () => {
  const scale = stripScale([spread(1, 10), spread(0.5, 9)])
  expect(scale).toMatchObject({ from: 0.5, to: 10, log: false })
  expect(scale?.place(5.25)).toBeCloseTo(0.5)
})

it('what lies beyond an end is put on that end', () => {
  const scale = stripScale([spread(1, 10)])
  expect(scale?.place(-100)).toBe(0)
  expect(scale?.place(1e9)).toBe(1)
})

it('a positive quantity over many powers of ten is shown in powers of ten', () => {
  const scale = stripScale([spread(1, 10_000)])
  expect(scale?.log).toBe(true)
  expect(scale?.place(100)).toBeCloseTo(0.5)
})

it('a quantity that reaches zero stays linear', () => {
  expect(stripScale([spread(0, 10_000)])?.log).toBe(false)
})

it('a constant quantity has its value in the middle', () => {
  expect(stripScale([Array.from({ length: 11 }, () => 3)])?.place(3)).toBe(0.5)
})

it('without any training value there is no scale', () => {
  expect(stripScale([null, null])).toBeNull()
})
