/**
 * Solves A X = B for a symmetric positive definite A by Cholesky's factors (Golub & Van Loan 2013, §4.2).
 * @param a n × n, row-major; overwritten
 * @param b n × columns, row-major; overwritten with X
 * @returns false when A is not positive definite
 */
export function solveSymmetric(a: Float64Array, b: Float64Array, n: number): boolean {
  const columns = b.length / n
  const least = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0) * 1e-13
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j]!
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!
      if (i === j) {
        if (!(sum > least)) return false
        a[j * n + j] = Math.sqrt(sum)
      } else a[i * n + j] = sum / a[j * n + j]!
    }
  }
  for (let c = 0; c < columns; c++) {
    for (let i = 0; i < n; i++) {
      let sum = b[i * columns + c]!
      for (let k = 0; k < i; k++) sum -= a[i * n + k]! * b[k * columns + c]!
      b[i * columns + c] = sum / a[i * n + i]!
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = b[i * columns + c]!
      for (let k = i + 1; k < n; k++) sum -= a[k * n + i]! * b[k * columns + c]!
      b[i * columns + c] = sum / a[i * n + i]!
    }
  }
  return true
}
