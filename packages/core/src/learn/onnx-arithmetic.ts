import {
  type Columns,
  columnsAt,
  constantAt,
  fault,
  integerOf,
  isColumns,
  made,
  numbersOf,
  type OnnxValue,
  type Operation,
} from './onnx-operation.ts'

/** The operand stays what it is. */
export function first(operation: Operation): Columns {
  return columnsAt(operation, 0)
}

/** Every number is one of floats here, whether it is to be more precise elsewhere. */
export function cast(operation: Operation): Columns {
  const to = integerOf(operation, 'to', FLOAT)
  return to === FLOAT || to === DOUBLE
    ? first(operation)
    : fault(operation, 'numbers are cast to floats, and to nothing else.')
}

/** onnx.proto3, TensorProto.DataType */
const [FLOAT, DOUBLE] = [1, 11]

export function reshape(operation: Operation): Columns {
  const value = columnsAt(operation, 0)
  const shape = Array.from(constantAt(operation, 1).values)
  const keeps = shape.length === 2 && (shape[1] === -1 || shape[1] === value.columns) && shape[0] !== 1
  return keeps ? value : fault(operation, 'only a shape that keeps rows and columns is taken.')
}

/** A constant as one number for all columns, or one a column. */
function operand(operation: Operation, value: OnnxValue, columns: number): string {
  if (isColumns(value)) return value.name
  const n = value.values.length
  const sizes = value.shape.filter((size) => size !== 1)
  if (n !== 1 && (sizes.length !== 1 || value.shape.at(-1) !== columns || n !== columns))
    return fault(operation, `a constant of ${value.shape.join(' × ')} does not go with ${columns} columns.`)
  return operation.graph.floats(value.values, n === 1 ? [] : [columns])
}

/** Number by number; a single column goes with many. */
export function combine(operation: Operation): Columns {
  const { graph, node, inputs } = operation
  if (inputs.length === 0 || !inputs.some(isColumns)) return fault(operation, 'nothing in it comes from the rows.')
  const widths = inputs.map((value) => (isColumns(value) ? value.columns : value.values.length))
  const columns = Math.max(...widths)
  if (widths.some((width) => width !== 1 && width !== columns))
    return fault(operation, `${widths.join(' and ')} columns do not go together.`)
  const names = inputs.map((value) => operand(operation, value, columns))
  return made(operation, graph.node(node.op, names), columns)
}

export function each(operation: Operation, attributes: readonly string[] = []): Columns {
  const { graph, node } = operation
  const { name, columns } = columnsAt(operation, 0)
  const kept = attributes.flatMap((key) => {
    const [value] = numbersOf(operation, key) ?? []
    return value === undefined ? [] : [[key, { float: value }] as const]
  })
  return { name: graph.node(node.op, [name], { attributes: Object.fromEntries(kept) }), columns }
}

export function acrossColumns(operation: Operation): Columns {
  const { graph, node } = operation
  const { name, columns } = columnsAt(operation, 0)
  const axis = integerOf(operation, 'axis', 1)
  if (axis !== 1 && axis !== -1) return fault(operation, 'it must go over the columns.')
  return { name: graph.node(node.op, [name], { attributes: { axis: { int: 1 } } }), columns }
}

/** The bounds are attributes before version 11, and inputs since. */
export function clip(operation: Operation): Columns {
  const { graph, inputs } = operation
  const { name, columns } = columnsAt(operation, 0)
  const bound = (place: number, attribute: string, otherwise: number) => {
    const given = inputs[place] === undefined ? numbersOf(operation, attribute) : constantAt(operation, place).values
    return graph.floats([given?.[0] ?? otherwise], [])
  }
  return { name: graph.node('Clip', [name, bound(1, 'min', -LARGEST), bound(2, 'max', LARGEST)]), columns }
}

/** The largest float32. */
const LARGEST = 3.4028234663852886e38

export function matMul(operation: Operation): Columns {
  const { graph } = operation
  const { name, columns } = columnsAt(operation, 0)
  const { values, shape } = constantAt(operation, 1)
  const [rows, width] = shape
  if (shape.length !== 2 || rows !== columns || width === undefined || values.length !== rows * width)
    return fault(operation, `a matrix of ${shape.join(' × ')} does not go with ${columns} columns.`)
  return made(operation, graph.node('MatMul', [name, graph.floats(values, [rows, width])]), width)
}

export function gemm(operation: Operation): Columns {
  const { graph, inputs } = operation
  const { name, columns } = columnsAt(operation, 0)
  const { values, shape } = constantAt(operation, 1)
  const turned = integerOf(operation, 'transB', 0) === 1
  const [rows, width] = turned ? [shape[1], shape[0]] : shape
  if (integerOf(operation, 'transA', 0) !== 0) return fault(operation, 'its rows cannot be turned.')
  if (shape.length !== 2 || rows !== columns || width === undefined || values.length !== rows * width)
    return fault(operation, `a matrix of ${shape.join(' × ')} does not go with ${columns} columns.`)
  const [alpha] = numbersOf(operation, 'alpha') ?? [1]
  const matrix = new Float32Array(values.length)
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < width; c++)
      matrix[r * width + c] = alpha! * (turned ? values[c * rows + r]! : values[r * width + c]!)
  const product = graph.node('MatMul', [name, graph.floats(matrix, [rows, width])])
  if (inputs[2] === undefined) return made(operation, product, width)
  const { values: bias } = constantAt(operation, 2)
  const [beta] = numbersOf(operation, 'beta') ?? [1]
  if (bias.length !== 1 && bias.length !== width)
    return fault(operation, `${bias.length} numbers are added to ${width} columns.`)
  const added = Float32Array.from({ length: width }, (_, c) => beta! * bias[bias.length === 1 ? 0 : c]!)
  return made(operation, graph.node('Add', [product, graph.floats(added, [width])]), width)
}

/** As it is when it is used: with the means and variances that it was trained with. */
export function batchNormalization(operation: Operation): Columns {
  const { graph } = operation
  const { name, columns } = columnsAt(operation, 0)
  const [scale, shift, mean, variance] = [1, 2, 3, 4].map((place) => constantAt(operation, place).values)
  const lists = [scale, shift, mean, variance]
  if (lists.some((list) => list?.length !== columns) || integerOf(operation, 'training_mode', 0) !== 0)
    return fault(operation, `it needs ${columns} numbers of each kind, and no training.`)
  const [epsilon] = numbersOf(operation, 'epsilon') ?? [1e-5]
  const factor = Float32Array.from({ length: columns }, (_, c) => scale![c]! / Math.sqrt(variance![c]! + epsilon!))
  const offset = factor.map((f, c) => shift![c]! - mean![c]! * f)
  const scaled = graph.node('Mul', [name, graph.floats(factor, [columns])])
  return { name: graph.node('Add', [scaled, graph.floats(offset, [columns])]), columns }
}

export function concat(operation: Operation): Columns {
  const axis = integerOf(operation, 'axis', 1)
  return axis === 1 || axis === -1 ? join(operation) : fault(operation, 'columns are joined, not rows.')
}

export function join(operation: Operation): Columns {
  const parts = operation.inputs.map((_, place) => columnsAt(operation, place))
  const columns = parts.reduce((sum, part) => sum + part.columns, 0)
  const names = parts.map(({ name }) => name)
  return made(operation, operation.graph.node('Concat', names, { attributes: { axis: { int: 1 } } }), columns)
}

export function gather(operation: Operation): Columns {
  const { shape } = constantAt(operation, 1)
  if (integerOf(operation, 'axis', 0) !== 1 || shape.length !== 1)
    return fault(operation, 'it may choose columns by a list of their places, and nothing else.')
  return extract(operation)
}

export function extract(operation: Operation): Columns {
  const { graph } = operation
  const { name, columns } = columnsAt(operation, 0)
  const places = Array.from(constantAt(operation, 1).values, (place) => (place < 0 ? place + columns : place))
  if (places.some((place) => !Number.isInteger(place) || place < 0 || place >= columns))
    return fault(operation, `it chooses a column that is not among the ${columns}.`)
  const list = graph.integers(places, [places.length])
  return made(operation, graph.node('Gather', [name, list], { attributes: { axis: { int: 1 } } }), places.length)
}

/** Over the columns, into one: the axes are an attribute, or an input since version 13 of one and 18 of the others. */
export function reduce(operation: Operation): Columns {
  const { graph, node, inputs } = operation
  const { name } = columnsAt(operation, 0)
  const axes = inputs[1] === undefined ? (node.attributes.get('axes')?.integers ?? []) : constantAt(operation, 1).values
  const over = axes.length === 1 && (axes[0] === 1 || axes[0] === -1)
  if (!over || integerOf(operation, 'keepdims', 1) !== 1)
    return fault(operation, 'it must go over the columns, and leave one.')
  if (node.op !== 'ReduceSum')
    return {
      name: graph.node(node.op, [name], { attributes: { axes: { ints: [1] }, keepdims: { int: 1 } } }),
      columns: 1,
    }
  const sum = graph.node('ReduceSum', [name, graph.integers([1], [1])], { attributes: { keepdims: { int: 1 } } })
  return { name: sum, columns: 1 }
}
