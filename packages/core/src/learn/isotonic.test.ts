import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { fitIsotonic } from './isotonic.ts'
import { valueAt } from './piecewise-linear.ts'
import { sigmoid } from './tree.ts'

describe('isotonic calibration', () => {
  it('has the blocks of scikit-learn', () => {
    const margins = [-3, -2, -1.5, -1, -0.5, 0, 0.25, 0.5, 1, 1.5, 2, 3]
    const line = fitIsotonic([0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1], margins)
    expect([...line.x]).toEqual([-3, -2, -1.5, -0.5, 0, 0.25, 0.5, 1.5, 2, 3])
    const shares = [1 / 14, 1 / 14, 1 / 3, 1 / 3, 1 / 2, 1 / 2, 2 / 3, 2 / 3, 13 / 14, 13 / 14]
    for (const [k, share] of shares.entries()) expect(sigmoid(line.y[k]!)).toBeCloseTo(share, 6)
  })

  it('rises, stays off 0 and 1, and does not depend on the order of rows', () => {
    const row = fc.record({ label: fc.integer({ min: 0, max: 1 }), margin: fc.integer({ min: -9, max: 9 }) })
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 80 }), fc.integer(), (rows, seed) => {
        const all = [...rows, { label: 0, margin: 0 }, { label: 1, margin: 1 }]
        const fit = (of: typeof all) => fitIsotonic(of.map((r) => r.label), of.map((r) => r.margin)) // prettier-ignore
        const line = fit(all)
        expect(fit(createRandom(seed).shuffle([...all]))).toEqual(line)
        let before = 0
        for (let margin = -10; margin <= 10; margin += 0.5) {
          const probability = sigmoid(valueAt(line, margin))
          expect(probability).toBeGreaterThanOrEqual(Math.max(before - 1e-12, 0.9 / (all.length + 2)))
          expect(probability).toBeLessThan(1)
          before = probability
        }
      }),
    )
  })

  it('gives back the chances that labels were drawn by, where margins were bent', () => {
    const random = createRandom('isotonic')
    const truth = Float64Array.from({ length: 20_000 }, () => 2 * random.normal())
    const labels = truth.map((m) => (random.uniform() < sigmoid(m) ? 1 : 0))
    const bent = truth.map((m) => Math.sign(m) * Math.sqrt(Math.abs(m)))
    const line = fitIsotonic(labels, bent)
    for (const [i, m] of [...truth.subarray(0, 200)].entries())
      expect(Math.abs(sigmoid(valueAt(line, bent[i]!)) - sigmoid(m))).toBeLessThan(0.08)
  })

  it('refuses one label alone', () => {
    expect(() => fitIsotonic([1, 1], [0, 1])).toThrow('Both labels')
  })
})
