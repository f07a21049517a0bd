/**
 * The threshold with the best F1 of the positive label, on a grid of hundredths. Give it out-of-fold probabilities:
 * those of rows in training are too sure. Several repeats may stand one after the other; between equal thresholds the
 * middle one is taken.
 */
export function chooseThreshold(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  const called = new Float64Array(101)
  const right = new Float64Array(101)
  let positives = 0
  for (let i = 0; i < labels.length; i++) {
    const step = Math.floor(probabilities[i]! * 100)
    called[step]!++
    if (labels[i] === 1) {
      right[step]!++
      positives++
    }
  }
  let [best, first, last] = [-1, 50, 50]
  let [sumCalled, sumRight] = [called[100]!, right[100]!]
  for (let step = 99; step > 0; step--) {
    sumCalled += called[step]!
    sumRight += right[step]!
    const f1 = (2 * sumRight) / (sumCalled + positives)
    if (f1 > best) [best, first, last] = [f1, step, step]
    else if (f1 === best) last = step
  }
  return Math.round((first + last) / 2) / 100
}
