import { expect, it } from 'vitest'
import { createRandom, type Random } from '../random.ts'
import { type FeatureSamples, measureDrift } from './measure-drift.ts'

const normals = (random: Random, n: number, shift = 0) => Array.from({ length: n }, () => random.normal() + shift)
const numbers = (feature: string, reference: (number | null)[], current: (number | null)[]): FeatureSamples => ({
  kind: 'continuous',
  feature,
  reference,
  current,
})
const names = (feature: string, reference: (string | null)[], current: (string | null)[]): FeatureSamples => ({
  kind: 'categorical',
  feature,
  reference,
  current,
})
const repeat = <T>(parts: readonly (readonly [number, T])[]) =>
  parts.flatMap(([n, value]) => Array.from({ length: n }, () => value))
const drift = (...features: FeatureSamples[]) => measureDrift(features, { split: 'May 2026' })

it('a feature that moved is found among many that did not, and those are not', () => {
  const random = createRandom('drift')
  const still = Array.from({ length: 30 }, (_, f) => numbers(`still ${f}`, normals(random, 300), normals(random, 150)))
  const found = drift(...still, numbers('moved', normals(random, 300), normals(random, 150, 0.6)))
  expect(found.filter(({ test }) => test && test.pAdjusted < 0.05).map(({ feature }) => feature)).toEqual(['moved'])
  const moved = found.at(-1)!
  expect(moved.stability).toMatchObject({
    metric: 'population_stability_index',
    n: 150,
    interval: null,
    split: 'May 2026',
    note: 'Against 300 rows of the reference.',
  })
  expect(moved.stability.value).toBeGreaterThan(2 * moved.chance!)
  for (const { test } of found) expect(test!.pAdjusted).toBeGreaterThanOrEqual(test!.p)
})

it('p is even between 0 and 1 where nothing moved', () => {
  const random = createRandom('null')
  const ps = Array.from({ length: 600 }, () => {
    const draw = (n: number) =>
      Array.from({ length: n }, () => (random.uniform() < 0.3 ? 'a' : random.uniform() < 0.5 ? 'b' : 'c'))
    return [numbers('n', normals(random, 90), normals(random, 70)), names('c', draw(90), draw(70))].map(
      (one) => drift(one)[0]!.test!.p,
    )
  })
  for (const kind of [0, 1])
    for (const level of [0.05, 0.25, 0.5]) {
      const share = ps.filter((pair) => pair[kind]! < level).length / ps.length
      expect(Math.abs(share - level)).toBeLessThan(4 * Math.sqrt((level * (1 - level)) / ps.length))
    }
})

it('names are compared by Pearson’s test, few of two by Fisher’s, and what is missing is one of them', () => {
  const [many, few, missing] = drift(
    names('many', repeat([[120, 'a'], [280, 'b']]), repeat([[80, 'a'], [340, 'b']])), // prettier-ignore
    names('few', repeat([[8, 'a'], [2, 'b']]), repeat([[1, 'a'], [5, 'b']])), // prettier-ignore
    names('missing', repeat([[200, 'a']]), repeat([[100, 'a'], [100, null]])), // prettier-ignore
  )
  // scipy.stats.chi2_contingency without correction, and scipy.stats.fisher_exact
  expect(many!.test).toMatchObject({ test: 'chi-squared' })
  expect(many!.test!.p / 0.00026167109953863867).toBeCloseTo(1, 9)
  expect(few!.test).toMatchObject({ test: 'fisher', statistic: null })
  expect(few!.test!.p).toBeCloseTo(0.034965034965034975, 12)
  expect(missing!.test!.p).toBeLessThan(1e-20)
  expect(missing!.missing).toMatchObject({ metric: 'missing_difference', value: 0.5, n: 200 })
  expect(missing!.missing.interval![0]).toBeGreaterThan(0.4)
})

it('rare names are counted as one, so that one rare name cannot make a test of few', () => {
  const reference = repeat([[500, 'back'], [400, 'face'], [3, 'ear'], [2, 'hand'], [4, 'foot']]) // prettier-ignore
  const current = repeat([[50, 'back'], [40, 'face'], [1, 'genital']]) // prettier-ignore
  const [found] = drift(names('place', reference, current))
  // 10 rare ones in 1000 are 0.91 in the smaller sample: the next rarest goes with them
  const [pooled] = drift(
    names(
      'place',
      reference.map((name) => (name === 'back' ? name : 'other')),
      current.map((name) => (name === 'back' ? name : 'other')),
    ),
  )
  expect(found!.test!.p).toBeCloseTo(pooled!.test!.p, 12)
})

it('what was not measured is null, and is no test among others', () => {
  const [empty, same, alone, real] = drift(
    numbers('empty', [], [1, 2]),
    names('same', ['a', 'a'], ['a']),
    numbers('alone', [1], [2]),
    numbers('real', [1, 2, 3, 4, 5], [6, 7, 8, 9, 10]),
  )
  expect(empty).toMatchObject({ test: null, chance: null, stability: { value: null }, missing: { value: null } })
  expect(same).toMatchObject({ test: null, stability: { value: 0 } })
  expect(alone!.test).toBeNull()
  expect(real!.test!.pAdjusted).toBe(real!.test!.p)
})
