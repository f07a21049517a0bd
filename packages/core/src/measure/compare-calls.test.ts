import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { compareCalls } from './compare-calls.ts'

const own = (n: number) => Array.from({ length: n }, (_, i) => i)
const repeat = (parts: readonly (readonly [times: number, value: number])[]) =>
  parts.flatMap(([times, value]) => Array.from({ length: times }, () => value))

describe('two models’ calls of the same rows', () => {
  // Cohen's own arithmetic: 20 both, 5 and 10 one alone, 15 neither: observed .7, expected .5, kappa .4
  const first = repeat([
    [25, 1],
    [25, 0],
  ])
  const second = repeat([
    [20, 1],
    [5, 0],
    [10, 1],
    [15, 0],
  ])
  const labels = repeat([
    [24, 1],
    [26, 0],
  ])

  it('are counted, and kappa is as it is by hand', () => {
    const found = compareCalls({ labels, groups: own(50), first, second }, createRandom(1))
    expect(found).toMatchObject({ n: 50, both_positive: 20, first_only: 5, second_only: 10, both_negative: 15 })
    expect(found.kappa.value).toBeCloseTo(0.4, 12)
    // of the 15 that differ: rows 20 to 23 are positive and row 24 is not; rows 25 to 34 are negative
    expect([found.first_right, found.second_right]).toEqual([14, 1])
    expect(found.accuracy_difference.value).toBeCloseTo(13 / 50, 12)
    for (const { value, interval } of [found.kappa, found.accuracy_difference]) {
      expect(interval?.[0]).toBeLessThan(value ?? 0)
      expect(interval?.[1]).toBeGreaterThan(value ?? 0)
    }
  })

  it('are no surer for rows that repeat a star', () => {
    const width = ({ interval }: { interval: [number, number] | null }) => (interval?.[1] ?? 0) - (interval?.[0] ?? 0)
    const times = (values: readonly number[]) => values.flatMap((value) => [value, value, value, value])
    const once = compareCalls({ labels, groups: own(50), first, second }, createRandom(1))
    const four = { labels: times(labels), groups: times(own(50)), first: times(first), second: times(second) }
    expect(width(compareCalls(four, createRandom(1)).kappa)).toBeCloseTo(width(once.kappa), 10)
  })

  it('that are all alike leave no difference, and where all is one call kappa is not measured', () => {
    const alike = compareCalls({ labels, groups: own(50), first, second: first }, createRandom(1))
    expect([alike.kappa.value, alike.accuracy_difference]).toEqual([1, { value: 0, interval: [0, 0] }])
    const none = repeat([[50, 0]])
    const nothing = compareCalls({ labels, groups: own(50), first: none, second: none }, createRandom(1))
    expect(nothing.kappa).toEqual({ value: null, interval: null })
    const empty = compareCalls({ labels: [], groups: [], first: [], second: [] }, createRandom(1))
    expect(empty.accuracy_difference.value).toBeNull()
  })
})
