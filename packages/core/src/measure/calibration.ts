import { wilson } from './interval.ts'

/** Mean squared difference of probability and label (Brier 1950). */
export function brier(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < labels.length; i++) sum += (probabilities[i]! - labels[i]!) ** 2
  return sum / labels.length
}

export interface Bin {
  /** mean of the probabilities in the bin */
  readonly predicted: number
  /** share of positives in the bin */
  readonly observed: number
  /** 95 % Wilson interval of that share */
  readonly interval: [number, number]
  readonly n: number
}

/** Rows by bins of equal width in probability; empty bins are left out. */
export function reliability(labels: ArrayLike<number>, probabilities: ArrayLike<number>, bins = 15): Bin[] {
  const n = new Array<number>(bins).fill(0)
  const said = new Array<number>(bins).fill(0)
  const was = new Array<number>(bins).fill(0)
  for (let i = 0; i < labels.length; i++) {
    const bin = Math.min(bins - 1, Math.floor(probabilities[i]! * bins))
    n[bin]!++
    said[bin]! += probabilities[i]!
    was[bin]! += labels[i]!
  }
  return n.flatMap((count, b) =>
    count === 0
      ? []
      : [{ predicted: said[b]! / count, observed: was[b]! / count, interval: wilson(was[b]!, count), n: count }],
  )
}

/** Expected calibration error over bins of equal width (Naeini et al. 2015; Guo et al. 2017 with 15 bins); NaN of nothing. */
export function expectedCalibrationError(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  bins = 15,
): number {
  if (labels.length === 0) return Number.NaN
  const filled = reliability(labels, probabilities, bins)
  return filled.reduce((sum, bin) => sum + (bin.n / labels.length) * Math.abs(bin.predicted - bin.observed), 0)
}
