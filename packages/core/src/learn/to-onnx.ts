import { ProtobufWriter } from './protobuf.ts'
import type { Tree, TreeEnsemble } from './tree.ts'

/** Names of the graph's input and outputs. */
export const GRAPH = { input: 'features', margin: 'margin', probability: 'probability' } as const
/** Versions of the operator sets the graph is written in. */
export const OPSET = { '': 15, 'ai.onnx.ml': 3 } as const
/** ONNX IR version 8: what opset 15 came with. */
const IR_VERSION = 8

/** onnx.proto3, AttributeProto.AttributeType */
const ATTRIBUTE = { FLOATS: 6, INTS: 7, STRINGS: 8, STRING: 3, INT: 2 } as const
const FLOAT_TENSOR = 1

/**
 * Boosted trees as an ONNX model: `features` (rows × features, float, NaN where missing) → `margin` (log-odds, rows × 1)
 * → `probability` (rows × 1). Missing values are routed by the trees themselves; nothing is imputed.
 */
export function toOnnx(ensemble: TreeEnsemble, producer: { name: string; version: string }): Uint8Array {
  const model = new ProtobufWriter()
  model.varint(1, IR_VERSION)
  model.text(2, producer.name)
  model.text(3, producer.version)
  model.message(7, (graph) => {
    graph.message(1, (node) => treeNode(node, ensemble))
    graph.message(1, (node) =>
      node.text(1, GRAPH.margin).text(2, GRAPH.probability).text(3, 'sigmoid').text(4, 'Sigmoid'),
    )
    graph.text(2, 'boosted_trees')
    graph.message(11, (info) => tensorInfo(info, GRAPH.input, ensemble.features))
    graph.message(12, (info) => tensorInfo(info, GRAPH.margin, 1))
    graph.message(12, (info) => tensorInfo(info, GRAPH.probability, 1))
  })
  for (const [domain, version] of Object.entries(OPSET))
    model.message(8, (opset) => opset.text(1, domain).varint(2, version))
  return model.finish()
}

/** TreeEnsembleRegressor (ai.onnx.ml 3): `BRANCH_LT` is "x < threshold goes to the true branch", which is ours, left. */
function treeNode(node: ProtobufWriter, { trees, base }: TreeEnsemble): void {
  const flat = flatten(trees)
  const count = flat.treeIds.length
  node.text(1, GRAPH.input).text(2, GRAPH.margin).text(3, 'trees').text(4, 'TreeEnsembleRegressor')
  text(node, 'aggregate_function', 'SUM')
  text(node, 'post_transform', 'NONE')
  node.message(5, (a) => a.text(1, 'n_targets').varint(3, 1).varint(20, ATTRIBUTE.INT))
  floats(node, 'base_values', [base])
  integers(node, 'nodes_treeids', flat.treeIds)
  integers(node, 'nodes_nodeids', flat.nodeIds)
  integers(node, 'nodes_featureids', flat.features)
  floats(node, 'nodes_values', flat.thresholds)
  floats(node, 'nodes_hitrates', flat.covers)
  strings(node, 'nodes_modes', flat.modes)
  integers(node, 'nodes_truenodeids', flat.left)
  integers(node, 'nodes_falsenodeids', flat.right)
  integers(node, 'nodes_missing_value_tracks_true', flat.missingLeft)
  integers(node, 'target_treeids', flat.leafTrees)
  integers(node, 'target_nodeids', flat.leafNodes)
  integers(node, 'target_ids', new Uint8Array(flat.leafTrees.length))
  floats(node, 'target_weights', flat.leafValues)
  node.text(7, 'ai.onnx.ml')
  if (count === 0) throw new RangeError('An ensemble without trees is not a model.')
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

function tensorInfo(info: ProtobufWriter, name: string, columns: number): void {
  info.text(1, name).message(2, (type) =>
    type.message(1, (tensor) =>
      tensor.varint(1, FLOAT_TENSOR).message(2, (shape) => {
        shape.message(1, (rows) => rows.text(2, 'rows'))
        shape.message(1, (width) => width.varint(1, columns))
      }),
    ),
  )
}

function text(node: ProtobufWriter, name: string, value: string): void {
  node.message(5, (a) => a.text(1, name).text(4, value).varint(20, ATTRIBUTE.STRING))
}

function floats(node: ProtobufWriter, name: string, values: ArrayLike<number>): void {
  node.message(5, (a) => a.text(1, name).floats(7, values).varint(20, ATTRIBUTE.FLOATS))
}

function integers(node: ProtobufWriter, name: string, values: ArrayLike<number>): void {
  node.message(5, (a) => a.text(1, name).integers(8, values).varint(20, ATTRIBUTE.INTS))
}

function strings(node: ProtobufWriter, name: string, values: readonly string[]): void {
  node.message(5, (a) => {
    a.text(1, name)
    for (const value of values) a.text(9, value)
    a.varint(20, ATTRIBUTE.STRINGS)
  })
}
