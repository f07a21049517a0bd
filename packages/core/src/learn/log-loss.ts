import type { TrainingSet } from './learner.ts'

/** Total weight of a set's rows, and of those of label 1. @throws RangeError when a label is absent or weighs nothing */
export function weighLabels({ labels, rows, weights }: Pick<TrainingSet, 'labels' | 'rows' | 'weights'>) {
  let [positive, total] = [0, 0]
  for (let r = 0; r < rows; r++) {
    const weight = weights?.[r] ?? 1
    positive += weight * labels[r]!
    total += weight
  }
  if (!(positive > 0 && positive < total)) throw new RangeError('Both labels are needed to train.')
  return { positive, total }
}

/** Weighted mean of −log p(label), in nats. @param margins log-odds of label 1, one a row */
export function meanLogLoss(
  { labels, rows, weights }: Pick<TrainingSet, 'labels' | 'rows' | 'weights'>,
  margins: ArrayLike<number>,
): number {
  let [sum, total] = [0, 0]
  for (let r = 0; r < rows; r++) {
    const weight = weights?.[r] ?? 1
    sum += weight * logLoss(labels[r]!, margins[r]!)
    total += weight
  }
  return sum / total
}

/** log(1 + e^m) − label × m, so written that neither tail overflows. */
export function logLoss(label: number, margin: number): number {
  return Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))) - label * margin
}
