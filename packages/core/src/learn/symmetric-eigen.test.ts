import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

function symmetric(n: number, seed: number): Float64Array {
  const random = createRandom(seed)
  const a = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = random.normal()
  return a
}

describe('eigenvectors of a symmetric matrix', () => {
  it.each([1, 2, 7, 40])('of size %d are orthonormal, fall, and are only stretched by it', (n) => {
    const a = symmetric(n, n)
    const { values, vectors } = symmetricEigen(a, n)
    const dot = (f: (k: number) => number, g: (k: number) => number) => {
      let sum = 0
      for (let k = 0; k < n; k++) sum += f(k) * g(k)
      return sum
    }
    for (let i = 0; i < n; i++) {
      if (i > 0) expect(values[i]).toBeLessThanOrEqual(values[i - 1]!)
      for (let j = 0; j < n; j++) {
        const inner = dot(
          (k) => vectors[i * n + k]!,
          (k) => vectors[j * n + k]!,
        )
        expect(inner).toBeCloseTo(i === j ? 1 : 0, 10)
        const image = dot(
          (k) => a[j * n + k]!,
          (k) => vectors[i * n + k]!,
        )
        expect(image).toBeCloseTo(values[i]! * vectors[i * n + j]!, 9)
      }
    }
  })

  it('have their largest entry above zero', () => {
    const { vectors } = symmetricEigen(symmetric(9, 3), 9)
    for (let i = 0; i < 9; i++) {
      const row = [...vectors.subarray(i * 9, (i + 1) * 9)]
      expect(Math.max(...row)).toBeGreaterThanOrEqual(-Math.min(...row))
    }
  })

  it('of a matrix of zeros, or of rank one, are finite and of length one', () => {
    for (const a of [new Float64Array(9), new Float64Array(9).fill(2)]) {
      const { values, vectors } = symmetricEigen(a, 3)
      expect([values[0], values[2]].map((value) => Math.round(value! * 1e9) / 1e9 + 0)).toEqual([3 * a[0]!, 0])
      for (let i = 0; i < 3; i++) expect(Math.hypot(...vectors.subarray(i * 3, i * 3 + 3))).toBeCloseTo(1, 12)
    }
  })
})
