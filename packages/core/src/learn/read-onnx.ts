import { VouchError } from '../error.ts'
import { GrowingList } from './growing-list.ts'
import { bytesOf, doublesOf, floatsOf, integersOf, readProtobuf, textOf } from './read-protobuf.ts'

/** onnx.proto3, TensorProto.DataType: those whose numbers are read. */
const TYPES: Readonly<Record<number, 'float' | 'int32' | 'int64' | 'double'>> = {
  1: 'float',
  6: 'int32',
  7: 'int64',
  11: 'double',
}
const EXTERNAL = 1

/**
 * What is read of a file at most. An empty part is two bytes of it and a hundred of memory; numbers are kept outside the
 * heap, and each is a byte of the file at least.
 */
const MOST = { parts: 200_000, texts: 4_500_000, numbers: 40_000_000 }

/** Counts down what may still be read. */
class Budget {
  private readonly left = { ...MOST }

  get numbers(): number {
    return this.left.numbers
  }

  take(kind: keyof typeof MOST, count = 1): void {
    this.left[kind] -= count
    if (this.left[kind] < 0) throw new VouchError('too_large', `The file has more than ${MOST[kind]} ${kind}.`)
  }
}

/** Constant numbers of a shape. */
export interface OnnxTensor {
  /** `other`: of a kind whose numbers are not read */
  readonly type: 'float' | 'int32' | 'int64' | 'double' | 'other'
  readonly shape: readonly number[]
  readonly values: ArrayLike<number>
  /** its numbers are in another file */
  readonly external: boolean
}

/** What a node is set to: numbers and texts as lists, however many there are. */
export interface OnnxAttribute {
  readonly integers: Float64Array
  readonly floats: Float32Array
  readonly texts: readonly string[]
  readonly tensor: OnnxTensor | null
  /** it holds a graph of its own */
  readonly hasGraph: boolean
}

export interface OnnxNode {
  readonly op: string
  /** empty for ONNX's own operators */
  readonly domain: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: ReadonlyMap<string, OnnxAttribute>
}

/** What goes in or comes out. */
export interface OnnxEnd {
  readonly name: string
  /** null: no tensor of floats */
  readonly type: 'float' | null
  /** null where a size is not said; null as a whole where nothing is said */
  readonly shape: readonly (number | null)[] | null
}

/** An ONNX model (onnx.proto3). */
export interface OnnxDocument {
  /** the program that wrote it, and its version */
  readonly producer: string
  /** version of each set of operators, by its domain */
  readonly opsets: ReadonlyMap<string, number>
  readonly nodes: readonly OnnxNode[]
  /** constants by their names */
  readonly constants: ReadonlyMap<string, OnnxTensor>
  readonly inputs: readonly OnnxEnd[]
  readonly outputs: readonly OnnxEnd[]
  /** parts that are not read, by what they are called */
  readonly unread: readonly string[]
}

/** @throws RangeError for bytes that are no ONNX model; VouchError `too_large` */
export function readOnnx(bytes: Uint8Array): OnnxDocument {
  const texts = { name: '', version: '' }
  const opsets = new Map<string, number>()
  const unread: string[] = []
  const budget = new Budget()
  let graph: Uint8Array | null = null
  for (const { number, value } of readProtobuf(bytes)) {
    budget.take('parts')
    if (number === 2) texts.name = textOf(value)
    else if (number === 3) texts.version = textOf(value)
    else if (number === 7) graph = bytesOf(value)
    else if (number === 8) {
      const { domain, version } = readOpset(bytesOf(value))
      opsets.set(domain, version)
    } else if (number === 20) unread.push('training_info')
    else if (number === 25) unread.push('functions')
  }
  return { producer: `${texts.name} ${texts.version}`.trim(), opsets, unread, ...readGraph(graph, unread, budget) }
}

function readGraph(graph: Uint8Array | null, unread: string[], budget: Budget) {
  const nodes: OnnxNode[] = []
  const constants = new Map<string, OnnxTensor>()
  const [inputs, outputs]: [OnnxEnd[], OnnxEnd[]] = [[], []]
  for (const { number, value } of readProtobuf(graph ?? new Uint8Array(0))) {
    budget.take('parts')
    if (number === 1) nodes.push(readNode(bytesOf(value), budget))
    else if (number === 5) {
      const { name, tensor } = readTensor(bytesOf(value), budget)
      constants.set(name, tensor)
    } else if (number === 11) inputs.push(readEnd(bytesOf(value)))
    else if (number === 12) outputs.push(readEnd(bytesOf(value)))
    else if (number === 15) unread.push('sparse_initializer')
  }
  return { nodes, constants, inputs, outputs }
}

function readOpset(bytes: Uint8Array): { domain: string; version: number } {
  let [domain, version] = ['', 0]
  for (const { number, value } of readProtobuf(bytes)) {
    if (number === 1) domain = textOf(value)
    else if (number === 2 && typeof value === 'number') version = value
  }
  // both names are those of ONNX's own operators
  return { domain: domain === 'ai.onnx' ? '' : domain, version }
}

function readNode(bytes: Uint8Array, budget: Budget): OnnxNode {
  const [inputs, outputs]: [string[], string[]] = [[], []]
  const attributes = new Map<string, OnnxAttribute>()
  let [op, domain] = ['', '']
  for (const { number, value } of readProtobuf(bytes)) {
    budget.take('parts')
    if (number === 1) inputs.push(textOf(value))
    else if (number === 2) outputs.push(textOf(value))
    else if (number === 4) op = textOf(value)
    else if (number === 7) domain = textOf(value)
    else if (number === 5) {
      const { name, attribute } = readAttribute(bytesOf(value), budget)
      attributes.set(name, attribute)
    }
  }
  return { op, domain: domain === 'ai.onnx' ? '' : domain, inputs, outputs, attributes }
}

function readAttribute(bytes: Uint8Array, budget: Budget): { name: string; attribute: OnnxAttribute } {
  let name = ''
  const texts: string[] = []
  const integers = new GrowingList((length) => new Float64Array(length))
  const floats = new GrowingList((length) => new Float32Array(length))
  let tensor: OnnxTensor | null = null
  let hasGraph = false
  for (const { number, value } of readProtobuf(bytes)) {
    if (number === 1) name = textOf(value)
    else if (number === 2 || number === 7) {
      if (typeof value === 'number') floats.push(value)
      else floats.pushAll(floatsOf(value))
    } else if (number === 3 || number === 8) {
      if (typeof value === 'number') integers.push(value)
      else integers.pushAll(integersOf(value, budget.numbers))
    } else if (number === 4 || number === 9) {
      budget.take('texts')
      texts.push(textOf(value))
    } else if (number === 5) tensor = readTensor(bytesOf(value), budget).tensor
    else if (number === 6 || number === 11) hasGraph = true
  }
  budget.take('numbers', integers.length + floats.length)
  return { name, attribute: { integers: integers.finish(), floats: floats.finish(), texts, tensor, hasGraph } }
}

/** More dimensions than any matrix has. */
const MOST_DIMENSIONS = 8

function readTensor(bytes: Uint8Array, budget: Budget): { name: string; tensor: OnnxTensor } {
  let [name, type, external]: [string, OnnxTensor['type'], boolean] = ['', 'other', false]
  const shape = new GrowingList((length) => new Float64Array(length))
  const values = new GrowingList((length) => new Float64Array(length))
  let raw: Uint8Array | null = null
  for (const { number, value } of readProtobuf(bytes)) {
    if (number === 1) shape.pushAll(integersOf(value, MOST_DIMENSIONS))
    else if (number === 2 && typeof value === 'number') type = TYPES[value] ?? 'other'
    else if (number === 8) name = textOf(value)
    else if (number === 13 || (number === 14 && value === EXTERNAL)) external = true
    else if (number === 4) values.pushAll(Float64Array.from(floatsOf(value)))
    else if (number === 5 || number === 7) values.pushAll(integersOf(value, budget.numbers))
    else if (number === 10) values.pushAll(doublesOf(value))
    else if (number === 9) raw = bytesOf(value)
  }
  if (shape.length > MOST_DIMENSIONS) throw new RangeError('A constant has more dimensions than any matrix.')
  budget.take('numbers', values.length)
  const sizes = Array.from(shape.finish())
  // numbers stand in a list of their kind, or as they lie in memory
  const numbers = raw ? rawNumbers(raw, type) : values.finish()
  return { name, tensor: { type, shape: sizes, values: type === 'other' ? [] : numbers, external } }
}

function rawNumbers(bytes: Uint8Array, type: OnnxTensor['type']): ArrayLike<number> {
  switch (type) {
    case 'float':
      return floatsOf(bytes)
    case 'double':
      return doublesOf(bytes)
    case 'int32':
    case 'int64':
      return wholeNumbersOf(bytes, type)
    case 'other':
      return []
  }
}

function wholeNumbersOf(bytes: Uint8Array, type: 'int32' | 'int64'): Float64Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = type === 'int32' ? 4 : 8
  if (bytes.length % size !== 0) throw new RangeError('A tensor’s bytes are no whole numbers.')
  const numbers = new Float64Array(bytes.length / size)
  for (let i = 0; i < numbers.length; i++)
    numbers[i] = size === 4 ? view.getInt32(i * 4, true) : Number(view.getBigInt64(i * 8, true))
  return numbers
}

/** ValueInfoProto → TypeProto → Tensor → TensorShapeProto */
function readEnd(bytes: Uint8Array): OnnxEnd {
  let [name, type, shape]: [string, OnnxEnd['type'], OnnxEnd['shape']] = ['', null, null]
  for (const { number, value } of readProtobuf(bytes)) {
    if (number === 1) name = textOf(value)
    if (number !== 2) continue
    for (const kind of readProtobuf(bytesOf(value))) {
      if (kind.number !== 1) continue
      for (const part of readProtobuf(bytesOf(kind.value))) {
        if (part.number === 1) type = part.value === 1 ? 'float' : null
        if (part.number === 2) shape = readShape(bytesOf(part.value))
      }
    }
  }
  return { name, type, shape }
}

function readShape(bytes: Uint8Array): (number | null)[] {
  return [...readProtobuf(bytes)]
    .filter(({ number }) => number === 1)
    .map(({ value }) => {
      for (const { number, value: size } of readProtobuf(bytesOf(value)))
        if (number === 1 && typeof size === 'number') return size
      return null
    })
}
