import type { Columns } from './onnx-operation.ts'
import type { OnnxDocument, OnnxNode } from './read-onnx.ts'
import { ofOneClass, readOnnxTrees } from './read-onnx-trees.ts'
import type { TreeEnsemble } from './tree.ts'

/** A graph that is one forest and nothing else, so that its calls can be explained exactly. */
export interface LoneTrees {
  readonly ensemble: TreeEnsemble
  /** what its trees add up to */
  readonly unit: 'log_odds' | 'probability'
}

/**
 * The forest of two classes that an output is made of straight from the rows; null where there is anything else between
 * or beside them.
 * @throws RangeError like `readOnnxTrees`
 */
export function loneTrees(
  { nodes }: OnnxDocument,
  { input, output, positive }: { readonly input: Columns; readonly output: string; readonly positive: number | null },
): LoneTrees | null {
  const node = nodes.find(({ outputs }) => outputs.includes(output))
  if (node?.op !== 'TreeEnsembleClassifier' || node.outputs[1] !== output) return null
  if (sourceOf(nodes, node.inputs[0] ?? '') !== input.name) return null
  const classes = classesOf(node)
  const ids = new Set(node.attributes.get('class_ids')?.integers ?? [])
  const transform = node.attributes.get('post_transform')?.texts[0] ?? 'NONE'
  if (classes !== 2 || (positive ?? 1) > 1) return null
  if (ids.size === 2 && transform === 'NONE') {
    const { ensembles } = readOnnxTrees(node, { kind: 'class', targets: 2, features: input.columns })
    return { ensemble: ensembles[positive ?? 1]!, unit: 'probability' }
  }
  if (ids.size !== 1 || transform !== 'LOGISTIC' || (positive ?? 1) !== 1) return null
  const { ensembles } = readOnnxTrees(ofOneClass(node), { kind: 'class', targets: 1, features: input.columns })
  return { ensemble: ensembles[0]!, unit: 'log_odds' }
}

/** What something is, apart from copies and casts of it. */
function sourceOf(nodes: readonly OnnxNode[], name: string): string {
  let found = name
  for (let steps = 0; steps < nodes.length; steps++) {
    const node = nodes.find(({ outputs }) => outputs.includes(found))
    if (node?.op !== 'Identity' && node?.op !== 'Cast') return found
    found = node.inputs[0] ?? ''
  }
  return found
}

function classesOf({ attributes }: OnnxNode): number {
  const integers = attributes.get('classlabels_int64s')?.integers.length ?? 0
  return integers > 0 ? integers : (attributes.get('classlabels_strings')?.texts.length ?? 0)
}
