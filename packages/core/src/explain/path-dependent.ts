import { gaussLegendre } from './gauss-legendre.ts'
import { type TreePaths, waysOf } from './tree-paths.ts'

/** An edge is shut for a row, or shut with an open edge of its feature above it, or open with all of those above it. */
const SHUT = 0
const NEWLY_SHUT = 1
const OPEN = 2
const STATES = 3

/**
 * Adds what each feature contributes to one tree, path-dependent: what is not known of a row is averaged by the training
 * weight of both sides of a split (Lundberg et al. 2020, algorithm 1, whose Shapley values their algorithm 2 gives).
 *
 * A leaf of value v that a row's features i would reach (o = 1) or not (o = 0), each with the share z of the weight,
 * gives feature i ∫₀¹ v (o_i − z_i) Π_{j≠i} (o_j t + z_j (1 − t)) dt: the integral of t^s (1−t)^(d−1−s) is the Shapley
 * weight of s others among d. The polynomial is of degree d − 1, so that ⌈d/2⌉ Gauss-Legendre points are exact; and sums
 * over the leaves below an edge are carried up the tree (as Yu et al. 2022, "Linear TreeSHAP", do), so that a row costs
 * places × points. All terms of a product have one sign: nothing cancels in deep trees.
 * @param values rows × features, added to
 */
export function addPathDependent(paths: TreePaths, matrix: Float32Array, values: Float64Array, features: number): void {
  if (paths.players === 0) return
  const { places, parent, feature, isLeft, ancestor, value, splitOn } = paths
  const { points, factor, weight } = prepare(paths)
  const ways = new Uint8Array(places)
  const states = new Uint8Array(places).fill(OPEN, 0, 1)
  const product = new Float64Array(places * points).fill(1, 0, points)
  const below = new Float64Array(places * points)
  const rows = matrix.length / features
  for (let row = 0; row < rows; row++) {
    const offset = row * features
    waysOf(paths, matrix, offset, ways)
    for (let place = 1; place < places; place++) {
      const up = parent[place]!
      const above = ancestor[place]!
      const wasOpen = above < 0 || states[above] === OPEN
      const state = !wasOpen ? SHUT : ways[up] === isLeft[place] ? OPEN : above < 0 ? SHUT : NEWLY_SHUT
      states[place] = state
      const table = (place * STATES + state) * points
      const from = up * points
      const to = place * points
      if (splitOn[place]! < 0) {
        const leaf = value[place]!
        for (let q = 0; q < points; q++) below[to + q] = leaf * product[from + q]! * factor[table + q]!
      } else
        for (let q = 0; q < points; q++) {
          product[to + q] = product[from + q]! * factor[table + q]!
          below[to + q] = 0
        }
    }
    for (let place = places - 1; place > 0; place--) {
      const table = (place * STATES + states[place]!) * points
      const from = place * points
      const to = parent[place]! * points
      let sum = 0
      for (let q = 0; q < points; q++) {
        const here = below[from + q]!
        sum += weight[table + q]! * here
        below[to + q] = below[to + q]! + here
      }
      const at = offset + feature[place]!
      values[at] = values[at]! + sum
    }
  }
}

/** For each place, state and point: what the edge makes of the product, and what a leaf below it counts for its feature. */
function prepare({ places, players, ancestor, share }: TreePaths) {
  const { nodes, weights } = gaussLegendre(Math.ceil(players / 2))
  const points = nodes.length
  const factor = new Float64Array(places * STATES * points)
  const weight = new Float64Array(places * STATES * points)
  for (let place = 1; place < places; place++) {
    const above = ancestor[place]!
    const z = share[place]!
    const zAbove = above < 0 ? 1 : share[above]!
    for (let q = 0; q < points; q++) {
      const t = nodes[q]!
      const open = t + z * (1 - t)
      const openAbove = above < 0 ? 1 : t + zAbove * (1 - t)
      // (o − z) / (o t + z (1 − t)); what an edge above counted for the same leaves is taken back
      const [counts, countsShut] = [(1 - z) / open, -1 / (1 - t)]
      const countsAbove = above < 0 ? 0 : (1 - zAbove) / openAbove
      const at = place * STATES * points + q
      const w = weights[q]!
      factor[at + OPEN * points] = open / openAbove
      weight[at + OPEN * points] = w * (counts - countsAbove)
      factor[at + NEWLY_SHUT * points] = (z * (1 - t)) / openAbove
      weight[at + NEWLY_SHUT * points] = w * (countsShut - countsAbove)
      factor[at + SHUT * points] = above < 0 ? z * (1 - t) : zAbove > 0 ? z / zAbove : 0
      weight[at + SHUT * points] = above < 0 ? w * countsShut : 0
    }
  }
  return { points, factor, weight }
}
