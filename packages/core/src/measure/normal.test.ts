import { expect, it } from 'vitest'
import { twoSided, Z95 } from './normal.ts'

it('the two tails of the normal distribution are those of the tables', () => {
  // scipy.special.erfc(z / sqrt(2)), scipy 1.10
  const tails = [
    [0, 1],
    [0.5, 0.6170750774519739],
    [1, 0.31731050786291415],
    [2, 0.04550026389635843],
    [3, 0.0026997960632601918],
    [3.5, 0.00046525815807105003],
    [3.6, 0.0003182171803150679],
    [5, 5.73303143758389e-7],
    [10, 1.5239706048321166e-23],
    [30, 9.81342785429749e-198],
  ] as const
  for (const [z, p] of tails) {
    expect(twoSided(z) / p).toBeCloseTo(1, 10)
    expect(twoSided(-z)).toBe(twoSided(z))
  }
  expect(twoSided(Z95)).toBeCloseTo(0.05, 14)
  expect(twoSided(Infinity)).toBe(0)
  expect(twoSided(Number.NaN)).toBeNaN()
})
