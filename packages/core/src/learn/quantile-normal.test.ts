import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { normalQuantile } from './normal-quantile.ts'
import { valueAt } from './piecewise-linear.ts'
import { fitQuantileNormal } from './quantile-normal.ts'

const lineOf = (values: ArrayLike<number>, quantiles = 100) =>
  fitQuantileNormal([Float32Array.from(values).sort()], quantiles)[0]!

describe('the scale by rank', () => {
  it('gives a long tail the shape of a normal distribution', () => {
    const random = createRandom('tail')
    const normals = Array.from({ length: 4000 }, () => random.normal())
    const line = lineOf(normals.map((z) => Math.exp(3 * z)))
    const ranked = [...normals].sort((a, b) => a - b)
    for (const rank of [0, 10, 100, 700, 2000, 3500, 3990, 3999]) {
      const wanted = normalQuantile((rank + 0.5) / 4000)
      expect(Math.abs(valueAt(line, Math.fround(Math.exp(3 * ranked[rank]!))) - wanted)).toBeLessThan(0.03)
    }
  })

  it('is level beyond what training saw', () => {
    const line = lineOf([1, 2, 3, 4])
    expect(valueAt(line, 1e30)).toBe(valueAt(line, 4))
    expect(valueAt(line, 4)).toBeCloseTo(normalQuantile(7 / 8), 6)
    expect(valueAt(line, -1e30)).toBeCloseTo(normalQuantile(1 / 8), 6)
  })

  it('puts equal values in the middle of their ranks', () => {
    const line = lineOf([0, 0, 0, 0, 0, 0, 1, 1, 1, 2])
    expect([0, 1, 2].map((value) => valueAt(line, value))).toEqual(
      [0.3, 0.75, 0.95].map((share) => Math.fround(normalQuantile(share))),
    )
  })

  it('keeps order and never has more knots than asked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 2, max: 30 }),
        (values, quantiles) => {
          const line = lineOf(values, quantiles)
          expect(line.x.length).toBeLessThanOrEqual(quantiles)
          for (let k = 1; k < line.x.length; k++) {
            expect(line.x[k]).toBeGreaterThan(line.x[k - 1]!)
            expect(line.y[k]).toBeGreaterThan(line.y[k - 1]!)
          }
        },
      ),
    )
  })

  it('refuses a single knot', () => {
    expect(() => lineOf([1, 2], 1)).toThrow(RangeError)
  })
})
