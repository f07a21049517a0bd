/**
 * Points and weights of Gauss-Legendre quadrature on [0, 1]: exact for polynomials of degree below 2n. Roots of the
 * Legendre polynomial by Newton's method from Chebyshev's points (Press et al. 2007, Numerical Recipes, §4.6).
 */
export function gaussLegendre(n: number): { nodes: Float64Array; weights: Float64Array } {
  const nodes = new Float64Array(n)
  const weights = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5))
    let slope = 0
    for (let step = 1, tried = 0; Math.abs(step) > 1e-15 && tried < 50; tried++) {
      const { value, derivative } = legendre(n, x)
      slope = derivative
      step = value / derivative
      x -= step
    }
    nodes[i] = (1 - x) / 2
    weights[i] = 1 / ((1 - x * x) * slope * slope)
  }
  return { nodes, weights }
}

function legendre(n: number, x: number): { value: number; derivative: number } {
  let [before, value] = [0, 1]
  for (let k = 1; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k]
  return { value, derivative: (n * (x * value - before)) / (x * x - 1) }
}
