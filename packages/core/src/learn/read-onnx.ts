import { bytesOf, floatsOf, integersOf, readProtobuf, textOf } from './read-protobuf.ts'

/** What a node is set to: numbers and texts as lists, however many there are. */
export interface OnnxAttribute {
  readonly integers: readonly number[]
  readonly floats: Float32Array
  readonly texts: readonly string[]
}

export interface OnnxNode {
  readonly op: string
  /** empty for ONNX's own operators */
  readonly domain: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: ReadonlyMap<string, OnnxAttribute>
}

/** An ONNX graph as far as trees can be found in it (onnx.proto3). */
export interface OnnxDocument {
  readonly nodes: readonly OnnxNode[]
  /** constants of floats, by their name */
  readonly floats: ReadonlyMap<string, Float32Array>
}

/** @throws RangeError for bytes that are no ONNX model */
export function readOnnx(bytes: Uint8Array): OnnxDocument {
  const nodes: OnnxNode[] = []
  const floats = new Map<string, Float32Array>()
  for (const field of readProtobuf(bytes)) {
    if (field.number !== 7) continue
    for (const { number, value } of readProtobuf(bytesOf(field.value))) {
      if (number === 1) nodes.push(readNode(bytesOf(value)))
      if (number === 5) {
        const { name, values } = readTensor(bytesOf(value))
        if (values) floats.set(name, values)
      }
    }
  }
  return { nodes, floats }
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
  return { op, domain, inputs, outputs, attributes }
}

function readAttribute(bytes: Uint8Array): { name: string; attribute: OnnxAttribute } {
  let name = ''
  const [integers, texts]: [number[], string[]] = [[], []]
  const pieces: Float32Array[] = []
  for (const { number, value } of readProtobuf(bytes)) {
    if (number === 1) name = textOf(value)
    else if (number === 2 || number === 7) pieces.push(floatsOf(value))
    else if (number === 3 || number === 8) for (const integer of integersOf(value)) integers.push(integer)
    else if (number === 4 || number === 9) texts.push(textOf(value))
  }
  return { name, attribute: { integers, floats: joined(pieces), texts } }
}

/** A tensor's floats; null for one of something else. */
function readTensor(bytes: Uint8Array): { name: string; values: Float32Array | null } {
  const FLOAT = 1
  let [name, type] = ['', 0]
  const pieces: Float32Array[] = []
  for (const { number, value } of readProtobuf(bytes)) {
    if (number === 2 && typeof value === 'number') type = value
    else if (number === 8) name = textOf(value)
    else if (number === 4 || number === 9)
      pieces.push(number === 9 && type !== FLOAT ? new Float32Array(0) : floatsOf(value))
  }
  return { name, values: type === FLOAT ? joined(pieces) : null }
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
