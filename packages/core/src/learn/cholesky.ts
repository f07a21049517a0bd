/**
 * Solves A x = b for a symmetric positive definite A (Golub & Van Loan 2013, §4.2). A pivot that rounding has made zero or
 * less is taken for a small one, so that the answer stays finite.
 * @param a n × n, row-major; its lower triangle is overwritten by the factor
 */
export function solveCholesky(a: Float64Array, b: Float64Array): Float64Array {
  const n = b.length
  let largest = 0
  for (let i = 0; i < n; i++) largest = Math.max(largest, a[i * n + i]!)
  const least = largest * 1e-14 || 1
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j]!
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!
      a[i * n + j] = i === j ? Math.sqrt(Math.max(sum, least)) : sum / a[j * n + j]!
    }
  }
  const x = b.slice()
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= a[i * n + k]! * x[k]!
    x[i]! /= a[i * n + i]!
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= a[k * n + i]! * x[k]!
    x[i]! /= a[i * n + i]!
  }
  return x
}
