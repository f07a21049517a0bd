import type { Random } from '../random.ts'
import { fitPlatt } from './calibrate.ts'
import { chooseThreshold } from './choose-threshold.ts'
import { groupFolds } from './group-folds.ts'
import { sigmoid } from './tree.ts'

/** What one pass over the folds gave: every row judged by a model that never saw its group. */
export interface OutOfFold {
  readonly fold: Uint8Array
  readonly margins: Float64Array
  /** calibrated by what the other folds gave */
  readonly probabilities: Float64Array
  /** threshold of each fold, chosen on the other folds */
  readonly thresholds: readonly number[]
}

export interface CrossValidation {
  readonly labels: Uint8Array
  /** the group of each row, as whole numbers from 0 */
  readonly groups: ArrayLike<number>
  readonly folds: number
  /**
   * Trains on some rows and gives the margins of others. `scored` may hold rows that are never trained on, numbered
   * after the labelled ones.
   */
  fit(train: Uint32Array, scored: Uint32Array, random: Random): ArrayLike<number>
}

/**
 * Cross-validation by group. Nothing that is fitted sees the fold it is measured on: the model is trained on the other
 * folds, and calibration and threshold come from the other folds' out-of-fold margins.
 */
export function crossValidate({ labels, groups, folds, fit }: CrossValidation, random: Random): OutOfFold {
  const fold = groupFolds(groups, labels, { folds, random: random.fork('folds') })
  const margins = new Float64Array(labels.length)
  for (let k = 0; k < folds; k++) {
    const scored = rowsWhere(fold, (f) => f === k)
    const given = fit(
      rowsWhere(fold, (f) => f !== k),
      scored,
      random.fork(`fold ${k}`),
    )
    for (const [i, row] of scored.entries()) margins[row] = given[i]!
  }
  const probabilities = new Float64Array(labels.length)
  const thresholds: number[] = []
  for (let k = 0; k < folds; k++) {
    const others = rowsWhere(fold, (f) => f !== k)
    const otherLabels = Uint8Array.from(others, (r) => labels[r]!)
    const { slope, offset } = fitPlatt(
      otherLabels,
      Float64Array.from(others, (r) => margins[r]!),
    )
    const calibrated = (row: number) => sigmoid(slope * margins[row]! + offset)
    thresholds.push(chooseThreshold(otherLabels, Float64Array.from(others, calibrated)))
    for (const row of rowsWhere(fold, (f) => f === k)) probabilities[row] = calibrated(row)
  }
  return { fold, margins, probabilities, thresholds }
}

function rowsWhere(fold: Uint8Array, keep: (fold: number) => boolean): Uint32Array {
  const rows: number[] = []
  for (const [row, f] of fold.entries()) if (keep(f)) rows.push(row)
  return Uint32Array.from(rows)
}
