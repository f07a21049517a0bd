import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { shapley } from './fixtures/shapley.ts'
import { linearShap } from './shap-linear.ts'

const random = createRandom(1)
const normals = (n: number) => Float64Array.from({ length: n }, () => random.normal())

describe('SHAP of a linear model', () => {
  const [columns, rows] = [6, 5]
  const model = { weights: normals(columns), intercept: 0.7 }
  const matrix = normals(rows * columns)
  const background = normals(20 * columns)
  const means = Float64Array.from({ length: columns }, (_, c) => {
    let sum = 0
    for (let b = 0; b < 20; b++) sum += background[b * columns + c]!
    return sum / 20
  })

  it('gives the Shapley values against the background', () => {
    const { values, base, residuals } = linearShap(model, matrix, { means })
    for (let r = 0; r < rows; r++) {
      const worth = (coalition: number) => {
        let sum = 0
        for (let b = 0; b < 20; b++)
          for (let c = 0; c < columns; c++)
            sum += model.weights[c]! * (coalition & (1 << c) ? matrix[r * columns + c]! : background[b * columns + c]!)
        return model.intercept + sum / 20
      }
      for (const [c, expected] of shapley(columns, worth).entries())
        expect(values[r * columns + c]).toBeCloseTo(expected, 12)
      expect(base).toBeCloseTo(worth(0), 12)
      expect(Math.abs(residuals[r]!)).toBeLessThan(1e-12)
    }
  })

  it('counts the columns that a feature was made into for the feature, as one player', () => {
    const featureOf = [0, 0, 1, 2, 2, 2]
    const { values, features } = linearShap(model, matrix, { means, featureOf })
    expect(features).toBe(3)
    const worth = (coalition: number) => {
      let sum = 0
      for (let c = 0; c < columns; c++)
        sum += model.weights[c]! * (coalition & (1 << featureOf[c]!) ? matrix[c]! : means[c]!)
      return sum
    }
    for (const [f, expected] of shapley(3, worth).entries()) expect(values[f]).toBeCloseTo(expected, 12)
  })
})
