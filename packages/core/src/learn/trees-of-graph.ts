import { readOnnx } from './read-onnx.ts'
import { readOnnxTrees } from './read-onnx-trees.ts'
import { GRAPH } from './to-onnx.ts'
import type { TreeEnsemble } from './tree.ts'

/** The trees that a graph of ours is made of. */
export interface GraphTrees {
  readonly ensemble: TreeEnsemble
  /** whether each node says how many training rows came through */
  readonly hasCovers: boolean
  /** what the trees add up to: log-odds, or a probability whose log-odds the graph takes next */
  readonly unit: 'log_odds' | 'probability'
  /** between which a probability is kept before its log-odds are taken; null for log-odds */
  readonly bounds: readonly [number, number] | null
  /** whether the sum is the graph's margin as it is; otherwise it is calibrated next */
  readonly isMargin: boolean
}

/**
 * The trees of a graph that `toOnnx` or `learnerToOnnx` wrote, as they were: thresholds, covers and leaves to the bit. Null
 * for a graph whose features go into something else than one sum of trees.
 * @throws RangeError for bytes that are no ONNX model, or trees of another kind than ours
 */
export function treesOfGraph(bytes: Uint8Array, features: number): GraphTrees | null {
  const { nodes, constants } = readOnnx(bytes)
  const [node, ...others] = nodes.filter(({ inputs }) => inputs[0] === GRAPH.input)
  if (node?.op !== 'TreeEnsembleRegressor' || others.length > 0) return null
  const { ensembles, hasCovers } = readOnnxTrees(node, { kind: 'target', targets: 1, features })
  const ensemble = ensembles[0]!
  const isMargin = node.outputs[0] === GRAPH.margin
  const clip = nodes.find(({ op, inputs }) => op === 'Clip' && inputs[0] === node.outputs[0])
  if (!clip) return { ensemble, hasCovers, unit: 'log_odds', bounds: null, isMargin }
  const [from, to] = clip.inputs.slice(1).map((name) => constants.get(name)?.values[0])
  if (from === undefined || to === undefined)
    throw new RangeError('A graph of trees has no bounds for its probability.')
  return { ensemble, hasCovers, unit: 'probability', bounds: [from, to], isMargin }
}
