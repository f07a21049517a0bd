import { expect, test } from 'vitest'
import { compareShares } from './compare-shares.ts'
import { differenceInterval } from './difference-interval.ts'
import { wilson } from './interval.ts'

test('of two shares by Wilson it is Newcombe’s interval', () => {
  const found = differenceInterval({ value: 0.7, interval: wilson(56, 80) }, { value: 0.6, interval: wilson(48, 80) })
  const { interval } = compareShares({ count: 56, n: 80 }, { count: 48, n: 80 })
  expect(found[0]).toBeCloseTo(interval[0], 12)
  expect(found[1]).toBeCloseTo(interval[1], 12)
})

test('two figures that rise and fall together differ with more certainty', () => {
  const [a, b] = [
    { value: 10, interval: [8, 12] as const },
    { value: 7, interval: [5, 9] as const },
  ]
  expect(differenceInterval(a, b)).toEqual([3 - Math.sqrt(8), 3 + Math.sqrt(8)])
  expect(differenceInterval(a, b, 1)).toEqual([3, 3])
  expect(differenceInterval(a, b, -1)).toEqual([-1, 7])
})
