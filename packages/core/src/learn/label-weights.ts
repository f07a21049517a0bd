/**
 * What a label tells that is right with a chance of `right`, beside one that is sure. Where an error is as likely either way,
 * the chance of a label moves by (2 × right − 1) as much as that of the truth does, and what is learned from it by the square
 * of that (Warner 1965, J. Am. Stat. Assoc. 60, 63: his variance has 1 / (2p − 1)²). Not less than `LEAST_WEIGHT`.
 */
export function weightOfLabel(right: number): number {
  return Math.max(LEAST_WEIGHT, Math.max(0, 2 * right - 1) ** 2)
}

/** A row that counts less could as well be left out. */
const LEAST_WEIGHT = 0.05

/**
 * How often a label of experts is taken to be right while nobody has measured it. Two who are each right three times in four,
 * and err independently, are right nine times in ten where they agree; of the last word on a dispute nothing is known, and it
 * is taken for no better.
 */
export const ASSUMED_RIGHT = 0.9
/** As many labels whose outcome is known, or more, measure it: the share of 50 has a standard error of some .04 at .9. */
const ENOUGH_LABELS = 50

/** The weight of experts' labels, measured where enough of them came to be held against an outcome. */
export function expertWeight({ n, count }: { readonly n: number; readonly count: number }) {
  const basis = n >= ENOUGH_LABELS ? ('measured' as const) : ('assumed' as const)
  return { weight: weightOfLabel(basis === 'measured' ? count / n : ASSUMED_RIGHT), basis }
}

/**
 * The most calls that a chosen one stands for. The rarest chance that a queue gives is one in twenty; beyond that one row
 * would outweigh a whole stratum (trimmed as by Potter 1988, Proc. Surv. Res. Methods Sect. ASA, 225).
 */
export const INCLUSION_CAP = 20

/**
 * How much each row counts for the chance with which it was chosen: 1 over it (Horvitz & Thompson 1952), at most the cap,
 * scaled so that the rows whose chance is known count 1 on average: a learner's penalties are made for rows of weight 1. One
 * whose chance is not known counts 1.
 */
export function inclusionWeights(chances: readonly (number | null)[]): {
  readonly weights: Float64Array
  readonly unknown: number
  readonly capped: number
} {
  const inverse = chances.map((chance) => (chance !== null && chance > 0 && chance <= 1 ? 1 / chance : null))
  const known = inverse.flatMap((one) => (one === null ? [] : [Math.min(INCLUSION_CAP, one)]))
  const mean = known.reduce((sum, one) => sum + one, 0) / known.length
  return {
    weights: Float64Array.from(inverse, (one) => (one === null ? 1 : Math.min(INCLUSION_CAP, one) / mean)),
    unknown: chances.length - known.length,
    capped: inverse.filter((one) => one !== null && one > INCLUSION_CAP).length,
  }
}

/** As many rows of one weight would tell as much: (Σw)² / Σw² (Kish 1965, Survey Sampling, §11.7). 0 of no rows. */
export function effectiveRows(weights: ArrayLike<number>): number {
  let [sum, squares] = [0, 0]
  for (const weight of Array.from(weights)) [sum, squares] = [sum + weight, squares + weight ** 2]
  return squares === 0 ? 0 : sum ** 2 / squares
}
