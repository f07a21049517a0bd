import { sigmoid } from './tree.ts'

/** A logistic map of the margin: probability = σ(slope × margin + offset). */
export interface PlattScale {
  readonly slope: number
  readonly offset: number
}

/**
 * Fits a logistic map from margins to labels by Newton's method on the regularised likelihood (Platt 1999; Lin, Lin &
 * Weng 2007, algorithm 1). Fit it on margins of rows the model was not trained on.
 * @throws RangeError when a label is absent
 */
export function fitPlatt(labels: ArrayLike<number>, margins: ArrayLike<number>): PlattScale {
  const n = labels.length
  let positives = 0
  for (let i = 0; i < n; i++) positives += labels[i]!
  if (positives === 0 || positives === n) throw new RangeError('Both labels are needed to calibrate.')
  // targets drawn in from 0 and 1 (Platt 1999, §2.1), so that margins that part the labels have a finite answer
  const targets = Float64Array.from({ length: n }, (_, i) =>
    labels[i] === 1 ? (positives + 1) / (positives + 2) : 1 / (n - positives + 2),
  )
  let best: PlattScale = { slope: 0, offset: Math.log((positives + 1) / (n - positives + 1)) }
  let loss = logLoss(targets, margins, best)
  for (let iteration = 0; iteration < MOST_STEPS; iteration++) {
    const step = newtonStep(targets, margins, best)
    let next = best
    let nextLoss = loss
    // halved until the loss falls: a full step may overshoot far from the optimum
    for (let share = 1; share > 1e-10 && !(nextLoss < loss); share /= 2) {
      next = { slope: best.slope - share * step.slope, offset: best.offset - share * step.offset }
      nextLoss = logLoss(targets, margins, next)
    }
    if (!(nextLoss < loss)) break
    const gained = loss - nextLoss
    ;[best, loss] = [next, nextLoss]
    if (gained < 1e-12 * Math.abs(loss)) break
  }
  return best
}

const MOST_STEPS = 100

function logLoss(targets: Float64Array, margins: ArrayLike<number>, { slope, offset }: PlattScale): number {
  let sum = 0
  for (let i = 0; i < targets.length; i++) {
    const z = slope * margins[i]! + offset
    // log(1 + e^z) − t z, written so that neither tail overflows
    sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - targets[i]! * z
  }
  return sum
}

/** Gradient times the inverse of the Hessian. */
function newtonStep(targets: Float64Array, margins: ArrayLike<number>, { slope, offset }: PlattScale): PlattScale {
  let [gs, go, hss, hso, hoo] = [0, 0, 1e-12, 0, 1e-12]
  for (let i = 0; i < targets.length; i++) {
    const m = margins[i]!
    const p = sigmoid(slope * m + offset)
    const w = p * (1 - p)
    gs += (p - targets[i]!) * m
    go += p - targets[i]!
    hss += w * m * m
    hso += w * m
    hoo += w
  }
  const determinant = hss * hoo - hso * hso
  return { slope: (hoo * gs - hso * go) / determinant, offset: (hss * go - hso * gs) / determinant }
}
