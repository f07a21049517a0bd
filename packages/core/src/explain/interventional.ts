import { addByPairs } from './interventional-pairs.ts'
import { shapleyWeights } from './shapley-weights.ts'
import { type RowsToExplain, type TreePaths, waysOf } from './tree-paths.ts'

/** Most different features on a path that are worth answering by bits: deeper trees have too many answers. */
const MOST_BITS = 12

/**
 * Adds what each feature contributes to one tree against background rows, the mean over them: a feature that is not
 * known has the value of a background row (Lundberg et al. 2020, algorithm 3; Janzing et al. 2020 for what it means).
 * For each leaf, which of its path's features a row would follow is a whole number, one bit a feature; background rows
 * of the same number count together, so that more of them cost little.
 * @param values rows × features, added to
 * @returns the mean of the tree over the background
 */
export function addInterventional(
  paths: TreePaths,
  rows: RowsToExplain,
  background: RowsToExplain,
  values: Float64Array,
): number {
  const { places, players, value, splitOn } = paths
  if (players > MOST_BITS) return addByPairs(paths, rows, background, values)
  const leaves = Int32Array.from({ length: places }, (_, place) => place).filter((place) => splitOn[place]! < 0)
  const games = gamesOf(paths, leaves, background)
  const followed = new Int32Array(places)
  const ways = new Uint8Array(places)
  const n = rows.matrix.length / rows.features
  for (let row = 0; row < n; row++) {
    follow(paths, rows, row, { ways, followed })
    const own = values.subarray(row * rows.features, (row + 1) * rows.features)
    for (let l = 0; l < leaves.length; l++) {
      const leaf = leaves[l]!
      addLeaf(games[l]!, followed[leaf]!, value[leaf]!, own)
    }
  }
  return leaves.reduce((sum, leaf, l) => sum + value[leaf]! * games[l]!.reached, 0)
}

/** What a leaf's path asks, and how background rows answer. */
interface Game {
  /** the feature of each bit */
  readonly features: Int32Array
  /** each answer that occurs, once */
  readonly answers: Int32Array
  /** its share of the background */
  readonly shares: Float64Array
  /** share of the background that comes to the leaf */
  readonly reached: number
}

function gamesOf(paths: TreePaths, leaves: Int32Array, background: RowsToExplain): Game[] {
  const n = background.matrix.length / background.features
  const answers = new Int32Array(leaves.length * n)
  const followed = new Int32Array(paths.places)
  const ways = new Uint8Array(paths.places)
  for (let row = 0; row < n; row++) {
    follow(paths, background, row, { ways, followed })
    for (let l = 0; l < leaves.length; l++) answers[l * n + row] = followed[leaves[l]!]!
  }
  return Array.from(leaves, (leaf, l) => {
    const features = featuresOf(paths, leaf)
    return { features, ...tally(answers.subarray(l * n, (l + 1) * n), features.length) }
  })
}

/** A table of so many bits is read faster than a list is sorted. */
const TABLE_BITS = 8

/** Each answer that occurs, in ascending order, with its share; and the share of those that have every bit. */
function tally(given: Int32Array, bits: number): Pick<Game, 'answers' | 'shares' | 'reached'> {
  const answers: number[] = []
  const counts: number[] = []
  if (bits <= TABLE_BITS) {
    const table = new Int32Array(2 ** bits)
    for (let i = 0; i < given.length; i++) table[given[i]!]!++
    for (let answer = 0; answer < table.length; answer++)
      if (table[answer]! > 0) {
        answers.push(answer)
        counts.push(table[answer]!)
      }
  } else
    for (const answer of given.sort()) {
      if (answers.at(-1) !== answer) {
        answers.push(answer)
        counts.push(0)
      }
      counts[counts.length - 1]!++
    }
  const full = answers.at(-1) === 2 ** bits - 1 ? counts.at(-1)! / given.length : 0
  return {
    answers: Int32Array.from(answers),
    shares: Float64Array.from(counts, (n) => n / given.length),
    reached: full,
  }
}

/** Which of its path's features a row follows to each place, one bit a feature. */
function follow(
  paths: TreePaths,
  { matrix, features }: RowsToExplain,
  row: number,
  { ways, followed }: { ways: Uint8Array; followed: Int32Array },
): void {
  const { places, parent, isLeft, ancestor, slot } = paths
  waysOf(paths, matrix, row * features, ways)
  for (let place = 1; place < places; place++) {
    const up = parent[place]!
    const bit = 1 << slot[place]!
    const open = ways[up] === isLeft[place]
    const before = followed[up]!
    followed[place] = open ? (ancestor[place]! < 0 ? before | bit : before) : before & ~bit
  }
}

function featuresOf({ parent, ancestor, slot, feature }: TreePaths, leaf: number): Int32Array {
  const features: number[] = []
  for (let place = leaf; place > 0; place = parent[place]!)
    if (ancestor[place]! < 0) features[slot[place]!] = feature[place]!
  return Int32Array.from(features)
}

function addLeaf({ features, answers, shares }: Game, own: number, value: number, values: Float64Array): void {
  const players = features.length
  // features that only a background row follows: the same ones with every background row that can reach the leaf
  const lacking = (2 ** players - 1) & ~own
  const c = bitCount(lacking)
  let against = 0
  for (let i = 0; i < answers.length; i++) {
    const answer = answers[i]!
    if ((answer & lacking) !== lacking) continue
    const giving = own & ~answer
    const a = bitCount(giving)
    const share = shares[i]! * value
    if (c > 0) against += share * SHAPLEY_WEIGHT[c]![a]!
    if (a === 0) continue
    const each = share * SHAPLEY_WEIGHT[a]![c]!
    for (let bits = giving; bits !== 0; bits &= bits - 1) {
      const f = features[31 - Math.clz32(bits & -bits)]!
      values[f] = values[f]! + each
    }
  }
  if (against === 0) return
  for (let bits = lacking; bits !== 0; bits &= bits - 1) {
    const f = features[31 - Math.clz32(bits & -bits)]!
    values[f] = values[f]! - against
  }
}

const SHAPLEY_WEIGHT = shapleyWeights(MOST_BITS)

function bitCount(bits: number): number {
  let v = bits - ((bits >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}
