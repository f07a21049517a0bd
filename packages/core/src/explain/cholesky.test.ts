import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { solveSymmetric } from './cholesky.ts'

describe('solving symmetric equations', () => {
  it('finds what a matrix was multiplied by, for each column', () => {
    const random = createRandom(1)
    const n = 9
    const half = Float64Array.from({ length: n * n }, () => random.normal())
    const at = (i: number, j: number) => {
      let sum = i === j ? 0.1 : 0
      for (let k = 0; k < n; k++) sum += half[i * n + k]! * half[j * n + k]!
      return sum
    }
    const a = Float64Array.from({ length: n * n }, (_, i) => at(Math.floor(i / n), i % n))
    const x = Float64Array.from({ length: n * 2 }, () => random.normal())
    const b = Float64Array.from({ length: n * 2 }, (_, i) => {
      let sum = 0
      for (let k = 0; k < n; k++) sum += a[Math.floor(i / 2) * n + k]! * x[k * 2 + (i % 2)]!
      return sum
    })
    expect(solveSymmetric(a, b, n)).toBe(true)
    for (let i = 0; i < b.length; i++) expect(b[i]).toBeCloseTo(x[i]!, 8)
  })

  it.each([
    ['singular', [1, 1, 1, 1]],
    ['not positive', [1, 2, 2, 1]],
    ['not a number', [Number.NaN, 0, 0, 1]],
  ])('says so when the matrix is %s', (_, a) => {
    expect(solveSymmetric(Float64Array.from(a), Float64Array.of(1, 1), 2)).toBe(false)
  })
})
