import { describe, expect, it } from 'vitest'
import { gaussLegendre } from './gauss-legendre.ts'

describe('Gauss-Legendre quadrature', () => {
  it.each([1, 2, 3, 8, 20, 50])('of %i points is exact for all powers below twice as many', (n) => {
    const { nodes, weights } = gaussLegendre(n)
    for (let power = 0; power < 2 * n; power++) {
      const sum = nodes.reduce((total, node, i) => total + weights[i]! * node ** power, 0)
      expect(sum).toBeCloseTo(1 / (power + 1), 13)
    }
  })
})
