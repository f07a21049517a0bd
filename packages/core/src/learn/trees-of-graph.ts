import { type OnnxAttribute, type OnnxNode, readOnnx } from './read-onnx.ts'
import { GRAPH } from './to-onnx.ts'
import type { Tree, TreeEnsemble } from './tree.ts'

/** The trees that a graph of ours is made of. */
export interface GraphTrees {
  readonly ensemble: TreeEnsemble
  /** what the trees add up to: log-odds, or a probability whose log-odds the graph takes next */
  readonly unit: 'log_odds' | 'probability'
  /** between which a probability is kept before its log-odds are taken; null for log-odds */
  readonly bounds: readonly [number, number] | null
  /** whether the sum is the graph's margin as it is; otherwise it is calibrated next */
  readonly isMargin: boolean
}

/**
 * The trees of a graph that `toOnnx` or `learnerToOnnx` wrote, as they were: thresholds, covers and leaves to the bit. Null
 * for a graph whose features go into something else than trees.
 * @throws RangeError for bytes that are no ONNX model, or trees of another kind than ours
 */
export function treesOfGraph(bytes: Uint8Array, features: number): GraphTrees | null {
  const { nodes, floats } = readOnnx(bytes)
  const node = nodes.find(({ op, inputs }) => op === 'TreeEnsembleRegressor' && inputs[0] === GRAPH.input)
  if (!node) return null
  const ensemble = { features, base: node.attributes.get('base_values')?.floats[0] ?? 0, trees: readTrees(node) }
  const isMargin = node.outputs[0] === GRAPH.margin
  const clip = nodes.find(({ op, inputs }) => op === 'Clip' && inputs[0] === node.outputs[0])
  if (!clip) return { ensemble, unit: 'log_odds', bounds: null, isMargin }
  const [from, to] = clip.inputs.slice(1).map((name) => floats.get(name)?.[0])
  if (from === undefined || to === undefined)
    throw new RangeError('A graph of trees has no bounds for its probability.')
  return { ensemble, unit: 'probability', bounds: [from, to], isMargin }
}

const NONE: OnnxAttribute = { integers: [], floats: new Float32Array(0), texts: [] }

function readTrees({ attributes }: OnnxNode): Tree[] {
  const of = (name: string) => attributes.get(name) ?? NONE
  const modes = of('nodes_modes').texts
  if (modes.some((mode) => mode !== 'LEAF' && mode !== 'BRANCH_LT') || of('n_targets').integers[0] !== 1)
    throw new RangeError('The trees of this graph are not of the kind that can be explained.')
  const treeIds = of('nodes_treeids').integers
  const leaves = new Map<number, Map<number, number>>()
  const [leafTrees, leafNodes] = [of('target_treeids').integers, of('target_nodeids').integers]
  const weights = of('target_weights').floats
  for (const [i, tree] of leafTrees.entries()) {
    const found = leaves.get(tree) ?? new Map<number, number>()
    found.set(leafNodes[i] ?? -1, weights[i] ?? Number.NaN)
    leaves.set(tree, found)
  }
  const lists = {
    modes,
    feature: of('nodes_featureids').integers,
    threshold: of('nodes_values').floats,
    left: of('nodes_truenodeids').integers,
    right: of('nodes_falsenodeids').integers,
    missingLeft: of('nodes_missing_value_tracks_true').integers,
    cover: of('nodes_hitrates').floats,
  }
  const trees: Tree[] = []
  for (let from = 0; from < treeIds.length;) {
    const id = treeIds[from]!
    let to = from
    while (treeIds[to] === id) to++
    trees.push(readTree(lists, leaves.get(id) ?? new Map<number, number>(), { from, to }))
    from = to
  }
  return trees
}

interface Lists {
  readonly modes: readonly string[]
  readonly feature: readonly number[]
  readonly threshold: Float32Array
  readonly left: readonly number[]
  readonly right: readonly number[]
  readonly missingLeft: readonly number[]
  readonly cover: Float32Array
}

/** Nodes of a tree stand together and are numbered from 0. */
function readTree(lists: Lists, leaves: ReadonlyMap<number, number>, { from, to }: { from: number; to: number }): Tree {
  const isLeaf = (n: number) => lists.modes[from + n] === 'LEAF'
  const n = to - from
  const whole = (values: readonly number[]) => Int32Array.from({ length: n }, (_, i) => values[from + i] ?? 0)
  return {
    feature: Int32Array.from({ length: n }, (_, i) => (isLeaf(i) ? -1 : lists.feature[from + i]!)),
    threshold: lists.threshold.slice(from, to),
    left: whole(lists.left),
    right: whole(lists.right),
    missingLeft: Uint8Array.from(whole(lists.missingLeft)),
    value: Float32Array.from({ length: n }, (_, i) => leaves.get(i) ?? 0),
    gain: new Float32Array(n),
    cover: lists.cover.slice(from, to),
  }
}
