import { bytesOf, doublesOf, floatsOf, integersOf, readProtobuf, textOf } from './read-protobuf.ts'

/** onnx.proto3, TensorProto.DataType: those whose numbers are read. */
const TYPES: Readonly<Record<number, 'float' | 'int32' | 'int64' | 'double'>> = {
  1: 'float',
  6: 'int32',
  7: 'int64',
  11: 'double',
}
const EXTERNAL = 1

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
  readonly integers: readonly number[]
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

/** @throws RangeError for bytes that are no ONNX model */
export function readOnnx(bytes: Uint8Array): OnnxDocument {
  const texts = { name: '', version: '' }
  const opsets = new Map<string, number>()
  const unread: string[] = []
  let graph: Uint8Array | null = null
  for (const { number, value } of readProtobuf(bytes)) {
    if (number === 2) texts.name = textOf(value)
    else if (number === 3) texts.version = textOf(value)
    else if (number === 7) graph = bytesOf(value)
    else if (number === 8) {
      const { domain, version } = readOpset(bytesOf(value))
      opsets.set(domain, version)
    } else if (number === 20) unread.push('training_info')
    else if (number === 25) unread.push('functions')
  }
  return { producer: `${texts.name} ${texts.version}`.trim(), opsets, unread, ...readGraph(graph, unread) }
}

function readGraph(graph: Uint8Array | null, unread: string[]) {
  const nodes: OnnxNode[] = []
  const constants = new Map<string, OnnxTensor>()
  const [inputs, outputs]: [OnnxEnd[], OnnxEnd[]] = [[], []]
  for (const { number, value } of readProtobuf(graph ?? new Uint8Array(0))) {
    if (number === 1) nodes.push(readNode(bytesOf(value)))
    else if (number === 5) {
      const { name, tensor } = readTensor(bytesOf(value))
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

function readNode(bytes: Uint8Array): OnnxNode {
  const [inputs, outputs]: [string[], string[]] = [[], []]
  const attributes = new Map<string, OnnxAttribute>()
  let [op, domain] = ['', '']
  for (const { number, value } of readProtobuf(bytes)) {
    if (number === 1) inputs.push(textOf(value))
    else if (number === 2) outputs.push(textOf(value))
    else if (number === 4) op = textOf(value)
    else if (number === 7) domain = textOf(value)
    else if (number === 5) {
      const { name, attribute } = readAttribute(bytesOf(value))
      attributes.set(name, attribute)
    }
  }
  return { op, domain: domain === 'ai.onnx' ? '' : domain, inputs, outputs, attributes }
}

function readAttribute(bytes: Uint8Array): { name: string; attribute: OnnxAttribute } {
  let name = ''
  const [integers, texts]: [number[], string[]] = [[], []]
  const pieces: Float32Array[] = []
  let tensor: OnnxTensor | null = null
  let hasGraph = false
  for (const { number, value } of readProtobuf(bytes)) {
    if (number === 1) name = textOf(value)
    else if (number === 2 || number === 7) pieces.push(floatsOf(value))
    else if (number === 3 || number === 8) for (const integer of integersOf(value)) integers.push(integer)
    else if (number === 4 || number === 9) texts.push(textOf(value))
    else if (number === 5) tensor = readTensor(bytesOf(value)).tensor
    else if (number === 6 || number === 11) hasGraph = true
  }
  return { name, attribute: { integers, floats: joined(pieces), texts, tensor, hasGraph } }
}

function readTensor(bytes: Uint8Array): { name: string; tensor: OnnxTensor } {
  let [name, type, external]: [string, OnnxTensor['type'], boolean] = ['', 'other', false]
  const shape: number[] = []
  const lists: { number: number; value: number | Uint8Array }[] = []
  for (const { number, value } of readProtobuf(bytes)) {
    if (number === 1) shape.push(...integersOf(value))
    else if (number === 2 && typeof value === 'number') type = TYPES[value] ?? 'other'
    else if (number === 8) name = textOf(value)
    else if (number === 13 || (number === 14 && value === EXTERNAL)) external = true
    else if (number === 4 || number === 5 || number === 7 || number === 9 || number === 10)
      lists.push({ number, value })
  }
  return { name, tensor: { type, shape, values: numbersOf(type, lists), external } }
}

/** A tensor's numbers stand in a list of its type, or as they lie in memory (field 9). */
function numbersOf(
  type: OnnxTensor['type'],
  lists: readonly { number: number; value: number | Uint8Array }[],
): ArrayLike<number> {
  switch (type) {
    case 'float':
      return joined(lists.filter(({ number }) => number === 4 || number === 9).map(({ value }) => floatsOf(value)))
    case 'double':
      return lists.filter(({ number }) => number === 10 || number === 9).flatMap(({ value }) => doublesOf(value))
    case 'int32':
    case 'int64':
      return lists.flatMap(({ number, value }) => {
        if (number === 9) return wholeNumbersOf(bytesOf(value), type)
        return number === 5 || number === 7 ? integersOf(value) : []
      })
    case 'other':
      return []
  }
}

function wholeNumbersOf(bytes: Uint8Array, type: 'int32' | 'int64'): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = type === 'int32' ? 4 : 8
  if (bytes.length % size !== 0) throw new RangeError('A tensor’s bytes are no whole numbers.')
  return Array.from({ length: bytes.length / size }, (_, i) =>
    size === 4 ? view.getInt32(i * 4, true) : Number(view.getBigInt64(i * 8, true)),
  )
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

function joined(pieces: readonly Float32Array[]): Float32Array {
  const [only] = pieces
  if (pieces.length === 1 && only) return only
  const all = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
