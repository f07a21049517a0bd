/**
 * Any function of rows: a learner's `predict`, a graph's probability, another system's answer. The score of a row may
 * not depend on the rows beside it.
 * @param matrix rows × features, row-major, NaN where missing; it may be written to again after the answer
 */
export type Score = (matrix: Float32Array, rows: number) => ArrayLike<number> | Promise<ArrayLike<number>>

/** Rows that are made for scoring at a time: some megabytes at 40 features. */
const BLOCK_ROWS = 16_384

/**
 * Scores rows that are made as they are needed.
 * @param fill writes row `row` at the offset of a matrix
 */
export async function scoreRows(
  score: Score,
  { rows, features }: { rows: number; features: number },
  fill: (row: number, matrix: Float32Array, offset: number) => void,
): Promise<Float64Array> {
  const scores = new Float64Array(rows)
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - from)
    const block = new Float32Array(count * features)
    for (let i = 0; i < count; i++) fill(from + i, block, i * features)
    const given = await score(block, count)
    if (given.length !== count) throw new RangeError(`A score gave ${given.length} numbers for ${count} rows.`)
    for (let i = 0; i < count; i++) scores[from + i] = given[i]!
  }
  return scores
}
