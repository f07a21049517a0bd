import { describe, expect, it } from 'vitest'
import { scoreRows } from './score.ts'

describe('scoring rows that are made as they are needed', () => {
  it('gives each row its score, however many blocks they take', async () => {
    const sizes: number[] = []
    const score = (matrix: Float32Array, rows: number) => {
      sizes.push(rows)
      return Promise.resolve(Float32Array.from({ length: rows }, (_, r) => matrix[2 * r]! + matrix[2 * r + 1]!))
    }
    const scores = await scoreRows(score, { rows: 40_000, features: 2 }, (row, matrix, at) => matrix.set([row, 1], at))
    expect([0, 16_383, 16_384, 39_999].map((row) => scores[row])).toEqual([1, 16_384, 16_385, 40_000])
    expect(sizes.length).toBeGreaterThan(2)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(16_384)
  })

  it('refuses a score that does not give one number a row', async () => {
    await expect(
      scoreRows(
        () => [1],
        { rows: 2, features: 1 },
        () => undefined,
      ),
    ).rejects.toThrow('1 numbers for 2 rows')
  })
})
