/** The bin of a missing value. */
export const MISSING_BIN = 255
/** The most bins a column may have, so that a bin is a byte and one value is left for "missing". */
export const MAX_BINS = 255

/** Columns cut into bins. `cuts[c][b]` is the least value that is not in bin `b`: x < cuts[c][b] ⇔ bin(x) ≤ b. */
export interface BinnedColumns {
  readonly rows: number
  readonly columns: number
  /** column-major: bin of row r in column c is `bins[c * rows + r]` */
  readonly bins: Uint8Array
  readonly cuts: readonly Float32Array[]
}

/**
 * Cuts each column at its quantiles into at most `maxBins` bins; fewer where there are fewer values. A cut lies midway
 * between two neighbouring values (in float32), so that what a tree learns is not tied to a value that was seen.
 * @param matrix rows × columns, row-major, NaN where missing
 */
export function binColumns(matrix: Float32Array, rows: number, columns: number, maxBins: number): BinnedColumns {
  const bins = new Uint8Array(rows * columns)
  const cuts: Float32Array[] = []
  const sorted = new Float32Array(rows)
  for (let c = 0; c < columns; c++) {
    let n = 0
    for (let r = 0; r < rows; r++) {
      const value = matrix[r * columns + c]!
      if (value === value) sorted[n++] = value
    }
    const column = cutPoints(sorted.subarray(0, n).sort(), Math.min(maxBins, MAX_BINS))
    for (let r = 0; r < rows; r++) bins[c * rows + r] = binOf(column, matrix[r * columns + c]!)
    cuts.push(column)
  }
  return { rows, columns, bins, cuts }
}

/** The bin of a value: how many cuts are at or below it. */
export function binOf(cuts: Float32Array, value: number): number {
  if (value !== value) return MISSING_BIN
  let low = 0
  let high = cuts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (cuts[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}

function cutPoints(sorted: Float32Array, maxBins: number): Float32Array {
  const n = sorted.length
  const values: number[] = []
  const starts: number[] = []
  for (let i = 0; i < n; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) continue
    values.push(sorted[i]!)
    starts.push(i)
  }
  const cuts: number[] = []
  if (values.length <= maxBins) {
    for (let v = 1; v < values.length; v++) cuts.push(between(values[v - 1]!, values[v]!))
    return Float32Array.from(cuts)
  }
  let next = n / maxBins
  for (let v = 1; v < values.length && cuts.length < maxBins - 1; v++) {
    if (starts[v]! < next) continue
    cuts.push(between(values[v - 1]!, values[v]!))
    // what is left is shared evenly by the bins that are left: a heavy value does not eat the others' bins
    next = starts[v]! + (n - starts[v]!) / (maxBins - cuts.length)
  }
  return Float32Array.from(cuts)
}

/** A float32 above `low` and not above `high`. */
function between(low: number, high: number): number {
  const middle = Math.fround(low + (high - low) / 2)
  return middle > low && middle <= high ? middle : high
}
