import { twoSided } from './normal.ts'

/** A test of a table of counts. */
export interface ChiSquared {
  readonly statistic: number
  readonly degrees: number
  readonly p: number
}

/**
 * Pearson's chi-squared test of independence (Pearson 1900), without Yates's correction, as `compareShares` is without.
 * @param table rows of counts, all of the same length; rows and columns of zeros are left out
 * @returns null where fewer than two rows or two columns are left
 */
export function chiSquaredTest(table: readonly (readonly number[])[]): ChiSquared | null {
  const rows = table.filter((row) => row.some((count) => count > 0))
  const columns = (rows[0] ?? []).flatMap((_, c) => (rows.some((row) => row[c]! > 0) ? [c] : []))
  const degrees = (rows.length - 1) * (columns.length - 1)
  if (rows.length < 2 || degrees < 1) return null
  const ofRows = rows.map((row) => columns.reduce((sum, c) => sum + row[c]!, 0))
  const ofColumns = columns.map((c) => rows.reduce((sum, row) => sum + row[c]!, 0))
  const n = ofRows.reduce((sum, count) => sum + count, 0)
  let statistic = 0
  for (const [r, row] of rows.entries())
    for (const [k, c] of columns.entries()) {
      const expected = (ofRows[r]! * ofColumns[k]!) / n
      statistic += (row[c]! - expected) ** 2 / expected
    }
  return { statistic, degrees, p: chiSquaredTail(statistic, degrees) }
}

/**
 * Chance that a chi-squared variable of so many degrees of freedom is above `x` (Abramowitz & Stegun 1964, 26.4.4 and
 * 26.4.5): finite sums, each term from its logarithm so that far tails neither vanish nor overflow.
 * @param degrees a whole number from 1
 */
export function chiSquaredTail(x: number, degrees: number): number {
  if (!(x > 0)) return Number.isNaN(x) ? Number.NaN : 1
  if (x === Infinity) return 0
  const half = x / 2
  const odd = degrees % 2 === 1
  let tail = odd ? twoSided(Math.sqrt(x)) : 0
  // the logarithm of half^k e^-half / Γ(k + 1), for k = 0, 1, … or 1/2, 3/2, …
  let k = odd ? 0.5 : 0
  let log = odd ? Math.log(half) / 2 - half - LOG_GAMMA_THREE_HALVES : -half
  for (; k < degrees / 2; k++) {
    tail += Math.exp(log)
    log += Math.log(half) - Math.log(k + 1)
  }
  return Math.min(1, tail)
}

/** The value that a chi-squared variable is above with this chance, in (0, 1): found by halving. */
export function chiSquaredQuantile(tail: number, degrees: number): number {
  let [low, high] = [0, degrees + 1]
  while (chiSquaredTail(high, degrees) > tail) high *= 2
  for (let step = 0; step < 100 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2
    if (chiSquaredTail(middle, degrees) > tail) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Γ(3/2) = √π / 2 */
const LOG_GAMMA_THREE_HALVES = Math.log(Math.PI) / 2 - Math.LN2
