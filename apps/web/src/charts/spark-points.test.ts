import { expect, it } from 'vitest'
import { sparkPoints } from './spark-points.ts'

it('a day without a value parts the line and is not drawn as nought', () => {
  const { lines, dots } = sparkPoints([10, 20, null, 40], 20)
  expect(lines).toEqual([
    [
      [0, 75],
      [100 / 3, 50],
    ],
  ])
  expect(dots).toEqual([[100, 0]])
})

it('the threshold is in sight though no day comes near it, and without any day', () => {
  expect(sparkPoints([1, 2], 80).level).toBe(0)
  expect(sparkPoints([], 5)).toEqual({ lines: [], dots: [], level: 0 })
  expect(sparkPoints([null], 0).level).toBe(100)
})
