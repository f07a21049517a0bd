import type { TrainingSet } from './learner.ts'

/**
 * Mean log loss, in nats, of margins (log-odds of label 1) by the weight of their rows. Written so that no margin
 * overflows: −log σ(m) is log(1 + e^−m).
 */
export function logLoss({ rows, labels, weights }: TrainingSet, margins: ArrayLike<number>): number {
  let sum = 0
  let total = 0
  for (let r = 0; r < rows; r++) {
    const wrong = labels[r] === 1 ? -margins[r]! : margins[r]!
    const weight = weights?.[r] ?? 1
    sum += weight * (Math.max(wrong, 0) + Math.log1p(Math.exp(-Math.abs(wrong))))
    total += weight
  }
  return sum / total
}
