import { binColumns, MISSING_BIN } from './bin-columns.ts'

/** Classes of a column's cells, as whole numbers from 0; a missing one is -1. */
export type Classes = Int32Array

/** As many rows of the overall share stand beside a class's own, so that a class of few rows says little. */
const PRIOR_ROWS = 10
/** Enough to see a column that tells the label without rising or falling with it, and few enough for hundreds of rows. */
const BINS = 32

/**
 * Scores each class of a column by the share of positives it has in the *other* folds (leave-group-out target encoding):
 * what a row, or another row of its group, says of itself is never used. Drawn towards the overall share, which is also
 * the score of a class that is nowhere else, so that ids tell nothing. NaN where the cell is missing.
 */
export function encodeTarget(classes: Classes, labels: Uint8Array, folds: Uint8Array): Float64Array {
  const size = classes.reduce((most, c) => Math.max(most, c + 1), 0)
  const foldCount = folds.reduce((most, f) => Math.max(most, f + 1), 0)
  const rows = new Float64Array(size * foldCount)
  const hits = new Float64Array(size * foldCount)
  const allRows = new Float64Array(size)
  const allHits = new Float64Array(size)
  let [n, positives] = [0, 0]
  for (const [row, c] of classes.entries()) {
    if (c < 0) continue
    const cell = folds[row]! * size + c
    rows[cell]!++
    hits[cell]! += labels[row]!
    allRows[c]!++
    allHits[c]! += labels[row]!
    n++
    positives += labels[row]!
  }
  const prior = positives / n
  const scores = new Float64Array(classes.length).fill(Number.NaN)
  for (const [row, c] of classes.entries()) {
    if (c < 0) continue
    const cell = folds[row]! * size + c
    scores[row] = (allHits[c]! - hits[cell]! + PRIOR_ROWS * prior) / (allRows[c]! - rows[cell]! + PRIOR_ROWS)
  }
  return scores
}

/** The classes of text: equal texts are one, spaces around them apart. */
export function classesOfTexts(cells: readonly (string | null)[]): Classes {
  const seen = new Map<string, number>()
  return Int32Array.from(cells, (cell) => {
    if (cell === null) return -1
    const text = cell.trim()
    const known = seen.get(text)
    if (known !== undefined) return known
    seen.set(text, seen.size)
    return seen.size - 1
  })
}

/** The classes of numbers: bins of about equal counts. */
export function classesOfNumbers(values: Float64Array): Classes {
  const { bins } = binColumns(Float32Array.from(values), values.length, 1, BINS)
  return Int32Array.from(bins, (bin) => (bin === MISSING_BIN ? -1 : bin))
}
