import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { cohensKappa } from './cohens-kappa.ts'
import { LEAST_DRAWN_GROUPS, wilson } from './interval.ts'
import { krippendorffsAlpha, type RatedUnit } from './krippendorffs-alpha.ts'

const label = fc.constantFrom('a', 'b', 'c')
const anyUnits = fc
  .array(fc.array(label, { maxLength: 4 }), { maxLength: 60 })
  .map((all) => all.map((labels, i): RatedUnit => ({ labels, group: `star ${i % 40}` })))
const alpha = (units: readonly RatedUnit[]) => krippendorffsAlpha(units, createRandom('alpha'))

it('and its interval do not change when units or raters come in another order, and alpha not when labels are renamed', () => {
  const names: Record<string, string> = { a: 'z', b: 'planet', c: 'a' }
  fc.assert(
    fc.property(anyUnits, fc.integer(), (units, seed) => {
      const found = alpha(units)
      const random = createRandom(seed)
      expect(alpha(random.shuffle(units.map((u) => ({ ...u, labels: random.shuffle([...u.labels]) }))))).toEqual(found)
      const renamed = alpha(units.map((u) => ({ ...u, labels: u.labels.map((l) => names[l]!) })))
      expect(renamed?.value ?? -9).toBeCloseTo(found?.value ?? -9, 9)
    }),
    { numRuns: 40 },
  )
})

it('lies in its interval, and is 1 where all agree', () => {
  fc.assert(
    fc.property(anyUnits, (units) => {
      const found = alpha(units)
      if (found?.interval) {
        expect(found.interval[0]).toBeLessThanOrEqual(found.value)
        expect(found.interval[1]).toBeGreaterThanOrEqual(found.value)
      }
      const agreed = alpha(units.map((u) => ({ ...u, labels: u.labels.map(() => u.labels[0]!) })))
      if (agreed) expect(agreed.value).toBe(1)
    }),
    { numRuns: 40 },
  )
})

it('of two raters without gaps is Scott’s pi corrected for few, and that is kappa where both label alike as often', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(label, label), { minLength: 1, maxLength: 40 }), (pairs) => {
      // both ways round, so that the two raters' shares are the same
      const both = [...pairs, ...pairs.map(([a, b]) => [b, a] as const)]
      const kappa = cohensKappa(both.map(([first, second], i) => ({ first, second, group: `${i}` })))
      const found = alpha(both.map((labels, i) => ({ labels, group: `${i}` })))
      expect(found === null).toBe(kappa === null)
      if (found && kappa) expect(found.value).toBeCloseTo(1 - (1 - 0.5 / both.length) * (1 - kappa.value), 9)
    }),
    { numRuns: 60 },
  )
})

it('does not change for units that one rater alone labelled', () => {
  fc.assert(
    fc.property(anyUnits, label, (units, lone) => {
      expect(alpha([...units, { labels: [lone], group: 'star 3' }, { labels: [], group: 'star' }])).toEqual(
        alpha(units),
      )
    }),
    { numRuns: 40 },
  )
})

it('claims no more than so many groups can tell where no two labels of a unit differ', () => {
  const units = Array.from({ length: 12 }, (_, i) => ({ labels: i < 6 ? ['a', 'a'] : ['b', 'b'], group: `${i >> 1}` }))
  // the disagreement expected of six and six, each labelled twice
  const expected = (2 * 12 * 12) / (24 * 23)
  const found = alpha(units)
  expect(found).toMatchObject({ value: 1, n: 12, groups: 6 })
  expect(found?.interval?.[0]).toBeCloseTo(1 - wilson(0, 6)[1] / expected, 12)
  expect(found?.interval?.[1]).toBe(1)
})

it('of few groups that disagree has no interval, and none that all draws agree on', () => {
  const units = (n: number, second: (i: number) => string) =>
    Array.from({ length: n }, (_, i) => ({ labels: [i % 2 ? 'a' : 'b', second(i)], group: `${i}` }))
  const mixed = (i: number) => (i % 3 ? 'a' : 'b')
  expect(alpha(units(LEAST_DRAWN_GROUPS - 1, mixed))?.interval).toBeNull()
  expect(alpha(units(LEAST_DRAWN_GROUPS, mixed))?.interval).not.toBeNull()
  expect(alpha([{ labels: ['a', 'b'], group: 'star' }])).toMatchObject({ value: 0, interval: null, n: 1 })
})

it('holds the truth in about 91 of 100 samples of the fewest groups that have an interval', () => {
  const sample = (groups: number, seed: string) => {
    const random = createRandom(seed)
    return Array.from({ length: groups }, (_, g) => {
      const right = random.uniform() < 0.3 ? 0.65 : 0.95
      return Array.from({ length: 2 }, () => {
        const truth = random.uniform() < 0.4
        const labels = Array.from({ length: 3 }, () => ((random.uniform() < right ? truth : !truth) ? 'a' : 'b'))
        return { labels, group: `g${g}` }
      })
    }).flat()
  }
  const truth = krippendorffsAlpha(sample(1500, 'truth'), createRandom('truth'))!.value
  let held = 0
  for (let s = 0; s < 300; s++) {
    const interval = alpha(sample(LEAST_DRAWN_GROUPS, `alpha ${s}`))?.interval
    if (interval && interval[0] <= truth && truth <= interval[1]) held++
  }
  expect(held / 300).toBeGreaterThan(0.88)
})
