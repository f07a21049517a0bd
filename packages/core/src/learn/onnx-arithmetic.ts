import { foldEach, foldSum } from './onnx-constants.ts'
import {
  anyColumnsAt,
  asKind,
  type Columns,
  columnsAt,
  constantAt,
  fault,
  floatsAt,
  integerOf,
  isColumns,
  made,
  numbersOf,
  type OnnxValue,
  type Operation,
  writeConstant,
} from './onnx-operation.ts'

/** The operand stays what it is. */
export function first(operation: Operation): Columns {
  return columnsAt(operation, 0)
}

export function reshape(operation: Operation): Columns {
  const value = columnsAt(operation, 0)
  const shape = Array.from(constantAt(operation, 1).values)
  const keeps = shape.length === 2 && (shape[1] === -1 || shape[1] === value.columns) && shape[0] !== 1
  return keeps ? value : fault(operation, 'only a shape that keeps rows and columns is taken.')
}

interface Width {
  readonly columns: number
  readonly kind: 'float' | 'double'
}

/** A constant as one number for all columns, or one a column. */
function operand(operation: Operation, value: OnnxValue, { columns, kind }: Width): string {
  const { graph } = operation
  if (isColumns(value)) return asKind(graph, value, kind).name
  const n = value.values.length
  const sizes = value.shape.filter((size) => size !== 1)
  if (n !== 1 && (sizes.length !== 1 || value.shape.at(-1) !== columns || n !== columns))
    return fault(operation, `a constant of ${value.shape.join(' × ')} does not go with ${columns} columns.`)
  return writeConstant(graph, value.values, { shape: n === 1 ? [] : [columns], kind })
}

/** Number by number; a single column goes with many. In double where one of them is. */
export function combine(operation: Operation): OnnxValue {
  const { graph, node, inputs } = operation
  if (inputs.length === 0) return fault(operation, 'it has no input.')
  if (!inputs.some(isColumns)) return foldEach(operation)
  const shape = together(operation, 0)
  const names = inputs.map((value) => operand(operation, value, shape))
  return made(operation, graph.node(node.op, names), shape)
}

/** How wide inputs are together, from a place on, and whether one of them is in double. */
function together(operation: Operation, from: number): Width {
  const inputs = operation.inputs.slice(from)
  const widths = inputs.map((value) => (isColumns(value) ? value.columns : value.values.length))
  const columns = Math.max(...widths)
  if (widths.some((width) => width !== 1 && width !== columns))
    return fault(operation, `${widths.join(' and ')} columns do not go together.`)
  const kinds = inputs.map((value, place) => (isColumns(value) ? columnsAt(operation, from + place).kind : value.type))
  return { columns, kind: kinds.includes('double') ? 'double' : 'float' }
}

/** Whether a number is missing. */
export function isNaN(operation: Operation): Columns {
  const { name, columns } = columnsAt(operation, 0)
  return { name: operation.graph.node('IsNaN', [name]), columns, kind: 'truth' }
}

/** One number or another, by a yes or no. */
export function where(operation: Operation): Columns {
  const { graph, inputs } = operation
  const condition = anyColumnsAt(operation, 0)
  if (condition.kind !== 'truth' || inputs.length !== 3) return fault(operation, 'it chooses by what is yes or no.')
  const { columns: width, kind } = together(operation, 1)
  const columns = Math.max(condition.columns, width)
  if ([condition.columns, width].some((one) => one !== 1 && one !== columns))
    return fault(operation, `${condition.columns} and ${width} columns do not go together.`)
  const names = inputs.slice(1).map((value) => operand(operation, value, { columns: width, kind }))
  return made(operation, graph.node('Where', [condition.name, ...names]), { columns, kind })
}

/** What onnxruntime does in single precision alone. */
const SINGLE = ['Softplus', 'Erf', 'Elu', 'Selu', 'LeakyRelu', 'HardSigmoid']

export function each(operation: Operation, attributes: readonly string[] = []): Columns {
  const { graph, node } = operation
  const { name, columns, kind } = SINGLE.includes(node.op) ? floatsAt(operation, 0) : columnsAt(operation, 0)
  const kept = attributes.flatMap((key) => {
    const [value] = numbersOf(operation, key) ?? []
    return value === undefined ? [] : [[key, { float: value }] as const]
  })
  return { name: graph.node(node.op, [name], { attributes: Object.fromEntries(kept) }), columns, kind }
}

export function acrossColumns(operation: Operation): Columns {
  const { graph, node } = operation
  const { name, columns, kind } = columnsAt(operation, 0)
  const axis = integerOf(operation, 'axis', 1)
  if (axis !== 1 && axis !== -1) return fault(operation, 'it must go over the columns.')
  return { name: graph.node(node.op, [name], { attributes: { axis: { int: 1 } } }), columns, kind }
}

/** The bounds are attributes before version 11, and inputs since. */
export function clip(operation: Operation): Columns {
  const { graph, inputs } = operation
  const { name, columns, kind } = columnsAt(operation, 0)
  const bound = (place: number, attribute: string, otherwise: number) => {
    const given = inputs[place] === undefined ? numbersOf(operation, attribute) : constantAt(operation, place).values
    return writeConstant(graph, [given?.[0] ?? otherwise], { shape: [], kind })
  }
  return { name: graph.node('Clip', [name, bound(1, 'min', -LARGEST), bound(2, 'max', LARGEST)]), columns, kind }
}

/** The largest float32. */
const LARGEST = 3.4028234663852886e38

export function matMul(operation: Operation): Columns {
  const { graph } = operation
  const { name, columns, kind } = columnsAt(operation, 0)
  const { values, shape } = constantAt(operation, 1)
  const [rows, width] = shape
  if (shape.length !== 2 || rows !== columns || width === undefined || values.length !== rows * width)
    return fault(operation, `a matrix of ${shape.join(' × ')} does not go with ${columns} columns.`)
  const matrix = writeConstant(graph, values, { shape: [rows, width], kind })
  return made(operation, graph.node('MatMul', [name, matrix]), { columns: width, kind })
}

export function gemm(operation: Operation): Columns {
  const { graph, inputs } = operation
  const { name, columns, kind } = columnsAt(operation, 0)
  const { values, shape } = constantAt(operation, 1)
  const turned = integerOf(operation, 'transB', 0) === 1
  const [rows, width] = turned ? [shape[1], shape[0]] : shape
  if (integerOf(operation, 'transA', 0) !== 0) return fault(operation, 'its rows cannot be turned.')
  if (shape.length !== 2 || rows !== columns || width === undefined || values.length !== rows * width)
    return fault(operation, `a matrix of ${shape.join(' × ')} does not go with ${columns} columns.`)
  const [alpha] = numbersOf(operation, 'alpha') ?? [1]
  const matrix = new Float64Array(values.length)
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < width; c++)
      matrix[r * width + c] = alpha! * (turned ? values[c * rows + r]! : values[r * width + c]!)
  const product = graph.node('MatMul', [name, writeConstant(graph, matrix, { shape: [rows, width], kind })])
  if (inputs[2] === undefined) return made(operation, product, { columns: width, kind })
  const { values: bias } = constantAt(operation, 2)
  const [beta] = numbersOf(operation, 'beta') ?? [1]
  if (bias.length !== 1 && bias.length !== width)
    return fault(operation, `${bias.length} numbers are added to ${width} columns.`)
  const added = Float64Array.from({ length: width }, (_, c) => beta! * bias[bias.length === 1 ? 0 : c]!)
  const shift = writeConstant(graph, added, { shape: [width], kind })
  return made(operation, graph.node('Add', [product, shift]), { columns: width, kind })
}

/** As it is when it is used: with the means and variances that it was trained with. */
export function batchNormalization(operation: Operation): Columns {
  const { graph } = operation
  const { name, columns } = floatsAt(operation, 0)
  const [scale, shift, mean, variance] = [1, 2, 3, 4].map((place) => constantAt(operation, place).values)
  const lists = [scale, shift, mean, variance]
  if (lists.some((list) => list?.length !== columns) || integerOf(operation, 'training_mode', 0) !== 0)
    return fault(operation, `it needs ${columns} numbers of each kind, and no training.`)
  const [epsilon] = numbersOf(operation, 'epsilon') ?? [1e-5]
  const factor = Float32Array.from({ length: columns }, (_, c) => scale![c]! / Math.sqrt(variance![c]! + epsilon!))
  const offset = factor.map((f, c) => shift![c]! - mean![c]! * f)
  const scaled = graph.node('Mul', [name, graph.floats(factor, [columns])])
  return { name: graph.node('Add', [scaled, graph.floats(offset, [columns])]), columns, kind: 'float' }
}

export function concat(operation: Operation): Columns {
  const axis = integerOf(operation, 'axis', 1)
  return axis === 1 || axis === -1 ? join(operation) : fault(operation, 'columns are joined, not rows.')
}

/** In double where one part is. */
export function join(operation: Operation): Columns {
  const { graph, inputs } = operation
  const parts = inputs.map((_, place) => columnsAt(operation, place))
  const columns = parts.reduce((sum, part) => sum + part.columns, 0)
  const kind = parts.some((part) => part.kind === 'double') ? 'double' : 'float'
  const names = parts.map((part) => asKind(graph, part, kind).name)
  return made(operation, graph.node('Concat', names, { attributes: { axis: { int: 1 } } }), { columns, kind })
}

export function gather(operation: Operation): Columns {
  const { shape } = constantAt(operation, 1)
  if (integerOf(operation, 'axis', 0) !== 1 || shape.length !== 1)
    return fault(operation, 'it may choose columns by a list of their places, and nothing else.')
  return extract(operation)
}

export function extract(operation: Operation): Columns {
  const { graph } = operation
  const { name, columns, kind } = anyColumnsAt(operation, 0)
  const places = Array.from(constantAt(operation, 1).values, (place) => (place < 0 ? place + columns : place))
  if (places.some((place) => !Number.isInteger(place) || place < 0 || place >= columns))
    return fault(operation, `it chooses a column that is not among the ${columns}.`)
  const list = graph.integers(places, [places.length])
  const chosen = graph.node('Gather', [name, list], { attributes: { axis: { int: 1 } } })
  return made(operation, chosen, { columns: places.length, kind })
}

/** Over the columns, into one: the axes are an attribute, or an input since version 13 of one and 18 of the others. */
export function reduce(operation: Operation): OnnxValue {
  const { graph, node, inputs } = operation
  const axes = inputs[1] === undefined ? (node.attributes.get('axes')?.integers ?? []) : constantAt(operation, 1).values
  const over = axes.length === 1 && (axes[0] === 1 || axes[0] === -1)
  if (!over || integerOf(operation, 'keepdims', 1) !== 1)
    return fault(operation, 'it must go over the columns, and leave one.')
  if (inputs[0] !== undefined && !isColumns(inputs[0])) return foldSum(operation)
  const { name, kind } = columnsAt(operation, 0)
  if (node.op !== 'ReduceSum')
    return {
      name: graph.node(node.op, [name], { attributes: { axes: { ints: [1] }, keepdims: { int: 1 } } }),
      columns: 1,
      kind,
    }
  const sum = graph.node('ReduceSum', [name, graph.integers([1], [1])], { attributes: { keepdims: { int: 1 } } })
  return { name: sum, columns: 1, kind }
}
