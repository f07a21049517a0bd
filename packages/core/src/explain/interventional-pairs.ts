import { shapleyWeights } from './shapley-weights.ts'
import { type RowsToExplain, type TreePaths, waysOf } from './tree-paths.ts'

/** Which of the two rows follow a feature's edges down to a place. */
const OWN = 1
const OTHER = 2
const BOTH = 3

/**
 * Adds what each feature contributes to one tree against background rows, pair by pair: only what the row or the other
 * follows is visited, and a feature that parts the two is settled at the edge where it does (Lundberg et al. 2020,
 * algorithm 3). For deep trees, whose leaves are many and whose paths are long.
 * @param values rows × features, added to
 * @returns the mean of the tree over the background
 */
export function addByPairs(
  paths: TreePaths,
  rows: RowsToExplain,
  background: RowsToExplain,
  values: Float64Array,
): number {
  const { places, value, splitOn } = paths
  const count = background.matrix.length / background.features
  const ends = endsOf(paths)
  const others = Array.from({ length: count }, (_, row) => {
    const ways = new Uint8Array(places)
    waysOf(paths, background.matrix, row * background.features, ways)
    return ways
  })
  const walk = pairWalk(paths, ends, count)
  const own = new Uint8Array(places)
  for (let row = 0; row < rows.matrix.length / rows.features; row++) {
    const offset = row * rows.features
    waysOf(paths, rows.matrix, offset, own)
    for (const other of others) walk(own, other, values, offset)
  }
  let sum = 0
  for (const ways of others) {
    let place = 0
    // the left child comes right after its parent, the right one after all that is below the left
    while (splitOn[place]! >= 0) place = ways[place] === 1 ? place + 1 : ends[place + 1]!
    sum += value[place]!
  }
  return sum / count
}

/** For each place, the first one after all that is below it. */
function endsOf({ places, parent }: TreePaths): Int32Array {
  const ends = Int32Array.from({ length: places }, (_, place) => place + 1)
  for (let place = places - 1; place > 0; place--) ends[parent[place]!] = Math.max(ends[parent[place]!]!, ends[place]!)
  return ends
}

/** Adds to the values of a row what it contributes against one other, shared by so many. */
function pairWalk(paths: TreePaths, ends: Int32Array, count: number) {
  const { places, players, parent, feature, isLeft, ancestor, value, splitOn } = paths
  const weights = shapleyWeights(players)
  const states = new Uint8Array(places)
  const ownOnly = new Int32Array(places)
  const otherOnly = new Int32Array(places)
  const gains = new Float64Array(places)
  const losses = new Float64Array(places)
  const visited = new Int32Array(places)
  const before = (place: number) => (ancestor[place]! < 0 ? BOTH : states[ancestor[place]!]!)
  return (own: Uint8Array, other: Uint8Array, values: Float64Array, offset: number): void => {
    let seen = 0
    for (let place = 1; place < places;) {
      const up = parent[place]!
      const left = isLeft[place]!
      const was = before(place)
      const state = was & ((own[up] === left ? OWN : 0) | (other[up] === left ? OTHER : 0))
      if (state === 0) {
        place = ends[place]!
        continue
      }
      states[place] = state
      const parts = was === BOTH
      const a = (ownOnly[place] = ownOnly[up]! + (parts && state === OWN ? 1 : 0))
      const c = (otherOnly[place] = otherOnly[up]! + (parts && state === OTHER ? 1 : 0))
      const leaf = splitOn[place]! < 0
      gains[place] = leaf ? value[place]! * weights[a]![c]! : 0
      losses[place] = leaf ? value[place]! * weights[c]![a]! : 0
      visited[seen++] = place
      place++
    }
    while (seen > 0) {
      const place = visited[--seen]!
      const state = states[place]!
      if (state !== BOTH && before(place) === BOTH) {
        const at = offset + feature[place]!
        values[at] = values[at]! + (state === OWN ? gains[place]! : -losses[place]!) / count
      }
      const up = parent[place]!
      gains[up] = gains[up]! + gains[place]!
      losses[up] = losses[up]! + losses[place]!
    }
  }
}
