/** Calls against outcomes. Every rate is NaN where its denominator is empty. */
export interface Confusion {
  readonly truePositives: number
  readonly falsePositives: number
  readonly trueNegatives: number
  readonly falseNegatives: number
}

/** Counts calls of `probability ≥ threshold` against labels of 0 and 1. */
export function confusion(labels: ArrayLike<number>, probabilities: ArrayLike<number>, threshold: number): Confusion {
  let [truePositives, falsePositives, trueNegatives, falseNegatives] = [0, 0, 0, 0]
  for (let i = 0; i < labels.length; i++) {
    const called = probabilities[i]! >= threshold
    if (labels[i] === 1 && called) truePositives++
    else if (labels[i] === 1) falseNegatives++
    else if (called) falsePositives++
    else trueNegatives++
  }
  return { truePositives, falsePositives, trueNegatives, falseNegatives }
}

export function accuracy(c: Confusion): number {
  return (c.truePositives + c.trueNegatives) / (c.truePositives + c.trueNegatives + c.falsePositives + c.falseNegatives)
}

export function precision(c: Confusion): number {
  return c.truePositives / (c.truePositives + c.falsePositives)
}

export function recall(c: Confusion): number {
  return c.truePositives / (c.truePositives + c.falseNegatives)
}

export function f1(c: Confusion): number {
  return (2 * c.truePositives) / (2 * c.truePositives + c.falsePositives + c.falseNegatives)
}
