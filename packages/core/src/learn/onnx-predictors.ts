import { type Columns, fault, floatsAt, integerOf, made, numbersOf, type Operation, textOf } from './onnx-operation.ts'
import { MOST_NODES } from './probability-trees.ts'
import type { OnnxAttribute, OnnxNode } from './read-onnx.ts'
import { ofOneClass, readOnnxTrees } from './read-onnx-trees.ts'
import { addTrees } from './to-onnx.ts'

/** One number for all columns, or one a column. */
function list(operation: Operation, name: string, columns: number): Float32Array {
  const values = numbersOf(operation, name)
  if (!values || (values.length !== 1 && values.length !== columns))
    return fault(operation, `${values?.length ?? 0} numbers of ${name} for ${columns} columns.`)
  return Float32Array.from({ length: columns }, (_, c) => values[values.length === 1 ? 0 : c]!)
}

export function scaler(operation: Operation): Columns {
  const { graph } = operation
  const { name, columns } = floatsAt(operation, 0)
  const centered = graph.node('Sub', [name, graph.floats(list(operation, 'offset', columns), [columns])])
  return {
    name: graph.node('Mul', [centered, graph.floats(list(operation, 'scale', columns), [columns])]),
    columns,
    kind: 'float',
  }
}

/** What is missing is NaN; a number that stands for it elsewhere is not taken. */
export function imputer(operation: Operation): Columns {
  const { graph } = operation
  const { name, columns } = floatsAt(operation, 0)
  const [replaced] = numbersOf(operation, 'replaced_value_float') ?? [0]
  if (!Number.isNaN(replaced)) return fault(operation, 'it may fill what is NaN, and nothing else.')
  const filling = graph.floats(list(operation, 'imputed_value_floats', columns), [columns])
  return { name: graph.node('Where', [graph.node('IsNaN', [name]), filling, name]), columns, kind: 'float' }
}

export function normalizer(operation: Operation): Columns {
  const { graph } = operation
  const { name, columns } = floatsAt(operation, 0)
  const norm = textOf(operation, 'norm', 'MAX')
  if (!['MAX', 'L1', 'L2'].includes(norm)) return fault(operation, 'its norm must be MAX, L1 or L2.')
  const node = graph.node('Normalizer', [name], { domain: 'ai.onnx.ml', attributes: { norm: { text: norm } } })
  return { name: node, columns, kind: 'float' }
}

export function linearClassifier(operation: Operation): Columns {
  const { node } = operation
  const classes = labelsOf(node).length
  const scores = linear(operation, numbersOf(operation, 'coefficients'), numbersOf(operation, 'intercepts'))
  if (classes === 2 && scores.columns === 1) return ofTwo(operation, scores)
  if (scores.columns !== classes) return fault(operation, `${scores.columns} scores for ${classes} classes.`)
  return transformed(operation, scores)
}

export function linearRegressor(operation: Operation): Columns {
  const scores = linear(operation, numbersOf(operation, 'coefficients'), numbersOf(operation, 'intercepts'))
  if (scores.columns !== integerOf(operation, 'targets', 1)) return fault(operation, 'its coefficients are not whole.')
  return transformed(operation, scores)
}

/** Scores of a row: coefficients are scores × columns. */
function linear(operation: Operation, coefficients: Float32Array | null, intercepts: Float32Array | null): Columns {
  const { graph } = operation
  const { name, columns } = floatsAt(operation, 0)
  const width = (coefficients?.length ?? 0) / columns
  if (!coefficients || !Number.isInteger(width) || (intercepts && intercepts.length !== width))
    return fault(operation, `${coefficients?.length ?? 0} coefficients do not go with ${columns} columns.`)
  const matrix = Float32Array.from(coefficients, (_, i) => coefficients[(i % width) * columns + Math.floor(i / width)]!)
  const product = graph.node('MatMul', [name, graph.floats(matrix, [columns, width])])
  const added = intercepts ? graph.node('Add', [product, graph.floats(intercepts, [width])]) : product
  return made(operation, added, { columns: width, kind: 'float' })
}

function labelsOf({ attributes }: OnnxNode): ArrayLike<unknown> {
  const of = (name: string): OnnxAttribute | undefined => attributes.get(name)
  const lists = [of('classlabels_int64s')?.integers, of('classlabels_ints')?.integers, of('classlabels_strings')?.texts]
  return lists.find((found) => found !== undefined && found.length > 0) ?? []
}

function transformed(operation: Operation, { name, columns, kind }: Columns): Columns {
  const { graph } = operation
  const transform = textOf(operation, 'post_transform', 'NONE')
  if (transform === 'NONE') return { name, columns, kind }
  if (transform === 'LOGISTIC') return { name: graph.node('Sigmoid', [name]), columns, kind }
  if (transform === 'SOFTMAX')
    return { name: graph.node('Softmax', [name], { attributes: { axis: { int: 1 } } }), columns, kind }
  return fault(operation, `post_transform ${transform.slice(0, 20)} is not taken.`)
}

/** The score of the second of two classes, as one of each. */
function ofTwo(operation: Operation, { name }: Columns): Columns {
  const { graph } = operation
  const transform = textOf(operation, 'post_transform', 'NONE')
  if (transform !== 'NONE' && transform !== 'LOGISTIC')
    return fault(operation, `post_transform ${transform.slice(0, 20)} of one score for two classes is not taken.`)
  const second = transform === 'LOGISTIC' ? graph.node('Sigmoid', [name]) : name
  const other = graph.node('Sub', [graph.floats([1], []), second])
  return {
    name: graph.node('Concat', [other, second], { attributes: { axis: { int: 1 } } }),
    columns: 2,
    kind: 'float',
  }
}

/**
 * One score a class; where two classes have but one, it is the second's. Of trees and of linear models that is written
 * either way.
 */
export function treeClassifier(operation: Operation): Columns {
  const { node } = operation
  const classes = labelsOf(node).length
  const ids = new Set(node.attributes.get('class_ids')?.integers ?? [])
  if (classes < 2 || classes > 100) return fault(operation, `it has ${classes} classes, not from 2 to 100.`)
  if (classes > 2 || ids.size > 1) return transformed(operation, sums(operation, 'class', classes))
  return ofTwo(operation, sums({ ...operation, node: { ...node, ...ofOneClass(node) } }, 'class', 1))
}

/** Four for each column of a broken line through 500 of them, as our own graphs have. */
const MOST_TARGETS = 2000

/** A tree is written once for each sum that it adds to: a few leaves' numbers must not make a thousand trees of one. */
function checkCopies(operation: Operation, kind: 'class' | 'target'): void {
  const of = (name: string) => operation.node.attributes.get(name)?.integers ?? new Float64Array(0)
  const [trees, targets] = [of(`${kind}_treeids`), of(`${kind}_ids`)]
  const sizes = new Map<number, number>()
  for (const tree of of('nodes_treeids')) sizes.set(tree, (sizes.get(tree) ?? 0) + 1)
  const pairs = new Set(trees.map((tree, i) => tree * MOST_TARGETS + targets[i]!))
  let nodes = 0
  for (const pair of pairs) nodes += sizes.get(Math.floor(pair / MOST_TARGETS)) ?? 0
  if (nodes > MOST_NODES)
    fault(operation, `its sums take ${nodes} nodes of trees, and ${MOST_NODES} are taken at most.`)
}

export function treeRegressor(operation: Operation): Columns {
  const aggregate = textOf(operation, 'aggregate_function', 'SUM')
  if (aggregate !== 'SUM' && aggregate !== 'AVERAGE')
    return fault(operation, `trees can be added up or averaged, not by ${aggregate.slice(0, 20)}.`)
  const targets = integerOf(operation, 'n_targets', 1)
  if (!(targets >= 1 && targets <= MOST_TARGETS))
    return fault(operation, `it has ${targets} targets, not from 1 to ${MOST_TARGETS}.`)
  return transformed(operation, sums(operation, 'target', targets))
}

function sums(operation: Operation, kind: 'class' | 'target', targets: number): Columns {
  const { graph, node } = operation
  const { name, columns } = floatsAt(operation, 0)
  checkCopies(operation, kind)
  const { ensembles } = readOnnxTrees(node, { kind, targets, features: columns })
  const trees = new Set(node.attributes.get('nodes_treeids')?.integers).size
  const share = textOf(operation, 'aggregate_function', 'SUM') === 'AVERAGE' ? 1 / trees : 1
  const names = ensembles.map(({ trees: own, ...ensemble }) =>
    own.length === 0
      ? fault(operation, 'a sum has no tree.')
      : addTrees(graph, name, {
          ...ensemble,
          trees: share === 1 ? own : own.map((tree) => ({ ...tree, value: tree.value.map((value) => value * share) })),
        }),
  )
  if (names.length === 1) return made(operation, names[0]!, { columns: 1, kind: 'float' })
  const joined = graph.node('Concat', names, { attributes: { axis: { int: 1 } } })
  return made(operation, joined, { columns: names.length, kind: 'float' })
}
