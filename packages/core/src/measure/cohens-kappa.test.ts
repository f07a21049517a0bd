import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { cohensKappa, type LabelPair } from './cohens-kappa.ts'
import { wilson } from './interval.ts'

const label = fc.constantFrom('a', 'b', 'c')
const group = fc.integer({ min: 0, max: 8 }).map((g) => `star ${g}`)
const pairs = fc.array(fc.record({ first: label, second: label, group }), { maxLength: 40 })
const of = (counts: readonly (readonly [number, string, string])[]) =>
  counts
    .flatMap(([n, first, second]) => Array.from({ length: n }, () => ({ first, second })))
    .map((one, i): LabelPair => ({ ...one, group: `${i}` }))
const near = (found: readonly number[] | null | undefined, expected: readonly number[] | null | undefined) => {
  expect(found?.length).toBe(expected?.length)
  for (const [i, value] of (expected ?? []).entries()) expect(found?.[i]).toBeCloseTo(value, 9)
}

it('does not change when labels are renamed, raters change places or pairs come in another order', () => {
  const names: Record<string, string> = { a: 'z', b: 'planet', c: 'a' }
  fc.assert(
    fc.property(pairs, fc.integer(), (some, seed) => {
      const kappa = cohensKappa(some)
      const same = [
        some.map((one) => ({ ...one, first: names[one.first]!, second: names[one.second]! })),
        some.map((one) => ({ ...one, first: one.second, second: one.first })),
        createRandom(seed).shuffle([...some]),
      ].map(cohensKappa)
      for (const other of same) {
        near(other && [other.value], kappa && [kappa.value])
        near(other?.interval, kappa?.interval)
      }
    }),
  )
})

it('is 1 for raters who agree on all, and lies in its interval, which lies in [-1, 1]', () => {
  fc.assert(
    fc.property(pairs, (some) => {
      const agreed = cohensKappa(some.map((one) => ({ ...one, second: one.first })))
      if (agreed) expect(agreed.value).toBeCloseTo(1, 12)
      const kappa = cohensKappa(some)
      if (!kappa?.interval) return
      const [low, high] = kappa.interval
      expect(low >= -1 && low <= kappa.value && kappa.value <= high && high <= 1).toBe(true)
    }),
  )
})

it('of raters who agree on all claims no more than so many groups can tell', () => {
  const alike = of([
    [6, 'a', 'a'],
    [6, 'b', 'b'],
  ])
  const low = (all: readonly LabelPair[]) => cohensKappa(all)?.interval?.[0] ?? Number.NaN
  // half of the agreement is chance
  expect(low(alike)).toBeCloseTo((wilson(12, 12)[0] - 0.5) / 0.5, 12)
  expect(low(alike.map((one, i) => ({ ...one, group: `${i >> 1}` })))).toBeCloseTo((wilson(6, 6)[0] - 0.5) / 0.5, 12)
})

it('has no interval where one rater always says the same, and is none where both do', () => {
  const constant = of([
    [6, 'a', 'a'],
    [2, 'a', 'b'],
  ])
  expect(cohensKappa(constant)).toMatchObject({ value: 0, interval: null, observed: 0.75 })
  expect(cohensKappa(of([[6, 'a', 'a']]))).toBeNull()
  expect(cohensKappa([])).toBeNull()
})

it('is near 0 where nearly all is one label, however much raters agree, and says how much', () => {
  // Feinstein & Cicchetti 1990
  const kappa = cohensKappa(
    of([
      [118, 'a', 'a'],
      [5, 'a', 'b'],
      [2, 'b', 'a'],
    ]),
  )
  expect(kappa?.observed).toBe(118 / 125)
  expect(kappa?.value).toBeLessThan(0)
})

it('is no surer for pairs that repeat each other', () => {
  const once = of([
    [20, 'a', 'a'],
    [5, 'a', 'b'],
    [10, 'b', 'a'],
    [15, 'b', 'b'],
  ])
  const four = cohensKappa(once.flatMap((one) => [one, one, one, one]))
  near(four?.interval, cohensKappa(once)?.interval)
  expect(four).toMatchObject({ n: 200, groups: 50 })
})

it('holds the truth in about 95 of 100 samples by group, and less often when pairs pass for independent', () => {
  const sample = (groups: number, seed: string) => {
    const random = createRandom(seed)
    return Array.from({ length: groups }, (_, g) => {
      const right = random.uniform() < 0.3 ? 0.6 : 0.97
      return Array.from({ length: 1 + random.int(6) }, () => {
        const truth = random.uniform() < 0.4
        const say = () => ((random.uniform() < right ? truth : !truth) ? 'a' : 'b')
        return { first: say(), second: say(), group: `g${g}` }
      })
    }).flat()
  }
  const truth = cohensKappa(sample(100_000, 'truth'))!.value
  let [held, alone] = [0, 0]
  for (let s = 0; s < 400; s++) {
    const drawn = sample(50, `kappa ${s}`)
    const holds = (all: readonly LabelPair[]) => {
      const interval = cohensKappa(all)?.interval
      return interval && interval[0] <= truth && truth <= interval[1] ? 1 : 0
    }
    held += holds(drawn)
    alone += holds(drawn.map((one, i) => ({ ...one, group: `${i}` })))
  }
  expect(held / 400).toBeGreaterThan(0.92)
  expect(alone).toBeLessThan(held)
})
