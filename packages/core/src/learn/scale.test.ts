import { describe, expect, it } from 'vitest'
import { presentColumns } from './impute.ts'
import { referenceSet } from './fixtures/sample-set.ts'
import { fitRobust, fitStandard, type LinearScale, scale } from './scale.ts'

const { matrix, rows, features } = referenceSet()
const columns = presentColumns(matrix, rows, features)

describe.each([
  [
    'StandardScaler',
    fitStandard,
    [-0.00044682720520844064, -0.005662339242796103, -0.0033854874471823376],
    [0.7032423938208192, 1.4075167140931317, 2.228584530824607],
  ],
  [
    'RobustScaler',
    fitRobust,
    [0.02053475216962397, -0.10927697643637657, -0.158553134649992],
    [1.4017341285943985, 2.7577145397663116, 4.011241614818573],
  ],
] as const)('the scale of scikit-learn’s %s', (_, fit, centers, spreads) => {
  it('has its centres and spreads', () => {
    const fitted: LinearScale = fit(columns)
    for (const [c, center] of centers.entries()) {
      expect(fitted.centers[c]).toBeCloseTo(center, 7)
      expect(fitted.spreads[c]).toBeCloseTo(spreads[c]!, 6)
    }
  })
})

it('more than half of a column being one value, its deviation is the spread of a robust scale', () => {
  const fitted = fitRobust([Float32Array.of(0, 0, 0, 0, 0, 0, 8)])
  expect(fitted.spreads[0]).toBeCloseTo(Math.sqrt(((8 / 7) ** 2 * 6 + (48 / 7) ** 2) / 7), 5)
})

it('a value far out counts as ten spreads, to either side', () => {
  const fitted = fitStandard([Float32Array.of(-1, 1)])
  expect([-1e30, -2, 3, 11].map((value) => scale(value, 0, fitted))).toEqual([-10, -2, 3, 10])
})
