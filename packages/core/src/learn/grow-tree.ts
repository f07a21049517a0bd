import { type BinnedColumns, MISSING_BIN } from './bin-columns.ts'
import type { Tree } from './tree.ts'

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
  id: number
  from: number
  to: number
  gradient: number
  hessian: number
  histogram: Float64Array
  depth: number
}

/** gradient and hessian of each of 256 bins */
const STRIDE = 512

/** what subtracting histograms may leave of a sum that is zero */
const RESIDUE = 1e-9

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
  const root = makeNode(binned, data, order, { id: out.add(), from: 0, to: order.length, depth: 0 }, null)
  const open: Node[] = [root]
  for (let node = open.shift(); node; node = open.shift()) {
    const split = node.depth < settings.depth ? bestSplit(binned, data.columns, node, settings) : null
    if (!split) {
      out.leaf(node.id, (-node.gradient / (node.hessian + settings.lambda)) * learningRate, node.hessian)
      continue
    }
    const middle = partition(binned, order, scratch, node, split)
    const cut = binned.cuts[split.column]![split.bin]!
    const [left, right] = out.split(node.id, split, cut, node.hessian)
    const places = [
      { id: left, from: node.from, to: middle, depth: node.depth + 1 },
      { id: right, from: middle, to: node.to, depth: node.depth + 1 },
    ] as const
    const smallFirst = middle - node.from <= node.to - middle
    const small = makeNode(binned, data, order, places[smallFirst ? 0 : 1], null)
    const large = makeNode(binned, data, order, places[smallFirst ? 1 : 0], { parent: node, sibling: small })
    open.push(smallFirst ? small : large, smallFirst ? large : small)
  }
  return out.finish()
}

function makeNode(
  binned: BinnedColumns,
  data: Derivatives,
  order: Int32Array,
  place: { id: number; from: number; to: number; depth: number },
  family: { parent: Node; sibling: Node } | null,
): Node {
  if (family) {
    const { parent, sibling } = family
    const histogram = parent.histogram
    for (let i = 0; i < histogram.length; i++) histogram[i] = histogram[i]! - sibling.histogram[i]!
    return {
      ...place,
      histogram,
      gradient: parent.gradient - sibling.gradient,
      hessian: parent.hessian - sibling.hessian,
    }
  }
  const { gradients, hessians, columns } = data
  const histogram = new Float64Array(columns.length * STRIDE)
  const n = place.to - place.from
  const g = new Float64Array(n)
  const h = new Float64Array(n)
  let gradient = 0
  let hessian = 0
  for (let i = 0; i < n; i++) {
    const row = order[place.from + i]!
    gradient += g[i] = gradients[row]!
    hessian += h[i] = hessians[row]!
  }
  for (let c = 0; c < columns.length; c++) {
    const at = c * STRIDE
    const bins = binned.bins.subarray(columns[c]! * binned.rows, (columns[c]! + 1) * binned.rows)
    for (let i = 0; i < n; i++) {
      const slot = at + 2 * bins[order[place.from + i]!]!
      histogram[slot] = histogram[slot]! + g[i]!
      histogram[slot + 1] = histogram[slot + 1]! + h[i]!
    }
  }
  return { ...place, histogram, gradient, hessian }
}

/** The split of largest gain over the columns, or null (Chen & Guestrin 2016, eq. 7 and algorithm 3). */
function bestSplit(
  binned: BinnedColumns,
  columns: Int32Array,
  node: Node,
  { lambda, gamma, minChildWeight }: GrowSettings,
): Split | null {
  const { gradient, hessian, histogram } = node
  if (hessian < 2 * minChildWeight) return null
  const whole = (gradient * gradient) / (hessian + lambda)
  let best: Split | null = null
  let bestGain = gamma + 1e-6
  for (let c = 0; c < columns.length; c++) {
    const at = c * STRIDE
    const cuts = binned.cuts[columns[c]!]!.length
    const missingGradient = histogram[at + 2 * MISSING_BIN]!
    const missingHessian = histogram[at + 2 * MISSING_BIN + 1]!
    let leftGradient = 0
    let leftHessian = 0
    for (let b = 0; b < cuts; b++) {
      leftGradient += histogram[at + 2 * b]!
      leftHessian += histogram[at + 2 * b + 1]!
      for (let side = missingHessian > RESIDUE ? 0 : 1; side < 2; side++) {
        const lg = side === 0 ? leftGradient + missingGradient : leftGradient
        const lh = side === 0 ? leftHessian + missingHessian : leftHessian
        const rh = hessian - lh
        if (lh < minChildWeight || rh < minChildWeight) continue
        const rg = gradient - lg
        const gain = (lg * lg) / (lh + lambda) + (rg * rg) / (rh + lambda) - whole
        if (gain > bestGain) {
          bestGain = gain
          best = { gain, column: columns[c]!, bin: b, missingLeft: side === 0 }
        }
      }
    }
  }
  // where training saw nothing missing, a missing value goes with the heavier side
  if (best) best.missingLeft = settleMissing(columns, node, best)
  return best
}

function settleMissing(columns: Int32Array, node: Node, split: Split): boolean {
  const at = columns.indexOf(split.column) * STRIDE
  if (node.histogram[at + 2 * MISSING_BIN + 1]! > RESIDUE) return split.missingLeft
  let left = 0
  for (let b = 0; b <= split.bin; b++) left += node.histogram[at + 2 * b + 1]!
  return left > node.hessian - left
}

/** Puts the rows of a node that go left before those that go right, each side in its old order. */
function partition(binned: BinnedColumns, order: Int32Array, scratch: Int32Array, node: Node, split: Split): number {
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

class TreeBuilder {
  private readonly feature: number[] = []
  private readonly threshold: number[] = []
  private readonly left: number[] = []
  private readonly right: number[] = []
  private readonly missingLeft: number[] = []
  private readonly value: number[] = []
  private readonly gain: number[] = []
  private readonly cover: number[] = []
  private readonly splitBins: number[] = []
  private readonly most: number

  constructor(depth: number) {
    this.most = 2 ** (depth + 1) - 1
  }

  add(): number {
    const id = this.feature.length
    if (id >= this.most) throw new RangeError('A tree grew past its depth.')
    this.feature.push(-1)
    this.threshold.push(0)
    this.left.push(-1)
    this.right.push(-1)
    this.missingLeft.push(0)
    this.value.push(0)
    this.gain.push(0)
    this.cover.push(0)
    this.splitBins.push(0)
    return id
  }

  leaf(id: number, value: number, cover: number): void {
    this.value[id] = value
    this.cover[id] = cover
  }

  split(id: number, split: Split, cut: number, cover: number): [left: number, right: number] {
    const [left, right] = [this.add(), this.add()]
    this.feature[id] = split.column
    this.threshold[id] = cut
    this.left[id] = left
    this.right[id] = right
    this.missingLeft[id] = split.missingLeft ? 1 : 0
    this.gain[id] = split.gain
    this.cover[id] = cover
    this.splitBins[id] = split.bin
    return [left, right]
  }

  finish(): { tree: Tree; splitBins: Uint8Array } {
    return {
      tree: {
        feature: Int32Array.from(this.feature),
        threshold: Float32Array.from(this.threshold),
        left: Int32Array.from(this.left),
        right: Int32Array.from(this.right),
        missingLeft: Uint8Array.from(this.missingLeft),
        value: Float32Array.from(this.value),
        gain: Float32Array.from(this.gain),
        cover: Float32Array.from(this.cover),
      },
      splitBins: Uint8Array.from(this.splitBins),
    }
  }
}
