import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { chiSquaredQuantile, chiSquaredTail, chiSquaredTest } from './chi-squared.ts'

it.each([
  // scipy.stats.chi2.sf, scipy 1.10
  [1e-6, 1, 0.9992021155721779],
  [0.5, 1, 0.47950012218695337],
  [3.84, 1, 0.05004352124870519],
  [900, 1, 9.813427854296455e-198],
  [5, 2, 0.0820849986238988],
  [10, 10, 0.44049328506521257],
  [40, 9, 7.598525229464264e-6],
  [300, 31, 8.474810864884965e-46],
  [2000, 2001, 0.5021028498580232],
  [2600, 2001, 2.1399873312204958e-18],
])('the chance of more than %d with %d degrees of freedom is SciPy’s', (x, degrees, tail) => {
  expect(chiSquaredTail(x, degrees) / tail).toBeCloseTo(1, 10)
})

it.each([
  // scipy.stats.chi2.isf
  [0.05, 1, 3.8414588206941285],
  [0.05, 9, 16.91897760462045],
  [0.05, 200, 233.99426889232492],
  [1e-6, 3, 30.664849706213598],
  [0.5, 2, 1.386294361119891],
])('what is exceeded with chance %d at %d degrees of freedom is SciPy’s', (tail, degrees, x) => {
  expect(chiSquaredQuantile(tail, degrees) / x).toBeCloseTo(1, 10)
})

it('all is more than nothing, nothing is more than all, and what is no number has no chance', () => {
  expect([chiSquaredTail(0, 3), chiSquaredTail(Infinity, 3), chiSquaredTail(Number.NaN, 3)]).toEqual([1, 0, Number.NaN])
})

it('does not depend on the order of rows and columns, nor on empty ones', () => {
  const table = fc.array(fc.array(fc.nat(30), { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(table, fc.integer(), (rows, seed) => {
      const found = chiSquaredTest(rows)
      const columns = createRandom(seed).shuffle([0, 1, 2, 3])
      const other = rows.map((row) => [...columns.map((c) => row[c]!), 0]).toReversed()
      const again = chiSquaredTest([...other, [0, 0, 0, 0, 0]])
      expect(again?.degrees).toBe(found?.degrees)
      expect(again?.statistic ?? -1).toBeCloseTo(found?.statistic ?? -1, 9)
    }),
  )
})
