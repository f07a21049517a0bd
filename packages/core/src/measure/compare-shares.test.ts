import { expect, it } from 'vitest'
import { compareShares } from './compare-shares.ts'

const compare = (a: number, n: number, b: number, m: number) => compareShares({ count: a, n }, { count: b, n: m })

it.each([
  // Newcombe 1998, table II, method 10
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [10, 10, 0, 10, 0.6075, 1],
])('the interval of %d/%d against %d/%d is the published one', (a, n, b, m, low, high) => {
  const { interval } = compare(a, n, b, m)
  expect(interval[0]).toBeCloseTo(low, 4)
  expect(interval[1]).toBeCloseTo(high, 4)
})

it.each([
  // scipy.stats.fisher_exact, scipy 1.10
  [8, 10, 1, 6, 'exact', 0.034965034965034975],
  [3, 10, 0, 12, 'exact', 0.07792207792207792],
  [5, 56, 0, 29, 'exact', 0.1606214432094711],
  [0, 5, 0, 7, 'exact', 1],
  // scipy.stats.chi2_contingency without correction
  [2, 220, 213, 3900, 'score', 0.003137050033077102],
  [120, 400, 80, 420, 'score', 0.00026167109953863867],
  [30, 1000, 80, 1000, 'score', 9.386508994984022e-7],
])('p of %d/%d against %d/%d is SciPy’s, by the %s test', (a, n, b, m, test, p) => {
  const found = compare(a, n, b, m)
  expect(found.test).toBe(test)
  expect(found.p / p).toBeCloseTo(1, 9)
  expect(compare(b, m, a, n).p).toBeCloseTo(found.p, 12)
})

it('a share of nothing has no difference to another', () => {
  expect(compare(0, 0, 3, 5).difference).toBeNaN()
})
