import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Counted,
  estimateCountedDifference,
  estimateCountedShare,
  estimateDifference,
  estimateShare,
  type GroupCount,
} from './estimate-share.ts'

const anyCounts = fc.array(
  fc
    .tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.nat(12), fc.nat(12))
    .map(([group, hits, misses]): GroupCount => ({ group, hits, n: hits + misses })),
  { maxLength: 10 },
)

function rowsOf(counts: readonly GroupCount[]): Counted[] {
  return counts.flatMap(({ group, hits, n }) => Array.from({ length: n }, (_, i) => ({ hit: i < hits, group })))
}

function expectNear(found: readonly number[] | undefined, expected: readonly number[] | undefined) {
  expect(found?.length).toBe(expected?.length)
  for (const [i, bound] of (found ?? []).entries()) expect(bound).toBeCloseTo(expected?.[i] ?? Number.NaN, 9)
}

test('a share of sums is the share of their rows, with its interval', () => {
  fc.assert(
    fc.property(anyCounts, (counts) => {
      const [found, expected] = [estimateCountedShare(counts), estimateShare(rowsOf(counts))]
      expect(found?.n).toBe(expected?.n)
      expect(found?.groups).toBe(expected?.groups)
      expectNear(found?.interval, expected?.interval)
      for (const bound of found?.interval ?? []) expect(bound >= 0 && bound <= 1).toBe(true)
    }),
  )
})

test('a difference of sums is the difference of their rows, paired by group', () => {
  fc.assert(
    fc.property(anyCounts, anyCounts, (first, second) => {
      const found = estimateCountedDifference(first, second)
      expectNear(found?.interval, estimateDifference(rowsOf(first), rowsOf(second))?.interval)
    }),
  )
})

test('one group on a side goes with nothing: its sum is 0 but for its rounding', () => {
  const first = [
    { group: 'c', hits: 0, n: 1 },
    { group: 'a', hits: 1, n: 1 },
  ]
  const alone = (group: string) => estimateDifference(rowsOf(first), rowsOf([{ group, hits: 3, n: 5 }]))?.interval
  expectNear(alone('c'), alone('other'))
})
