import type { Random } from '../random.ts'
import { type BinnedColumns, MAX_BINS, MISSING_BIN } from './bin-columns.ts'
import { partition } from './partition.ts'
import { TreeBuilder } from './tree-builder.ts'
import type { Tree } from './tree.ts'

/** Hyper-parameters of one tree, by scikit-learn's names. */
export interface CartSettings {
  readonly criterion: 'gini' | 'entropy'
  /** no limit when null */
  readonly maxDepth: number | null
  /** fewest rows in a leaf, at least 1 */
  readonly minSamplesLeaf: number
}

export interface CartRows {
  readonly labels: Uint8Array
  /** of every row, by its number */
  readonly weights: Float64Array
  /** rows to grow on */
  readonly rows: Int32Array
  /** how many columns a node may split on, and the draws; all columns when absent */
  readonly draw?: { readonly columns: number; readonly random: Random }
}

/** The least finite float32: nothing but a missing value is parted from the rest by it. */
const LEAST = -3.4028234663852886e38
/** weight, weight of positives and count of rows in each bin */
const STRIDE = 3

interface Node {
  readonly id: number
  readonly from: number
  readonly to: number
  readonly depth: number
  readonly weight: number
  readonly positive: number
}

interface Side {
  weight: number
  positive: number
  rows: number
}

interface Split {
  readonly gain: number
  readonly column: number
  /** bins up to here go left; -1: only what is missing does */
  readonly bin: number
  readonly threshold: number
  readonly missingLeft: boolean
}

/**
 * Grows a classification tree, depth first, until its leaves are pure or as small or deep as allowed (Breiman et al.
 * 1984, ch. 2 and 4). Thresholds are the cuts of the bins, the middle one where a node has nothing between; a missing
 * value goes to the side that parts the labels better, or may be what is split on. A leaf's value is its share of label
 * 1 by weight, its cover the weight.
 */
export function growCart(binned: BinnedColumns, data: CartRows, settings: CartSettings): Tree {
  const maxDepth = settings.maxDepth ?? Infinity
  const out = new TreeBuilder(maxDepth)
  const order = data.rows.slice()
  const scratch = new Int32Array(order.length)
  const search = splitSearch(binned, data, settings)
  const open: Node[] = [nodeOf(data, order, { id: out.add(), from: 0, to: order.length, depth: 0 })]
  for (let node = open.pop(); node; node = open.pop()) {
    const { id, from, to, depth, weight, positive } = node
    const pure = positive <= 0 || positive >= weight
    const split = pure || depth >= maxDepth || to - from < 2 * settings.minSamplesLeaf ? null : search(node, order)
    if (!split) {
      out.leaf(id, weight > 0 ? positive / weight : 0, weight)
      continue
    }
    const middle = partition(binned, order, scratch, node, split)
    const [left, right] = out.split(id, split, split.threshold, weight)
    open.push(nodeOf(data, order, { id: right, from: middle, to, depth: depth + 1 }))
    open.push(nodeOf(data, order, { id: left, from, to: middle, depth: depth + 1 }))
  }
  return out.finish().tree
}

function nodeOf(data: CartRows, order: Int32Array, place: Pick<Node, 'id' | 'from' | 'to' | 'depth'>): Node {
  let weight = 0
  let positive = 0
  for (let i = place.from; i < place.to; i++) {
    const row = order[i]!
    weight += data.weights[row]!
    if (data.labels[row] === 1) positive += data.weights[row]!
  }
  return { ...place, weight, positive }
}

/** Weight times impurity; Gini's is 2p(1-p), entropy is in bits. */
export function impurity(criterion: CartSettings['criterion'], weight: number, positive: number): number {
  const negative = weight - positive
  if (positive <= 0 || negative <= 0) return 0
  if (criterion === 'gini') return (2 * positive * negative) / weight
  return -positive * Math.log2(positive / weight) - negative * Math.log2(negative / weight)
}

/** Finds the best split of a node among the columns it draws; columns that are constant there do not count as drawn. */
function splitSearch(binned: BinnedColumns, data: CartRows, settings: CartSettings) {
  const columns = Int32Array.from({ length: binned.columns }, (_, i) => i)
  const histogram = new Float64Array((MAX_BINS + 1) * STRIDE)
  const { draw } = data
  return (node: Node, order: Int32Array): Split | null => {
    let best: Split | null = null
    const wanted = draw?.columns ?? columns.length
    for (let tried = 0, seen = 0; seen < columns.length && tried < wanted; seen++) {
      if (draw) swap(columns, seen, seen + draw.random.int(columns.length - seen))
      const column = columns[seen]!
      const filled = fill(histogram, binned, data, { node, order, column })
      if (filled.bins + (filled.missing.rows > 0 ? 1 : 0) > 1) {
        tried++
        best = bestCut(histogram, { node, column, filled, cuts: binned.cuts[column]!, settings }, best)
      }
      histogram.fill(0, filled.first * STRIDE, (filled.last + 1) * STRIDE)
    }
    return best
  }
}

function swap(values: Int32Array, a: number, b: number): void {
  const kept = values[a]!
  values[a] = values[b]!
  values[b] = kept
}

interface Filled {
  /** how many bins hold something */
  readonly bins: number
  readonly first: number
  readonly last: number
  readonly missing: Side
}

/** Adds the rows of a node to an empty histogram of one column. */
function fill(
  histogram: Float64Array,
  binned: BinnedColumns,
  { labels, weights }: CartRows,
  { node, order, column }: { node: Node; order: Int32Array; column: number },
): Filled {
  const offset = column * binned.rows
  const missing = { weight: 0, positive: 0, rows: 0 }
  let [bins, first, last] = [0, MISSING_BIN, 0]
  for (let i = node.from; i < node.to; i++) {
    const row = order[i]!
    const bin = binned.bins[offset + row]!
    const weight = weights[row]!
    if (bin === MISSING_BIN) {
      missing.weight += weight
      missing.rows++
      if (labels[row] === 1) missing.positive += weight
      continue
    }
    const at = bin * STRIDE
    if (histogram[at + 2] === 0) bins++
    histogram[at] = histogram[at]! + weight
    if (labels[row] === 1) histogram[at + 1] = histogram[at + 1]! + weight
    histogram[at + 2] = histogram[at + 2]! + 1
    if (bin < first) first = bin
    if (bin > last) last = bin
  }
  return { bins, first, last, missing }
}

/** The best split of a node on one column, or `best` where that is no worse. */
function bestCut(
  histogram: Float64Array,
  at: { node: Node; column: number; filled: Filled; cuts: Float32Array; settings: CartSettings },
  best: Split | null,
): Split | null {
  const { node, column, filled, cuts } = at
  const { criterion, minSamplesLeaf } = at.settings
  const { first, last, missing } = filled
  const total = node.to - node.from
  const whole = impurity(criterion, node.weight, node.positive)
  const left = { weight: 0, positive: 0, rows: 0 }
  const gainOf = (weight: number, positive: number, rows: number): number => {
    if (rows < minSamplesLeaf || total - rows < minSamplesLeaf) return -Infinity
    const right = impurity(criterion, node.weight - weight, node.positive - positive)
    return whole - impurity(criterion, weight, positive) - right
  }
  let found = best
  let most = best?.gain ?? -Infinity
  if (missing.rows > 0 && filled.bins > 0) {
    const gain = gainOf(missing.weight, missing.positive, missing.rows)
    if (gain > most) found = { gain: (most = gain), column, bin: -1, threshold: LEAST, missingLeft: true }
  }
  for (let bin = first; bin < last;) {
    left.weight += histogram[bin * STRIDE]!
    left.positive += histogram[bin * STRIDE + 1]!
    left.rows += histogram[bin * STRIDE + 2]!
    let next = bin + 1
    while (histogram[next * STRIDE + 2] === 0) next++
    const apart = gainOf(left.weight, left.positive, left.rows)
    const joined =
      missing.rows > 0
        ? gainOf(left.weight + missing.weight, left.positive + missing.positive, left.rows + missing.rows)
        : -Infinity
    const gain = Math.max(apart, joined)
    if (gain > most) {
      most = gain
      // where the node saw nothing missing, a missing value goes with the heavier side
      const missingLeft = missing.rows > 0 ? joined >= apart : left.weight > node.weight - left.weight
      found = { gain, column, bin, threshold: cuts[(bin + next - 1) >> 1]!, missingLeft }
    }
    bin = next
  }
  return found
}
