import { expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { solveCholesky } from './cholesky.ts'

/** A random matrix times its own transpose. */
function positiveDefinite(n: number, extra: number): Float64Array {
  const random = createRandom(n)
  const root = Array.from({ length: n * n }, () => random.normal())
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n]
    let sum = i === j ? extra : 0
    for (let k = 0; k < n; k++) sum += root[i * n + k]! * root[j * n + k]!
    return sum
  })
}

it('what solves A x = b gives b when multiplied by A', () => {
  const n = 12
  const a = positiveDefinite(n, 0.1)
  const b = Float64Array.from({ length: n }, (_, i) => Math.cos(i))
  const x = solveCholesky(a.slice(), b)
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let j = 0; j < n; j++) sum += a[i * n + j]! * x[j]!
    expect(sum).toBeCloseTo(b[i]!, 9)
  }
})

it('a matrix that has lost its rank gives finite numbers', () => {
  for (const a of [Float64Array.of(1, 1, 1, 1), new Float64Array(4)])
    expect(solveCholesky(a, Float64Array.of(1, 1)).every(Number.isFinite)).toBe(true)
})
