/** Eigenvalues, falling, and their vectors: vector i is row i, of length 1, its largest entry above zero. */
export interface SymmetricEigen {
  readonly values: Float64Array
  /** n × n, row-major */
  readonly vectors: Float64Array
}

const MOST_SWEEPS = 60

/**
 * Eigenvalues and vectors of a symmetric matrix by Jacobi's rotations, row by row (Golub & Van Loan 2013, §8.5). The same
 * matrix gives the same bytes; signs are set by each vector's largest entry.
 * @param matrix n × n, row-major; left as it is
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const a = matrix.slice()
  const v = new Float64Array(n * n)
  let largest = 0
  for (let i = 0; i < n; i++) {
    v[i * n + i] = 1
    largest = Math.max(largest, Math.abs(a[i * n + i]!))
  }
  const negligible = 1e-16 * largest
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let rotated = false
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(a[p * n + q]!) <= negligible) continue
        rotate(a, v, { n, p, q })
        rotated = true
      }
    if (!rotated) break
  }
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j]! - a[i * n + i]! || i - j)
  const vectors = new Float64Array(n * n)
  for (const [place, i] of order.entries()) {
    const sign = largestIsNegative(v, n, i) ? -1 : 1
    for (let k = 0; k < n; k++) vectors[place * n + k] = sign * v[i * n + k]!
  }
  return { values: Float64Array.from(order, (i) => a[i * n + i]!), vectors }
}

/** Makes a[p][q] zero by turning the plane of p and q; rows of `v` turn with it. */
function rotate(a: Float64Array, v: Float64Array, { n, p, q }: { n: number; p: number; q: number }): void {
  const apq = a[p * n + q]!
  const [app, aqq] = [a[p * n + p]!, a[q * n + q]!]
  const theta = (aqq - app) / (2 * apq)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (let k = 0; k < n; k++) {
    if (k !== p && k !== q) {
      const [akp, akq] = [a[k * n + p]!, a[k * n + q]!]
      a[k * n + p] = a[p * n + k] = c * akp - s * akq
      a[k * n + q] = a[q * n + k] = s * akp + c * akq
    }
    const [vp, vq] = [v[p * n + k]!, v[q * n + k]!]
    v[p * n + k] = c * vp - s * vq
    v[q * n + k] = s * vp + c * vq
  }
  a[p * n + p] = app - t * apq
  a[q * n + q] = aqq + t * apq
  a[p * n + q] = a[q * n + p] = 0
}

function largestIsNegative(v: Float64Array, n: number, row: number): boolean {
  let largest = 0
  for (let k = 0; k < n; k++) {
    const value = v[row * n + k]!
    // a hair more, so that rounding does not choose between two of one size
    if (Math.abs(value) > Math.abs(largest) * (1 + 1e-9)) largest = value
  }
  return largest < 0
}
