import { castToDouble, castToFloat } from './cast.ts'
import type { OnnxGraph } from './onnx-graph.ts'
import type { OnnxNode, OnnxTensor } from './read-onnx.ts'

/** A matrix of the graph that is written: rows × columns. */
export interface Columns {
  readonly name: string
  readonly columns: number
  /** what it holds: a `truth` is yes or no, and is no number before it is cast */
  readonly kind: 'float' | 'double' | 'truth'
}

/** What a node of a stranger's graph is given: columns, or constant numbers. */
export type OnnxValue = Columns | OnnxTensor

export interface Operation {
  readonly graph: OnnxGraph
  readonly node: OnnxNode
  readonly inputs: readonly OnnxValue[]
}

/** What comes of constants alone is a constant. */
export type Rule = (operation: Operation) => OnnxValue

/** More columns than this in one place, and a row costs more than an honest model's. */
export const MOST_COLUMNS = 20_000

export function operatorName({ op, domain }: OnnxNode): string {
  return domain === '' ? op : `${domain}.${op}`
}

export function fault({ node }: Pick<Operation, 'node'>, message: string): never {
  throw new RangeError(`Operator ${operatorName(node).slice(0, 60)}: ${message}`)
}

export function made(
  operation: Pick<Operation, 'node'>,
  name: string,
  { columns, kind }: Omit<Columns, 'name'>,
): Columns {
  if (columns < 1 || columns > MOST_COLUMNS)
    return fault(operation, `${columns} columns, not from 1 to ${MOST_COLUMNS}.`)
  return { name, columns, kind }
}

export const isColumns = (value: OnnxValue | undefined): value is Columns => value !== undefined && 'columns' in value

/** An input that must be columns, whatever they hold. */
export function anyColumnsAt(operation: Operation, place: number): Columns {
  const value = operation.inputs[place]
  return isColumns(value) ? value : fault(operation, `its input ${place + 1} must come from the rows.`)
}

/** An input that must be columns of numbers. */
export function columnsAt(operation: Operation, place: number): Columns {
  const value = anyColumnsAt(operation, place)
  return value.kind === 'truth' ? fault(operation, `its input ${place + 1} is yes or no, and no number.`) : value
}

/** An input that must be columns of numbers, as float32: for what is not reckoned in double. */
export function floatsAt(operation: Operation, place: number): Columns {
  return asKind(operation.graph, columnsAt(operation, place), 'float')
}

/** The same columns in another kind. */
export function asKind(graph: OnnxGraph, value: Columns, kind: 'float' | 'double'): Columns {
  if (value.kind === kind) return value
  return { ...value, kind, name: kind === 'float' ? castToFloat(graph, value.name) : castToDouble(graph, value.name) }
}

/** Constant numbers beside columns of a kind. @returns their name */
export function writeConstant(
  graph: OnnxGraph,
  values: ArrayLike<number>,
  { shape, kind }: { readonly shape: readonly number[]; readonly kind: Columns['kind'] },
): string {
  return kind === 'double' ? graph.doubles(values, shape) : graph.floats(values, shape)
}

/** An input that must be constant numbers. */
export function constantAt(operation: Operation, place: number): OnnxTensor {
  const value = operation.inputs[place]
  return value !== undefined && !isColumns(value)
    ? value
    : fault(operation, `its input ${place + 1} must be a constant.`)
}

export function numbersOf({ node }: Pick<Operation, 'node'>, name: string): Float32Array | null {
  const found = node.attributes.get(name)
  return found && found.floats.length > 0 ? found.floats : null
}

export function integerOf({ node }: Pick<Operation, 'node'>, name: string, otherwise: number): number {
  return node.attributes.get(name)?.integers[0] ?? otherwise
}

export function textOf({ node }: Pick<Operation, 'node'>, name: string, otherwise: string): string {
  return node.attributes.get(name)?.texts[0] ?? otherwise
}
