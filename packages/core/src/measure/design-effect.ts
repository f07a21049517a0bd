import { Z95 } from './normal.ts'

/** Draws of one group are alike: how much that costs. */
export interface DesignEffect {
  /** what the variance of a sum of independent draws is multiplied by; at least 1 */
  readonly factor: number
  readonly groups: number
}

/**
 * The design effect of groups on a mean (Kish 1965, §8.2; estimated from the sums of groups as in Rao & Scott 1992):
 * variance with whole groups drawn over variance with every row drawn by itself. As the estimate rests on few groups it is
 * widened by Student's t (Korn & Graubard 1998), with as many degrees of freedom as groups of even size would be worth, less
 * one. It is never below 1, and never above what it is when all rows of a group are the same; it is that where nothing can be
 * estimated, because there is one group or all rows are alike.
 * @param residuals of each row, what it adds to the statistic less the mean of that (weight times difference)
 * @param groups the name of each row's group
 * @param weights of each row; 1 when not given
 */
export function designEffect(
  residuals: readonly number[],
  groups: readonly string[],
  weights?: readonly number[],
): DesignEffect {
  const sums = new Map<string, GroupSum>()
  let [alone, aloneWeight] = [0, 0]
  for (const [row, residual] of residuals.entries()) {
    const weight = weights?.[row] ?? 1
    alone += residual * residual
    aloneWeight += weight * weight
    const sum = sums.get(groups[row]!) ?? { residual: 0, weight: 0 }
    sums.set(groups[row]!, { residual: sum.residual + residual, weight: sum.weight + weight })
  }
  return designEffectOfSums([...sums.values()], { residual: alone, weight: aloneWeight })
}

/** What the rows of one group add up to. */
export interface GroupSum {
  readonly residual: number
  readonly weight: number
}

/**
 * The same of groups whose rows are already added up.
 * @param squares over all rows, the sum of squared residuals and of squared weights
 */
export function designEffectOfSums(sums: readonly GroupSum[], squares: GroupSum): DesignEffect {
  const { residual: alone, weight: aloneWeight } = squares
  let [together, togetherWeight, whole] = [0, 0, 0]
  for (const { residual, weight } of sums) {
    together += residual * residual
    togetherWeight += weight * weight
    whole += weight
  }
  const count = sums.length
  const worst = togetherWeight / aloneWeight
  if (count < 2 || alone === 0) return { factor: count === 0 ? 1 : worst, groups: count }
  const estimated = Math.max(1, ((count / (count - 1)) * together) / alone)
  return {
    factor: Math.min(worst, estimated * (studentT95((whole * whole) / togetherWeight - 1) / Z95) ** 2),
    groups: count,
  }
}

/** Two-sided 95 % of Student's t (Abramowitz & Stegun 1964, 26.7.5), good to a thousandth from four degrees of freedom on. */
export function studentT95(degrees: number): number {
  if (degrees <= 0) return Infinity
  const z = Z95
  return (
    z +
    (z ** 3 + z) / (4 * degrees) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3) +
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / (92_160 * degrees ** 4)
  )
}
