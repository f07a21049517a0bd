import { describe, expect, it } from 'vitest'
import { partialDependence } from './partial-dependence.ts'

const matrix = Float32Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? i / 2 : (i - 1) / 2 < 50 ? 1 : -1))
/** 2 × the first feature + the second; 7 where the first is missing */
const score = (some: Float32Array, rows: number) =>
  Float64Array.from({ length: rows }, (_, r) => (Number.isNaN(some[2 * r]!) ? 7 : 2 * some[2 * r]! + some[2 * r + 1]!))

describe('partial dependence', () => {
  it('is the mean score with the feature set, and where the rows’ own curves lie', async () => {
    const { points, rows } = await partialDependence(score, { features: 2, matrix }, { feature: 0, grid: [0, 10] })
    expect(rows).toBe(100)
    expect(points).toEqual([
      { value: 0, mean: 0, low: -1, high: 1 },
      { value: 10, mean: 20, low: 19, high: 21 },
    ])
  })

  it('takes quantiles of the rows, different values only, when no grid is given', async () => {
    const first = await partialDependence(score, { features: 2, matrix }, { feature: 0, points: 5 })
    expect(first.points.map(({ value }) => value)).toEqual(
      [0.05, 0.275, 0.5, 0.725, 0.95].map((q) => Math.fround(99 * q)),
    )
    const second = await partialDependence(score, { features: 2, matrix }, { feature: 1 })
    expect(second.points.map(({ value }) => value)).toEqual([-1, 1])
  })

  it('says what a missing value does where rows lack the feature, and null where none does', async () => {
    expect((await partialDependence(score, { features: 2, matrix }, { feature: 0 })).missing).toBeNull()
    const gappy = matrix.map((value, i) => (i === 4 ? Number.NaN : value))
    const { missing, points } = await partialDependence(score, { features: 2, matrix: gappy }, { feature: 0 })
    expect(missing).toEqual({ mean: 7, low: 7, high: 7 })
    expect(points.every(({ value }) => Number.isFinite(value))).toBe(true)
    const none = await partialDependence(score, { features: 1, matrix: Float32Array.of(Number.NaN) }, { feature: 0 })
    expect([none.points, none.rows]).toEqual([[], 1])
  })
})
