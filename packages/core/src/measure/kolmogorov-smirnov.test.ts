import fc from 'fast-check'
import { expect, it } from 'vitest'
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts'
import { kolmogorovTail } from './kolmogorov-tail.ts'

const sample = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 40 })

it('is the same whichever sample is first and however values are scaled, and 0 for a sample and itself', () => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const found = kolmogorovSmirnov(a, b)
      expect(kolmogorovSmirnov(b, a)).toEqual(found)
      expect(kolmogorovSmirnov(a.map(Math.exp), b.map(Math.exp))).toEqual(found)
      expect(kolmogorovSmirnov(a, a.toReversed())?.statistic).toBe(0)
    }),
  )
  expect(kolmogorovSmirnov([], [1])).toBeNull()
})

it.each([
  // scipy.stats.kstwo.sf, scipy 1.10: at each edge between two methods, and either side of it
  [1, 0.75, 0.5],
  [10, 0.05, 1],
  [10, 0.274, 0.3715203845434957],
  [140, 0.0734, 0.4177062319533004],
  [140, 0.169, 0.0005778682806183945],
  [141, 0.0461, 0.9117342567038929],
  [141, 0.0734, 0.4133446490706092],
  [141, 0.1249, 0.02241500523834805],
  [141, 0.125, 0.022254729898737478],
  [100_000, 0.004, 0.08130148920222469],
  [1000, 0.3, 2.590715705736845e-80],
  [50, 0.98, 2.251799813685348e-85],
])('the chance of a distance of %d values of at least %d is SciPy’s', (n, distance, tail) => {
  expect(kolmogorovTail(n, distance) / tail).toBeCloseTo(1, 8)
})

it('falls as the distance grows, across all methods', () => {
  for (const n of [1, 7, 140, 141, 3000]) {
    let before = 1
    for (let distance = 0; distance <= 1; distance += 0.004) {
      const tail = kolmogorovTail(n, distance)
      expect(tail).toBeLessThanOrEqual(before + 1e-9)
      before = tail
    }
    expect(kolmogorovTail(n, 1)).toBe(0)
  }
})
