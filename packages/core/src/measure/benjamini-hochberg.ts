/**
 * P-values adjusted so that, of all that are called significant at a level, no more than that share is so by chance on average
 * (Benjamini & Hochberg 1995; adjusted as in Yekutieli & Benjamini 1999). It holds for independent tests, and for those that
 * depend on each other positively (Benjamini & Yekutieli 2001).
 * @param values p-values in [0, 1]; null of a test that could not be done: it is none, and stays null
 * @returns in the order given
 */
export function benjaminiHochberg(values: readonly (number | null)[]): (number | null)[] {
  const tests = values.flatMap((p, index) => (p === null ? [] : [{ p, index }])).sort((a, b) => a.p - b.p)
  const adjusted: (number | null)[] = values.map(() => null)
  let least = 1
  for (const [rank, { p, index }] of [...tests.entries()].toReversed()) {
    // the factor is at least 1 to the last digit, so that no p comes out smaller
    least = Math.min(least, p * (tests.length / (rank + 1)))
    adjusted[index] = least
  }
  return adjusted
}
