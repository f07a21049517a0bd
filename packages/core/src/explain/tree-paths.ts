import type { Tree } from '../learn/tree.ts'

/**
 * A tree in preorder: place 0 is the root, every other place is the edge from its parent to a node, and a parent comes
 * before its children. A feature that a path splits on again is one player: its edges on the path count together.
 */
export interface TreePaths {
  readonly places: number
  readonly parent: Int32Array
  /** the feature of the edge, -1 at the root */
  readonly feature: Int32Array
  /** 1 where the edge is taken when the parent's test is true */
  readonly isLeft: Uint8Array
  /** the last edge above on the same feature, or -1 */
  readonly ancestor: Int32Array
  /** number of the edge's feature among the distinct ones of its path, from 0 */
  readonly slot: Int32Array
  /** share of the training weight that takes the edges of this feature down to here */
  readonly share: Float64Array
  /** of what is split at the place; -1 in a leaf */
  readonly splitOn: Int32Array
  readonly threshold: Float32Array
  readonly missingLeft: Uint8Array
  /** of a leaf, as the tree adds it up; 0 elsewhere */
  readonly value: Float64Array
  /** most distinct features on a path */
  readonly players: number
  /** mean of the leaves by training weight */
  readonly mean: number
}

export function treePaths(tree: Tree): TreePaths {
  const n = tree.feature.length
  const paths = {
    parent: new Int32Array(n).fill(-1),
    feature: new Int32Array(n).fill(-1),
    isLeft: new Uint8Array(n),
    ancestor: new Int32Array(n).fill(-1),
    slot: new Int32Array(n).fill(-1),
    share: new Float64Array(n).fill(1),
    splitOn: new Int32Array(n),
    threshold: new Float32Array(n),
    missingLeft: new Uint8Array(n),
    value: new Float64Array(n),
  }
  const distinct = new Int32Array(n)
  const reach = new Float64Array(n).fill(1)
  const open = [{ node: 0, parent: -1, isLeft: 0, share: 1 }]
  let [places, players, mean] = [0, 0, 0]
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, parent, isLeft, share } = next
    const place = places++
    if (parent >= 0) {
      const feature = paths.splitOn[parent]!
      const above = lastEdgeOn(feature, parent, paths)
      paths.parent[place] = parent
      paths.feature[place] = feature
      paths.isLeft[place] = isLeft
      paths.ancestor[place] = above
      paths.slot[place] = above < 0 ? distinct[parent]! : paths.slot[above]!
      paths.share[place] = share * (above < 0 ? 1 : paths.share[above]!)
      distinct[place] = distinct[parent]! + (above < 0 ? 1 : 0)
      reach[place] = reach[parent]! * share
      players = Math.max(players, distinct[place])
    }
    const split = tree.feature[node]!
    paths.splitOn[place] = split
    if (split < 0) {
      paths.value[place] = tree.value[node]!
      mean += paths.value[place] * reach[place]!
      continue
    }
    paths.threshold[place] = tree.threshold[node]!
    paths.missingLeft[place] = tree.missingLeft[node]!
    const [left, right] = [tree.left[node]!, tree.right[node]!]
    const both = tree.cover[left]! + tree.cover[right]!
    const leftShare = both > 0 ? tree.cover[left]! / both : 0.5
    open.push({ node: right, parent: place, isLeft: 0, share: 1 - leftShare })
    open.push({ node: left, parent: place, isLeft: 1, share: leftShare })
  }
  return { ...paths, places, players, mean }
}

/** The last edge on a feature from a place up to the root, or -1. */
function lastEdgeOn(feature: number, from: number, paths: Pick<TreePaths, 'parent' | 'feature'>): number {
  for (let place = from; place > 0; place = paths.parent[place]!) if (paths.feature[place] === feature) return place
  return -1
}

/** Rows × features, row-major, NaN where missing. */
export interface RowsToExplain {
  readonly matrix: Float32Array
  readonly features: number
}

/** Which way a row goes at each split, by place: 1 is left. @param ways is written to */
export function waysOf(paths: TreePaths, matrix: Float32Array, offset: number, ways: Uint8Array): void {
  const { places, splitOn, threshold, missingLeft } = paths
  for (let place = 0; place < places; place++) {
    const feature = splitOn[place]!
    if (feature < 0) continue
    const value = matrix[offset + feature]!
    ways[place] = value === value ? (value < threshold[place]! ? 1 : 0) : missingLeft[place]!
  }
}
