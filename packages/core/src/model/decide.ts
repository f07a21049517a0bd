/** A band of probabilities in which a model says that it cannot tell. */
export interface AbstainBand {
  readonly from: number
  readonly to: number
}

/** Probabilities are given, stored and decided on to this many decimals, so that no two readers of a call disagree. */
export const PROBABILITY_DECIMALS = 6
const SCALE = 10 ** PROBABILITY_DECIMALS

export function roundProbability(probability: number): number {
  return Math.round(probability * SCALE) / SCALE
}

/** The call: positive when the probability reaches the threshold; inside the band it is an abstention beside the call. */
export function decide(
  probability: number,
  threshold: number,
  abstain: AbstainBand | null,
): { positive: boolean; abstained: boolean } {
  return {
    positive: probability >= threshold,
    abstained: abstain !== null && probability >= abstain.from && probability < abstain.to,
  }
}

/** Above and below these a call counts as confident, whichever way it goes. */
export const CONFIDENT = { above: 0.7, below: 0.3 } as const

export interface DecisionCount {
  positives: number
  negatives: number
  abstained: number
  confident: number
  /** sum of the probabilities, for their mean */
  total: number
}

export function emptyCount(): DecisionCount {
  return { positives: 0, negatives: 0, abstained: 0, confident: 0, total: 0 }
}

/** Adds some probabilities to a count, in their order. */
export function countDecisions(
  count: DecisionCount,
  probabilities: ArrayLike<number>,
  threshold: number,
  abstain: AbstainBand | null,
): DecisionCount {
  const next = { ...count }
  for (let i = 0; i < probabilities.length; i++) {
    const probability = probabilities[i]!
    const { positive, abstained } = decide(probability, threshold, abstain)
    if (positive) next.positives++
    else next.negatives++
    if (abstained) next.abstained++
    if (probability > CONFIDENT.above || probability < CONFIDENT.below) next.confident++
    next.total += probability
  }
  return next
}
