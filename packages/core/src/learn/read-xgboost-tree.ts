import { type Field, fieldOf, isAbsent, numbersOf, wholeOf } from './document-fields.ts'
import { refuse } from './document-limits.ts'
import type { Tree } from './tree.ts'

/**
 * A tree of an XGBoost model (xgboost/doc/model.schema): only what its root reaches, numbered from there, breadth first.
 * A leaf's value is in `split_conditions`; thresholds and values are float32.
 * @param scale what leaf values are multiplied by
 * @throws VouchError `invalid` for a categorical split, a vector in a leaf, or anything that is not one tree
 */
export function readXgboostTree(field: Field, features: number, scale: number): Tree {
  checkNumericSplits(fieldOf(field, 'split_type'))
  const numbers = (name: string) => numbersOf(fieldOf(field, name))
  const [left, right] = [numbers('left_children'), numbers('right_children')]
  const columns = {
    split: numbers('split_indices'),
    condition: numbers('split_conditions').map(Math.fround),
    missingLeft: numbers('default_left'),
    cover: numbers('sum_hessian'),
    gain: isAbsent(fieldOf(field, 'loss_changes')) ? new Float64Array(left.length) : numbers('loss_changes'),
  }
  for (const [name, column] of Object.entries({ right, ...columns }))
    if (column.length !== left.length)
      refuse(`${field.place} has ${left.length} nodes, but ${column.length} numbers for ${name}.`)
  checkScalarLeaves(field)
  const nodes = reach(field.place, left, right)
  const isLeaf = (node: number) => left[node] === -1
  for (const node of nodes) checkNode(`${field.place} node ${node}`, node, { ...columns, features, leaf: isLeaf(node) })
  const places = new Int32Array(left.length).fill(-1)
  for (const [place, node] of nodes.entries()) places[node] = place
  return {
    feature: Int32Array.from(nodes, (node) => (isLeaf(node) ? -1 : columns.split[node]!)),
    threshold: Float32Array.from(nodes, (node) => (isLeaf(node) ? 0 : columns.condition[node]!)),
    left: Int32Array.from(nodes, (node) => (isLeaf(node) ? -1 : places[left[node]!]!)),
    right: Int32Array.from(nodes, (node) => (isLeaf(node) ? -1 : places[right[node]!]!)),
    missingLeft: Uint8Array.from(nodes, (node) => (isLeaf(node) ? 0 : columns.missingLeft[node]!)),
    value: Float32Array.from(nodes, (node) => (isLeaf(node) ? columns.condition[node]! * scale : 0)),
    gain: Float32Array.from(nodes, (node) => (isLeaf(node) ? 0 : columns.gain[node]!)),
    cover: Float32Array.from(nodes, (node) => columns.cover[node]!),
  }
}

function checkNumericSplits(field: Field): void {
  if (!isAbsent(field) && numbersOf(field).some((type) => type !== 0))
    refuse(`${field.place} names a categorical split. Categorical splits cannot be imported.`)
}

function checkScalarLeaves(field: Field): void {
  const size = fieldOf(fieldOf(field, 'tree_param'), 'size_leaf_vector')
  if (!isAbsent(size) && wholeOf(size, 0, 1_000_000) > 1)
    refuse(`${field.place} has a vector in each leaf (multi_strategy=multi_output_tree). It cannot be imported.`)
}

/** Nodes from the root on, each once. */
function reach(place: string, left: Float64Array, right: Float64Array): number[] {
  if (left.length === 0) refuse(`${place} has no nodes.`)
  const seen = new Uint8Array(left.length)
  const nodes = [0]
  seen[0] = 1
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]!
    const children = [left[node]!, right[node]!]
    if (children[0] === -1 && children[1] === -1) continue
    for (const child of children) {
      if (!Number.isInteger(child) || child < 0 || child >= left.length)
        refuse(`${place} node ${node} has a child ${child}, and there are ${left.length} nodes.`)
      if (seen[child] === 1) refuse(`${place} comes to node ${child} twice: it is no tree.`)
      seen[child] = 1
      nodes.push(child)
    }
  }
  return nodes
}

interface NodeColumns {
  readonly split: Float64Array
  readonly condition: Float64Array
  readonly missingLeft: Float64Array
  readonly cover: Float64Array
  readonly features: number
  readonly leaf: boolean
}

function checkNode(place: string, node: number, columns: NodeColumns): void {
  if (!Number.isFinite(columns.condition[node]!)) refuse(`${place} has a threshold or value beyond float32.`)
  if (columns.cover[node]! < 0) refuse(`${place} has a weight (sum_hessian) below nought.`)
  if (columns.leaf) return
  const split = columns.split[node]!
  if (!Number.isInteger(split) || split < 0 || split >= columns.features)
    refuse(`${place} splits on feature ${split}, and there are ${columns.features} features.`)
  if (columns.missingLeft[node] !== 0 && columns.missingLeft[node] !== 1)
    refuse(`${place} has a default_left that is neither 0 nor 1.`)
}
