import { OnnxGraph } from './onnx-graph.ts'
import type { Tree, TreeEnsemble } from './tree.ts'

/** Names of the graph's input and outputs. */
export const GRAPH = { input: 'features', margin: 'margin', probability: 'probability' } as const

/**
 * Boosted trees as an ONNX model: `features` (rows × features, float, NaN where missing) → `margin` (log-odds, rows × 1)
 * → `probability` (rows × 1). Missing values are routed by the trees themselves; nothing is imputed.
 */
export function toOnnx(ensemble: TreeEnsemble, producer: { name: string; version: string }): Uint8Array {
  const graph = new OnnxGraph()
  const margin = addTrees(graph, GRAPH.input, ensemble, { name: 'trees', outputs: [GRAPH.margin] })
  graph.node('Sigmoid', [margin], { name: 'sigmoid', outputs: [GRAPH.probability] })
  return graph.finish({
    name: 'boosted_trees',
    producer,
    input: { name: GRAPH.input, columns: ensemble.features },
    outputs: [
      { name: GRAPH.margin, columns: 1 },
      { name: GRAPH.probability, columns: 1 },
    ],
  })
}

/**
 * One of several classes against the others as an ONNX model: `features` → `margin`, the class's log-odds (its sum less the
 * log of the sum of the exponentials of the others, rows × 1) → `probability`, what softmax gives it (rows × 1).
 */
export function classToOnnx(
  ensembles: readonly TreeEnsemble[],
  positive: number,
  producer: { name: string; version: string },
): Uint8Array {
  const graph = new OnnxGraph()
  const sums = ensembles.map((ensemble, c) => addTrees(graph, GRAPH.input, ensemble, { name: `trees_${c}` }))
  const rest = graph.node(
    'Concat',
    sums.filter((_, c) => c !== positive),
    { attributes: { axis: { int: 1 } } },
  )
  const others = graph.node('ReduceLogSumExp', [rest], { attributes: { axes: { ints: [1] }, keepdims: { int: 1 } } })
  const margin = graph.node('Sub', [sums[positive]!, others], { outputs: [GRAPH.margin] })
  graph.node('Sigmoid', [margin], { outputs: [GRAPH.probability] })
  return graph.finish({
    name: 'boosted_trees',
    producer,
    input: { name: GRAPH.input, columns: ensembles[0]?.features ?? 0 },
    outputs: [
      { name: GRAPH.margin, columns: 1 },
      { name: GRAPH.probability, columns: 1 },
    ],
  })
}

/**
 * TreeEnsembleRegressor (ai.onnx.ml 3): `BRANCH_LT` is "x < threshold goes to the true branch", which is ours, left.
 * @returns the name of the sum, rows × 1
 */
export function addTrees(
  graph: OnnxGraph,
  input: string,
  { trees, base }: TreeEnsemble,
  names: { readonly name?: string; readonly outputs?: readonly string[] } = {},
): string {
  const flat = flatten(trees)
  if (flat.treeIds.length === 0) throw new RangeError('An ensemble without trees is not a model.')
  return graph.node('TreeEnsembleRegressor', [input], {
    ...names,
    domain: 'ai.onnx.ml',
    attributes: {
      aggregate_function: { text: 'SUM' },
      post_transform: { text: 'NONE' },
      n_targets: { int: 1 },
      base_values: { floats: [base] },
      nodes_treeids: { ints: flat.treeIds },
      nodes_nodeids: { ints: flat.nodeIds },
      nodes_featureids: { ints: flat.features },
      nodes_values: { floats: flat.thresholds },
      nodes_hitrates: { floats: flat.covers },
      nodes_modes: { texts: flat.modes },
      nodes_truenodeids: { ints: flat.left },
      nodes_falsenodeids: { ints: flat.right },
      nodes_missing_value_tracks_true: { ints: flat.missingLeft },
      target_treeids: { ints: flat.leafTrees },
      target_nodeids: { ints: flat.leafNodes },
      target_ids: { ints: new Uint8Array(flat.leafTrees.length) },
      target_weights: { floats: flat.leafValues },
    },
  })
}

function flatten(trees: readonly Tree[]) {
  const flat = {
    treeIds: [] as number[],
    nodeIds: [] as number[],
    features: [] as number[],
    thresholds: [] as number[],
    covers: [] as number[],
    modes: [] as string[],
    left: [] as number[],
    right: [] as number[],
    missingLeft: [] as number[],
    leafTrees: [] as number[],
    leafNodes: [] as number[],
    leafValues: [] as number[],
  }
  for (const [t, tree] of trees.entries())
    for (let n = 0; n < tree.feature.length; n++) {
      const leaf = tree.feature[n]! < 0
      flat.treeIds.push(t)
      flat.nodeIds.push(n)
      flat.features.push(leaf ? 0 : tree.feature[n]!)
      flat.thresholds.push(leaf ? 0 : tree.threshold[n]!)
      flat.covers.push(tree.cover[n]!)
      flat.modes.push(leaf ? 'LEAF' : 'BRANCH_LT')
      flat.left.push(leaf ? 0 : tree.left[n]!)
      flat.right.push(leaf ? 0 : tree.right[n]!)
      flat.missingLeft.push(leaf ? 0 : tree.missingLeft[n]!)
      if (leaf) {
        flat.leafTrees.push(t)
        flat.leafNodes.push(n)
        flat.leafValues.push(tree.value[n]!)
      }
    }
  return flat
}
