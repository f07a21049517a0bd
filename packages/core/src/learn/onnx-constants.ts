import {
  asKind,
  type Columns,
  anyColumnsAt,
  constantAt,
  fault,
  integerOf,
  isColumns,
  type OnnxValue,
  type Operation,
} from './onnx-operation.ts'
import type { OnnxTensor } from './read-onnx.ts'

/** onnx.proto3, TensorProto.DataType */
const KINDS: Readonly<Record<number, 'float' | 'double'>> = { 1: 'float', 11: 'double' }
const FLOAT = 1

/** Numbers of one constant that others are reckoned from: more is no honest model of a table's rows. */
const MOST_NUMBERS = 1_000_000

/** Numbers in single or double precision, and a yes or no as 1 or 0. */
export function cast(operation: Operation): OnnxValue {
  const kind = KINDS[integerOf(operation, 'to', FLOAT)]
  if (kind === undefined) return fault(operation, 'numbers are cast to floats, and to nothing else.')
  const [value] = operation.inputs
  if (isColumns(value)) return castColumns(operation, kind)
  const { values, shape } = numbersAt(operation, 0)
  return constant(shape, Float64Array.from(values), kind)
}

function castColumns(operation: Operation, kind: 'float' | 'double'): Columns {
  return asKind(operation.graph, anyColumnsAt(operation, 0), kind)
}

/** A matrix of constants on its side. */
export function transpose(operation: Operation): OnnxTensor {
  const { values, shape, type } = numbersAt(operation, 0)
  const [rows, columns] = shape
  const turned = operation.node.attributes.get('perm')?.integers ?? [1, 0]
  if (shape.length !== 2 || rows === undefined || columns === undefined || turned[0] !== 1 || turned[1] !== 0)
    return fault(operation, 'a matrix of constants is turned on its side, and nothing else.')
  const out = new Float64Array(values.length)
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c]!
  return constant([columns, rows], out, type)
}

const FOLDED: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
}

/** Two constants number by number: of one shape, or one of them a single number. */
export function foldEach(operation: Operation): OnnxTensor {
  const rule = FOLDED[operation.node.op]
  if (!rule || operation.inputs.length !== 2) return fault(operation, 'nothing in it comes from the rows.')
  const [a, b] = [numbersAt(operation, 0), numbersAt(operation, 1)]
  const [wide, single] = a.values.length >= b.values.length ? [a, b] : [b, a]
  if (single.values.length !== 1 && wide.shape.join() !== single.shape.join())
    return fault(operation, `constants of ${a.shape.join(' × ')} and ${b.shape.join(' × ')} do not go together.`)
  const of = ({ values }: OnnxTensor, i: number) => values[values.length === 1 ? 0 : i]!
  const out = Float64Array.from({ length: wide.values.length }, (_, i) => rule(of(a, i), of(b, i)))
  return constant(wide.shape, out, [a.type, b.type].includes('double') ? 'double' : 'float')
}

/** A matrix of constants, each row of it added up. */
export function foldSum(operation: Operation): OnnxTensor {
  const { values, shape, type } = numbersAt(operation, 0)
  const [rows, columns] = shape
  if (operation.node.op !== 'ReduceSum' || shape.length !== 2 || rows === undefined || columns === undefined)
    return fault(operation, 'the rows of a matrix of constants are added up, and nothing else.')
  const out = new Float64Array(rows)
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[r] = out[r]! + values[r * columns + c]!
  return constant([rows, 1], out, type)
}

function numbersAt(operation: Operation, place: number): OnnxTensor {
  const found = constantAt(operation, place)
  if (found.values.length > MOST_NUMBERS)
    return fault(operation, `a constant of ${found.values.length} numbers, and ${MOST_NUMBERS} are reckoned with.`)
  return found
}

function constant(shape: readonly number[], values: Float64Array, type: OnnxTensor['type']): OnnxTensor {
  const single = type !== 'double'
  return {
    type: single ? 'float' : 'double',
    shape,
    values: single ? Float32Array.from(values) : values,
    external: false,
  }
}
