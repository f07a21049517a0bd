import { expect, it } from 'vitest'
import { thinCurve } from './thin-curve.ts'

it('a thinned curve keeps its ends and its order', () => {
  const points = Array.from({ length: 1001 }, (_, index) => index)
  const thin = thinCurve(points)
  expect(thin).toHaveLength(26)
  expect(thin[0]).toBe(0)
  expect(thin.at(-1)).toBe(1000)
  expect(thin).toEqual([...thin].sort((a, b) => a - b))
})

it('a short curve is left whole', () => {
  expect(thinCurve([1, 2, 3])).toEqual([1, 2, 3])
})
