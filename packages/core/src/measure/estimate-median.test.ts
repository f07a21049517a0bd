import { expect, test } from 'vitest'
import { estimateMedian } from './estimate-median.ts'

const counted = (n: number) => Array.from({ length: n }, (_, i) => ((i * 7919) % n) + 1)

// scipy 1.10, stats.binom.cdf: the ranks between which the median lies with at least 95 %
test.each([
  [6, [1, 6]],
  [7, [1, 7]],
  [20, [6, 15]],
  [101, [41, 61]],
  [1500, [712, 789]],
])('of %i values the interval is between the ranks of the binomial distribution', (n, interval) => {
  expect(estimateMedian(counted(n))).toEqual({ value: (n + 1) / 2, interval, n })
})

test('of five values a median has no interval, of none it is none', () => {
  expect(estimateMedian([5, 1, 2, 9, 4])).toEqual({ value: 4, interval: null, n: 5 })
  expect(estimateMedian([])).toBeNull()
})
