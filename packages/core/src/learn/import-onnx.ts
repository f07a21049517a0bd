import { VouchError } from '../error.ts'
import { checkBytes, refuse } from './document-limits.ts'
import { OnnxGraph } from './onnx-graph.ts'
import { ONNX_OPERATORS, ONNX_REFUSED } from './onnx-operators.ts'
import { asKind, type Columns, isColumns, operatorName, type OnnxValue } from './onnx-operation.ts'
import { addLogOdds } from './probability-trees.ts'
import { type OnnxDocument, type OnnxEnd, type OnnxNode, type OnnxTensor, readOnnx } from './read-onnx.ts'
import { addTrees, GRAPH } from './to-onnx.ts'
import type { TreeEnsemble } from './tree.ts'
import { type LoneTrees, loneTrees } from './lone-trees.ts'

/** Who writes the graphs of imported models. */
export const PRODUCER = { name: 'vouch', version: '1' }
/** More is no honest model of a table's rows. */
const MOST = { nodes: 5000, features: 10_000, columns: 200_000, constants: 8_000_000 } as const
/** Log-odds are taken of a probability this far from 0 and 1: a float32 has no more beside 1. */
const FLOOR = Math.fround(1e-7)

export interface OnnxModel {
  /** the program that wrote it, as the file says */
  readonly writer: string
  readonly features: number
  /** null where all come in one matrix, whose columns have no names */
  readonly featureNames: readonly string[] | null
  /** the same model as a graph of ours: `features` → `margin`, `probability` */
  readonly onnx: Uint8Array
  /** the trees that it is, where it is nothing else */
  readonly trees: TreeEnsemble | null
}

export interface ImportOnnxOptions {
  /** name of the output that holds the probabilities; null: the only one that may be it */
  readonly output: string | null
  /** which of its columns is the positive class; null: the last of one or two */
  readonly positive: number | null
  /** whether it holds probabilities, or log-odds of one class */
  readonly outputIs: 'probability' | 'log_odds'
}

/**
 * Reads a classifier of rows of numbers out of an ONNX file, and writes it anew, operator by operator: nothing of the file
 * is ever run, and what is not known here is refused. Numbers are reckoned in float32.
 * @throws VouchError `unsupported_media` when it is none; `too_large`; `invalid`, naming the place, for external data,
 *   functions, graphs within graphs, circles, and every operator or shape that is not taken
 */
export function importOnnx(bytes: Uint8Array, options: ImportOnnxOptions): OnnxModel {
  checkBytes(bytes)
  const document = read(bytes)
  checkWhole(document)
  try {
    return convert(document, options)
  } catch (error) {
    if (error instanceof RangeError) refuse(error.message)
    throw error
  }
}

function read(bytes: Uint8Array): OnnxDocument {
  try {
    const document = readOnnx(bytes)
    if (document.nodes.length > 0 && document.opsets.size > 0) return document
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  throw new VouchError('unsupported_media', 'This is no ONNX model.')
}

function checkWhole({ nodes, constants, unread, opsets }: OnnxDocument): void {
  const [part] = unread
  if (part !== undefined) refuse(`The file has ${part}, which is not taken.`)
  for (const domain of opsets.keys())
    if (domain !== '' && domain !== 'ai.onnx.ml' && domain !== 'ai.onnx.training')
      refuse(`The operators of ${domain.slice(0, 60)} are not taken.`)
  if (nodes.length > MOST.nodes)
    throw new VouchError('too_large', `The graph has ${nodes.length} nodes, and ${MOST.nodes} are taken at most.`)
  for (const [name, tensor] of constants) checkTensor(name, tensor)
  for (const { op, attributes } of nodes)
    for (const [name, { tensor, hasGraph }] of attributes) {
      if (hasGraph) refuse(`Operator ${op.slice(0, 60)} holds a graph of its own, which is not taken.`)
      if (tensor) checkTensor(`${op}.${name}`, tensor)
    }
}

function checkTensor(name: string, { external, type, shape, values }: OnnxTensor): void {
  const shown = name.slice(0, 60)
  if (external) refuse(`Constant ${shown} is in another file (external data), which is not taken.`)
  if (type === 'other') return
  const size = shape.reduce((product, length) => product * length, 1)
  if (shape.some((length) => !Number.isSafeInteger(length) || length < 0) || size !== values.length)
    refuse(`Constant ${shown} is said to be ${shape.join(' × ')}, and has ${values.length} numbers.`)
}

function convert(document: OnnxDocument, options: ImportOnnxOptions): OnnxModel {
  const ends = document.inputs.filter(({ name }) => !document.constants.has(name))
  const inputs = ends.map(widthOf)
  const features = inputs.reduce((sum, { columns }) => sum + columns, 0)
  if (inputs.length === 0) refuse('The graph has no input.')
  if (features > MOST.features)
    refuse(`The graph takes ${features} numbers a row, and ${MOST.features} are taken at most.`)
  const chosen = chooseOutput(document, options.output)
  const facts = { writer: document.producer, features, featureNames: namesOf(inputs) }
  const trees =
    inputs.length === 1 ? loneTrees(document, { input: inputs[0]!, output: chosen, positive: options.positive }) : null
  if (trees && options.outputIs === 'probability') return { ...facts, trees: trees.ensemble, onnx: writeTrees(trees) }
  return { ...facts, trees: null, onnx: rewrite(document, inputs, { ...options, output: chosen }) }
}

/** An input of floats whose columns are known: rows × columns. */
function widthOf({ name, type, shape }: OnnxEnd): Columns {
  const shown = name.slice(0, 60)
  if (type === null) return refuse(`Input ${shown} is no tensor of float32.`)
  const columns = shape?.[1]
  if (shape?.length !== 2 || columns === null || columns === undefined || columns < 1)
    return refuse(`Input ${shown} does not say how many columns a row has.`)
  return { name, columns, kind: 'float' }
}

function namesOf(inputs: readonly Columns[]): string[] | null {
  if (inputs.length === 1) return null
  return inputs.flatMap(({ name, columns }) =>
    columns === 1 ? [name] : Array.from({ length: columns }, (_, c) => `${name}_${c}`),
  )
}

const LIKELY = ['probabilities', 'probability', 'output_probability']

/** Where a map by class is made of the probabilities, they themselves. */
function chooseOutput({ nodes, outputs }: OnnxDocument, wanted: string | null): string {
  const names = outputs.map(({ name }) => name)
  if (wanted !== null && !names.includes(wanted))
    refuse(`There is no output ${wanted.slice(0, 60)}; there are ${names.join(', ').slice(0, 300)}.`)
  const likely = names.filter((name) => LIKELY.includes(name))
  const found = wanted ?? (likely.length === 1 ? likely[0] : names.length === 1 ? names[0] : undefined)
  if (found === undefined) return refuse(`Say which output holds the probabilities: ${names.join(', ').slice(0, 300)}.`)
  const map = nodes.find(({ op, outputs: made }) => op === 'ZipMap' && made.includes(found))
  return map?.inputs[0] ?? found
}

function writeTrees({ ensemble, unit }: LoneTrees): Uint8Array {
  const graph = new OnnxGraph()
  const sum = addTrees(graph, GRAPH.input, ensemble)
  return finish(graph, ensemble.features, { name: sum, is: unit })
}

function rewrite(
  document: OnnxDocument,
  inputs: readonly Columns[],
  { output, positive, outputIs }: ImportOnnxOptions & { readonly output: string },
): Uint8Array {
  const graph = new OnnxGraph()
  const features = inputs.reduce((sum, { columns }) => sum + columns, 0)
  const values = new Map<string, OnnxValue>(document.constants)
  let at = 0
  for (const { name, columns } of inputs) {
    values.set(name, { name: cut(graph, { at, columns, features }), columns, kind: 'float' })
    at += columns
  }
  let [width, constants] = [0, 0]
  for (const node of inOrder(document, output)) {
    const value = convertNode(graph, node, values)
    const [made] = node.outputs
    // of a classifier, labels come first and scores second
    const place = node.op.endsWith('Classifier') ? node.outputs[1] : made
    if (place === undefined || values.has(place))
      refuse(`Operator ${node.op} gives ${String(place).slice(0, 60)} again.`)
    values.set(place, value)
    if (isColumns(value)) width += value.columns
    else constants += value.values.length
    if (width > MOST.columns)
      throw new VouchError('too_large', `The graph has more than ${MOST.columns} numbers for each row.`)
    if (constants > MOST.constants)
      throw new VouchError('too_large', `The graph reckons more than ${MOST.constants} numbers from its constants.`)
  }
  const result = values.get(output)
  if (!result || !isColumns(result)) return refuse(`Output ${output.slice(0, 60)} is not made of the rows.`)
  if (result.kind === 'truth') return refuse(`Output ${output.slice(0, 60)} is yes or no, and no probability.`)
  const chosen = chooseColumn(graph, asKind(graph, result, 'float'), positive)
  return finish(graph, features, { name: chosen, is: outputIs })
}

function cut(
  graph: OnnxGraph,
  { at, columns, features }: { readonly at: number; readonly columns: number; readonly features: number },
): string {
  if (columns === features) return GRAPH.input
  const places = Int32Array.from({ length: columns }, (_, c) => at + c)
  return graph.node('Gather', [GRAPH.input, graph.integers(places, [columns])], { attributes: { axis: { int: 1 } } })
}

function convertNode(graph: OnnxGraph, node: OnnxNode, values: ReadonlyMap<string, OnnxValue>): OnnxValue {
  const name = operatorName(node)
  if (name === 'Constant') {
    const tensor = node.attributes.get('value')?.tensor
    return tensor ?? refuse('A constant is of a kind that is not taken.')
  }
  if (Object.hasOwn(ONNX_REFUSED, name)) return refuse(`Operator ${name} is not taken: ${ONNX_REFUSED[name]}.`)
  const rule = Object.hasOwn(ONNX_OPERATORS, name) ? ONNX_OPERATORS[name] : undefined
  if (!rule)
    return refuse(`Operator ${name.slice(0, 60)} is not taken. These are: ${Object.keys(ONNX_OPERATORS).join(', ')}.`)
  const inputs = node.inputs.map((input) => {
    const value = values.get(input)
    if (!value) return refuse(`Operator ${name} takes ${input.slice(0, 60) || 'nothing'}, which nothing gives.`)
    if (!isColumns(value) && value.type === 'other')
      return refuse(`Constant ${input.slice(0, 60)} is of a kind that is not taken.`)
    return value
  })
  return rule({ graph, node, inputs })
}

/** The nodes that an output is made of, each after those it takes from. */
function inOrder({ nodes }: OnnxDocument, output: string): OnnxNode[] {
  const maker = new Map<string, OnnxNode>()
  for (const node of nodes)
    for (const name of node.outputs) {
      if (name === '') continue
      if (maker.has(name)) refuse(`${name.slice(0, 60)} is made twice.`)
      maker.set(name, node)
    }
  const order: OnnxNode[] = []
  const state = new Map<OnnxNode, 'open' | 'done'>()
  const open: (OnnxNode | undefined)[] = [maker.get(output)]
  for (let node = open.at(-1); open.length > 0; node = open.at(-1)) {
    if (!node || state.get(node) === 'done') open.pop()
    else if (state.get(node) === 'open') {
      state.set(node, 'done')
      order.push(node)
      open.pop()
    } else {
      state.set(node, 'open')
      for (const before of node.inputs.map((name) => maker.get(name))) {
        if (before && state.get(before) === 'open') refuse('The graph goes in a circle.')
        if (before && !state.has(before)) open.push(before)
      }
    }
  }
  return order
}

function chooseColumn(graph: OnnxGraph, { name, columns }: Columns, positive: number | null): string {
  if (positive === null && columns > 2)
    refuse(`The output has ${columns} classes: say which of them is the positive one, counted from 0.`)
  const chosen = positive ?? columns - 1
  if (chosen >= columns) refuse(`The output has ${columns} classes, and the positive one is to be ${chosen}.`)
  if (columns === 1) return name
  return graph.node('Gather', [name, graph.integers([chosen], [1])], { attributes: { axis: { int: 1 } } })
}

/** Ends a graph with what it says of a row. */
function finish(
  graph: OnnxGraph,
  features: number,
  { name, is }: { readonly name: string; readonly is: ImportOnnxOptions['outputIs'] },
): Uint8Array {
  const logOdds = is === 'log_odds' ? name : addLogOdds(graph, name, FLOOR)
  graph.node('Identity', [logOdds], { outputs: [GRAPH.margin] })
  graph.node('Sigmoid', [GRAPH.margin], { outputs: [GRAPH.probability] })
  return graph.finish({
    name: 'imported',
    producer: PRODUCER,
    input: { name: GRAPH.input, columns: features },
    outputs: [
      { name: GRAPH.margin, columns: 1 },
      { name: GRAPH.probability, columns: 1 },
    ],
  })
}
