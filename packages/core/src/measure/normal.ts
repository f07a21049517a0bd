/** two-sided 95 % of the normal distribution */
export const Z95 = 1.959963984540054

/** Chance of a standard normal draw at least as far from 0 as `z`, on either side. */
export function twoSided(z: number): number {
  return complementaryError(Math.abs(z) / Math.SQRT2)
}

/**
 * Complementary error function, for arguments of at least 0. Up to 2.5 its Taylor series, beyond it Legendre's continued
 * fraction (Abramowitz & Stegun 1964, 7.1.5 and 7.1.14): right to about 13 digits, far tails included.
 */
function complementaryError(x: number): number {
  if (x < 2.5) {
    let term = x
    let sum = x
    for (let k = 1; Math.abs(term) > 1e-17 * sum; k++) {
      term *= (-x * x) / k
      sum += term / (2 * k + 1)
      if (k > 200) break
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum
  }
  let fraction = x
  for (let k = FRACTION_TERMS; k > 0; k--) fraction = x + k / 2 / fraction
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction
}

/** enough for the continued fraction to have settled at 2.5 */
const FRACTION_TERMS = 120
