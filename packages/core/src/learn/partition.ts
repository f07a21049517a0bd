import { type BinnedColumns, MISSING_BIN } from './bin-columns.ts'

/** A node's rows are `order[from]` to `order[to - 1]`. */
export interface RowRange {
  readonly from: number
  readonly to: number
}

export interface BinSplit {
  readonly column: number
  /** bins up to here go left; -1: only what is missing does */
  readonly bin: number
  readonly missingLeft: boolean
}

/**
 * Puts the rows of a node that go left before those that go right, each side in its old order, and says where the right
 * ones begin. `scratch` is as long as `order`.
 */
export function partition(
  binned: BinnedColumns,
  order: Int32Array,
  scratch: Int32Array,
  node: RowRange,
  split: BinSplit,
): number {
  const offset = split.column * binned.rows
  let left = node.from
  let right = 0
  for (let i = node.from; i < node.to; i++) {
    const row = order[i]!
    const bin = binned.bins[offset + row]!
    if (bin === MISSING_BIN ? split.missingLeft : bin <= split.bin) order[left++] = row
    else scratch[right++] = row
  }
  order.set(scratch.subarray(0, right), left)
  return left
}
