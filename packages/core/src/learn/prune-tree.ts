import { type CartSettings, impurity } from './grow-cart.ts'
import type { Tree } from './tree.ts'

/**
 * The smallest subtree of least cost: impurity of its leaves by their share of the weight, plus `ccpAlpha` a leaf
 * (minimal cost-complexity pruning, Breiman et al. 1984, §3.3; scikit-learn's `ccp_alpha`).
 * @param tree with the share of label 1 in its leaves; children come after their parents
 */
export function pruneTree(tree: Tree, ccpAlpha: number, criterion: CartSettings['criterion']): Tree {
  const n = tree.feature.length
  const total = tree.cover[0]!
  const positive = new Float64Array(n)
  const cost = new Float64Array(n)
  const keeps = new Uint8Array(n)
  for (let node = n - 1; node >= 0; node--) {
    const inner = tree.feature[node]! >= 0
    const [left, right] = [tree.left[node]!, tree.right[node]!]
    positive[node] = inner ? positive[left]! + positive[right]! : tree.value[node]! * tree.cover[node]!
    const alone = impurity(criterion, tree.cover[node]!, positive[node]!) / total + ccpAlpha
    const together = inner ? cost[left]! + cost[right]! : Infinity
    // a hair of slack: a split that gains nothing is not kept for a rounding error
    keeps[node] = together < alone - 1e-12 ? 1 : 0
    cost[node] = keeps[node] === 1 ? together : alone
  }
  return copyKept(tree, keeps, (node) => positive[node]! / tree.cover[node]!)
}

/** The tree down to its first nodes that are not kept as inner ones, which become leaves of the value that is given. */
function copyKept(tree: Tree, keeps: Uint8Array, share: (node: number) => number): Tree {
  const nodes: number[] = [0]
  const left: number[] = []
  const right: number[] = []
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]!
    const inner = keeps[node] === 1
    left.push(inner ? nodes.length : -1)
    right.push(inner ? nodes.length + 1 : -1)
    if (inner) nodes.push(tree.left[node]!, tree.right[node]!)
  }
  const isInner = (node: number) => keeps[node] === 1
  return {
    feature: Int32Array.from(nodes, (node) => (isInner(node) ? tree.feature[node]! : -1)),
    threshold: Float32Array.from(nodes, (node) => (isInner(node) ? tree.threshold[node]! : 0)),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    missingLeft: Uint8Array.from(nodes, (node) => (isInner(node) ? tree.missingLeft[node]! : 0)),
    value: Float32Array.from(nodes, (node) => (isInner(node) ? 0 : share(node))),
    gain: Float32Array.from(nodes, (node) => (isInner(node) ? tree.gain[node]! : 0)),
    cover: Float32Array.from(nodes, (node) => tree.cover[node]!),
  }
}
