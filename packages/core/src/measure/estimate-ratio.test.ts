import { expect, test } from 'vitest'
import { createRandom, type Random } from '../random.ts'
import { estimateRatio, estimateRatioDifference, type GroupRatio } from './estimate-ratio.ts'

const SIX: readonly GroupRatio[] = [
  [1200, 30],
  [300, 9],
  [900, 20],
  [2500, 70],
  [700, 10],
  [60, 3],
].map(([above = 0, below = 0], i) => ({ group: `${i}`, above, below }))

test('the interval is that of the linearised ratio', () => {
  const found = estimateRatio(SIX)
  // numpy 1.24 and scipy 1.10: sums of residuals, stats.t.ppf(.975, 2.1556), on the logarithm
  expect(found?.value).toBeCloseTo(39.859154929577464, 12)
  // and so few degrees of freedom are a little off in ours
  expect((found?.interval?.[0] ?? 0) / 28.3329).toBeCloseTo(1, 2)
  expect((found?.interval?.[1] ?? 0) / 56.07446).toBeCloseTo(1, 2)
  expect(found?.groups).toBe(6)
})

test('a group that stands there twice is one group', () => {
  const split = SIX.flatMap(({ group, above, below }) => [
    { group, above: above - 10, below: below - 1 },
    { group, above: 10, below: 1 },
  ])
  expect(estimateRatio(split)).toEqual(estimateRatio(SIX))
})

test('of four groups, and of groups that are all alike, there is no interval', () => {
  expect(estimateRatio(SIX.slice(0, 4))?.interval).toBeNull()
  expect(estimateRatio(SIX.map(({ group, below }) => ({ group, above: 3 * below, below })))?.interval).toBeNull()
  expect(estimateRatio([])).toBeNull()
  expect(estimateRatio([{ group: 'a', above: 3, below: 0 }])).toBeNull()
})

test('the same groups on both sides, each as much more on one, differ with certainty', () => {
  const twice = SIX.map(({ group, above, below }) => ({ group, above: 2 * above, below }))
  const alone = twice.map((part) => ({ ...part, group: `other ${part.group}` }))
  const width = ([low = 0, high = 0]: readonly number[] = []) => high - low
  expect(width(estimateRatioDifference(twice, SIX)?.interval)).toBeLessThan(
    0.6 * width(estimateRatioDifference(alone, SIX)?.interval),
  )
  expect(estimateRatioDifference(twice, SIX)?.value).toBeCloseTo(39.859154929577464, 9)
})

function drawGroups(random: Random): GroupRatio[] {
  return Array.from({ length: 12 }, (_, i) => {
    const below = 20 + random.poisson(100)
    return { group: `${i}`, above: below * 40 * Math.exp(0.3 * random.normal() - 0.045), below }
  })
}

test('of twelve groups it holds the truth in about 95 of 100 samples', () => {
  const random = createRandom('ratio')
  const held = Array.from({ length: 1000 }, () => estimateRatio(drawGroups(random))?.interval).filter(
    (interval) => interval && interval[0] <= 40 && interval[1] >= 40,
  ).length
  expect(held).toBeGreaterThan(925)
  expect(held).toBeLessThan(975)
})
