import { expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { shapley } from './fixtures/shapley.ts'
import { additiveShap } from './shap-additive.ts'

const random = createRandom(1)
const [features, rows, others] = [6, 5, 20]
const normals = (count: number) => Float32Array.from({ length: count * features }, () => random.normal())
const matrix = normals(rows)
const background = normals(others)
matrix[3] = Number.NaN

/** A sum of crooked functions of one column each. */
const term = (value: number, c: number) => (Number.isNaN(value) ? -1.5 : Math.sin((c + 1) * value))
const scoreOf = (row: ArrayLike<number>, offset: number) => {
  let sum = 0.7
  for (let c = 0; c < features; c++) sum += term(row[offset + c]!, c)
  return sum
}
const score = (some: Float32Array, count: number) =>
  Float64Array.from({ length: count }, (_, r) => scoreOf(some, r * features))

it('gives the Shapley values of a sum of functions of one feature each, whatever they are', async () => {
  const { values, base, residuals } = await additiveShap(score, { features, matrix, background })
  for (let r = 0; r < rows; r++) {
    const worth = (coalition: number) => {
      let sum = 0
      for (let b = 0; b < others; b++)
        for (let c = 0; c < features; c++)
          sum += term(coalition & (1 << c) ? matrix[r * features + c]! : background[b * features + c]!, c)
      return 0.7 + sum / others
    }
    for (const [c, expected] of shapley(features, worth).entries())
      expect(values[r * features + c]).toBeCloseTo(expected, 12)
    expect(base).toBeCloseTo(worth(0), 12)
    expect(Math.abs(residuals[r]!)).toBeLessThan(1e-12)
  }
})

it('says by its residuals that a score is no such sum', async () => {
  const product = (some: Float32Array, count: number) =>
    Float64Array.from({ length: count }, (_, r) => some[r * features]! * some[r * features + 1]!)
  const { residuals } = await additiveShap(product, { features, matrix, background })
  expect(Math.max(...residuals.map(Math.abs))).toBeGreaterThan(0.1)
})
