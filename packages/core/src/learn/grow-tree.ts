import { type BinnedColumns, MISSING_BIN } from './bin-columns.ts'
import type { Tree } from './tree.ts'
import { partition } from './partition.ts'
import { TreeBuilder } from './tree-builder.ts'

export interface GrowSettings {
  readonly depth: number
  /** least sum of second derivatives in a child */
  readonly minChildWeight: number
  /** L2 penalty on leaf values */
  readonly lambda: number
  /** least gain of a split */
  readonly gamma: number
}

export interface Derivatives {
  readonly gradients: Float64Array
  readonly hessians: Float64Array
  /** rows to grow on */
  readonly rows: Int32Array
  /** columns to split on */
  readonly columns: Int32Array
}

interface Split {
  gain: number
  column: number
  bin: number
  missingLeft: boolean
}

interface Node {
  readonly id: number
  readonly from: number
  readonly to: number
  readonly depth: number
  readonly gradient: number
  readonly hessian: number
  /** of each column and bin; null where no split is looked for */
  readonly histogram: Float64Array | null
}

type Place = Pick<Node, 'id' | 'from' | 'to' | 'depth'>
/** a node whose histogram is known */
type SplitNode = Node & { readonly histogram: Float64Array }
type Sums = Pick<Node, 'gradient' | 'hessian'>

/** gradient and hessian of each of 256 bins */
const STRIDE = 512

/** what subtracting histograms may leave of a sum that is zero */
const RESIDUE = 1e-9

/** a little below one, by much more than rounding: what is below even so is below */
const NEARLY = 1 - 1e-9

/** Grows one tree level by level; a node's histogram is its parent's less its sibling's where that is cheaper. */
export function growTree(
  binned: BinnedColumns,
  data: Derivatives,
  settings: GrowSettings,
  learningRate: number,
): { tree: Tree; splitBins: Uint8Array } {
  const out = new TreeBuilder(settings.depth)
  const order = data.rows.slice()
  const scratch = new Int32Array(order.length)
  const maySplit = (depth: number, { hessian }: Sums) =>
    depth < settings.depth && hessian >= 2 * settings.minChildWeight
  const top = { id: out.add(), from: 0, to: order.length, depth: 0 }
  const sums = sumsOf(data, order, top)
  const open: Node[] = [
    { ...top, ...sums, histogram: maySplit(0, sums) ? histogramOf(binned, data, order, top) : null },
  ]
  for (let node = open.shift(); node; node = open.shift()) {
    const { histogram } = node
    const split = histogram ? bestSplit(binned, data.columns, { ...node, histogram }, settings) : null
    if (!histogram || !split) {
      out.leaf(node.id, (-node.gradient / (node.hessian + settings.lambda)) * learningRate, node.hessian)
      continue
    }
    const middle = partition(binned, order, scratch, node, split)
    const cut = binned.cuts[split.column]![split.bin]!
    const [left, right] = out.split(node.id, split, cut, node.hessian)
    const depth = node.depth + 1
    const places = [
      { id: left, from: node.from, to: middle, depth },
      { id: right, from: middle, to: node.to, depth },
    ] as const
    const smallFirst = middle - node.from <= node.to - middle
    const smallPlace = places[smallFirst ? 0 : 1]
    const smallSums = sumsOf(data, order, smallPlace)
    const largeSums = { gradient: node.gradient - smallSums.gradient, hessian: node.hessian - smallSums.hessian }
    const largeSplits = maySplit(depth, largeSums)
    const own = largeSplits || maySplit(depth, smallSums) ? histogramOf(binned, data, order, smallPlace) : null
    const small = { ...smallPlace, ...smallSums, histogram: maySplit(depth, smallSums) ? own : null }
    const rest = largeSplits && own ? subtract(histogram, own) : null
    const large = { ...places[smallFirst ? 1 : 0], ...largeSums, histogram: rest }
    open.push(smallFirst ? small : large, smallFirst ? large : small)
  }
  return out.finish()
}

function sumsOf({ gradients, hessians }: Derivatives, order: Int32Array, { from, to }: Place): Sums {
  let gradient = 0
  let hessian = 0
  for (let i = from; i < to; i++) {
    gradient += gradients[order[i]!]!
    hessian += hessians[order[i]!]!
  }
  return { gradient, hessian }
}

function histogramOf(binned: BinnedColumns, data: Derivatives, order: Int32Array, { from, to }: Place): Float64Array {
  const { gradients, hessians, columns } = data
  const histogram = new Float64Array(columns.length * STRIDE)
  const n = to - from
  const g = new Float64Array(n)
  const h = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    g[i] = gradients[order[from + i]!]!
    h[i] = hessians[order[from + i]!]!
  }
  const rows = order.subarray(from, to)
  const binsOf = (c: number) => binned.bins.subarray(columns[c]! * binned.rows, (columns[c]! + 1) * binned.rows)
  let c = 0
  // two columns at a time: a sum need not wait for the one before it
  for (; c + 1 < columns.length; c += 2) {
    const [at, bins, nextBins] = [c * STRIDE, binsOf(c), binsOf(c + 1)]
    for (let i = 0; i < n; i++) {
      const row = rows[i]!
      const slot = at + 2 * bins[row]!
      const next = at + STRIDE + 2 * nextBins[row]!
      histogram[slot] = histogram[slot]! + g[i]!
      histogram[next] = histogram[next]! + g[i]!
      histogram[slot + 1] = histogram[slot + 1]! + h[i]!
      histogram[next + 1] = histogram[next + 1]! + h[i]!
    }
  }
  if (c < columns.length) {
    const [at, bins] = [c * STRIDE, binsOf(c)]
    for (let i = 0; i < n; i++) {
      const slot = at + 2 * bins[rows[i]!]!
      histogram[slot] = histogram[slot]! + g[i]!
      histogram[slot + 1] = histogram[slot + 1]! + h[i]!
    }
  }
  return histogram
}

/** What is left of a node's histogram, in its place, when one child's is taken away: the other child's. */
function subtract(histogram: Float64Array, part: Float64Array): Float64Array {
  for (let i = 0; i < histogram.length; i++) histogram[i] = histogram[i]! - part[i]!
  return histogram
}

/** The split of largest gain over the columns, or null (Chen & Guestrin 2016, eq. 7 and algorithm 3). */
function bestSplit(
  binned: BinnedColumns,
  columns: Int32Array,
  node: SplitNode,
  { lambda, gamma, minChildWeight }: GrowSettings,
): Split | null {
  const { gradient, hessian, histogram } = node
  const whole = (gradient * gradient) / (hessian + lambda)
  let best: Split | null = null
  let bestGain = gamma + 1e-6
  let floor = (bestGain + whole) * NEARLY
  for (let c = 0; c < columns.length; c++) {
    const at = c * STRIDE
    const cuts = binned.cuts[columns[c]!]!.length
    const missingGradient = histogram[at + 2 * MISSING_BIN]!
    const missingHessian = histogram[at + 2 * MISSING_BIN + 1]!
    const firstSide = missingHessian > RESIDUE ? 0 : 1
    let leftGradient = 0
    let leftHessian = 0
    for (let b = 0; b < cuts; b++) {
      leftGradient += histogram[at + 2 * b]!
      leftHessian += histogram[at + 2 * b + 1]!
      for (let side = firstSide; side < 2; side++) {
        const lg = side === 0 ? leftGradient + missingGradient : leftGradient
        const lh = side === 0 ? leftHessian + missingHessian : leftHessian
        const rh = hessian - lh
        if (lh < minChildWeight || rh < minChildWeight) continue
        const rg = gradient - lg
        // most are far below the best: that is seen without dividing
        if (lg * lg * (rh + lambda) + rg * rg * (lh + lambda) < floor * (lh + lambda) * (rh + lambda)) continue
        const gain = (lg * lg) / (lh + lambda) + (rg * rg) / (rh + lambda) - whole
        if (gain > bestGain) {
          bestGain = gain
          floor = (bestGain + whole) * NEARLY
          best = { gain, column: columns[c]!, bin: b, missingLeft: side === 0 }
        }
      }
    }
  }
  // where training saw nothing missing, a missing value goes with the heavier side
  if (best) best.missingLeft = settleMissing(columns, node, best)
  return best
}

function settleMissing(columns: Int32Array, node: SplitNode, split: Split): boolean {
  const at = columns.indexOf(split.column) * STRIDE
  if (node.histogram[at + 2 * MISSING_BIN + 1]! > RESIDUE) return split.missingLeft
  let left = 0
  for (let b = 0; b <= split.bin; b++) left += node.histogram[at + 2 * b + 1]!
  return left > node.hessian - left
}
