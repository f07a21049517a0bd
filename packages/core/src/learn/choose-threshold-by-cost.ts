/** What a wrong call costs, in any unit: only the ratio counts. */
export interface CallCosts {
  readonly falsePositive: number
  readonly falseNegative: number
}

/**
 * The threshold at which wrong calls cost least, on a grid of hundredths; a call is `probability ≥ threshold`. Give it
 * out-of-fold probabilities. Between equal thresholds the middle one is taken.
 * @throws RangeError for a cost that is negative or not finite, and when both are 0
 */
export function chooseThresholdByCost(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { falsePositive, falseNegative }: CallCosts,
): number {
  const valid = [falsePositive, falseNegative].every((cost) => cost >= 0 && cost < Infinity)
  if (!valid || falsePositive + falseNegative === 0)
    throw new RangeError(`costs of ${falsePositive} and ${falseNegative} choose no threshold`)
  const { called, right, positives } = countCalls(labels, probabilities)
  let [least, first, last] = [Infinity, 0, 0]
  for (let step = 0; step <= STEPS; step++) {
    const cost = falsePositive * (called[step]! - right[step]!) + falseNegative * (positives - right[step]!)
    if (cost < least) [least, first, last] = [cost, step, step]
    else if (cost === least && last === step - 1) last = step
  }
  return Math.round((first + last) / 2) / STEPS
}

/**
 * The threshold with the most recall among those whose calls are right in at least `target` of all cases, on a grid of
 * hundredths; null when no threshold reaches it. Give it out-of-fold probabilities.
 * @param target share of positive calls that must be right, above 0 and at most 1
 */
export function chooseThresholdByPrecision(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  target: number,
): number | null {
  if (!(target > 0 && target <= 1)) throw new RangeError(`a precision of ${target} cannot be aimed at`)
  const { called, right } = countCalls(labels, probabilities)
  // the lowest threshold calls the most, and so finds the most
  for (let step = 0; step <= STEPS; step++)
    if (called[step]! > 0 && right[step]! >= target * called[step]!) return step / STEPS
  return null
}

/** of the grid from 0 to 1 */
const STEPS = 100

interface CallCounts {
  /** rows called at `probability ≥ step / STEPS`, and those of them that are positive */
  readonly called: Float64Array
  readonly right: Float64Array
  readonly positives: number
}

function countCalls(labels: ArrayLike<number>, probabilities: ArrayLike<number>): CallCounts {
  const called = new Float64Array(STEPS + 1)
  const right = new Float64Array(STEPS + 1)
  for (let i = 0; i < labels.length; i++) {
    const probability = probabilities[i]!
    let step = Math.floor(probability * STEPS)
    // .29 × 100 is less than 29 in doubles, and .29 is called at .29
    if ((step + 1) / STEPS <= probability) step++
    else if (step / STEPS > probability) step--
    called[step]!++
    if (labels[i] === 1) right[step]!++
  }
  for (let step = STEPS - 1; step >= 0; step--) {
    called[step]! += called[step + 1]!
    right[step]! += right[step + 1]!
  }
  return { called, right, positives: right[0]! }
}
