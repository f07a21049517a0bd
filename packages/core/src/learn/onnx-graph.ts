import { ProtobufWriter } from './protobuf.ts'
import { bytesOf, type ProtobufField, readProtobuf, textOf } from './read-protobuf.ts'

/** Versions of the operator sets that graphs are written in. */
export const OPSET = { '': 15, 'ai.onnx.ml': 3 } as const
/** ONNX IR version 8: what opset 15 came with. */
const IR_VERSION = 8

/** onnx.proto3, AttributeProto.AttributeType */
const ATTRIBUTE = { FLOAT: 1, INT: 2, STRING: 3, FLOATS: 6, INTS: 7, STRINGS: 8 } as const
/** onnx.proto3, TensorProto.DataType */
const TENSOR = { FLOAT: 1, INT64: 7, DOUBLE: 11 } as const

export type Attribute =
  | { readonly int: number }
  | { readonly ints: ArrayLike<number> }
  | { readonly float: number }
  | { readonly floats: ArrayLike<number> }
  | { readonly text: string }
  | { readonly texts: readonly string[] }

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>
  readonly domain?: 'ai.onnx.ml'
  /** unless it is `op` and a number */
  readonly name?: string
  /** names of its outputs, unless it has one, called as the node is */
  readonly outputs?: readonly string[]
}

/** Floats that go in or come out: a matrix of rows × columns, or rows × what `shape` says. */
export type TensorInfo =
  { readonly name: string; readonly columns: number } | { readonly name: string; readonly shape: readonly number[] }

export interface GraphEnds {
  readonly name: string
  readonly producer: { readonly name: string; readonly version: string }
  readonly input: TensorInfo
  readonly outputs: readonly TensorInfo[]
}

/** An ONNX graph that grows node by node (onnx.proto3), of float tensors whose first dimension is the rows. */
export class OnnxGraph {
  private readonly nodes: ((node: ProtobufWriter) => void)[] = []
  private readonly constants: ((tensor: ProtobufWriter) => void)[] = []

  /** Adds a node. @returns the name of its first output */
  node(op: string, inputs: readonly string[], options: NodeOptions = {}): string {
    const { attributes = {}, domain, name = `${op}_${this.nodes.length}`, outputs = [name] } = options
    this.nodes.push((node) => {
      for (const input of inputs) node.text(1, input)
      for (const output of outputs) node.text(2, output)
      node.text(3, name).text(4, op)
      for (const [key, value] of Object.entries(attributes)) node.message(5, (a) => writeAttribute(a, key, value))
      if (domain !== undefined) node.text(7, domain)
    })
    return outputs[0] ?? name
  }

  /**
   * Adds all that another graph is made of, its names after a prefix, so that two graphs meet in one.
   * @param bytes of a model whose operator sets are among ours
   * @param inputs what stands in this graph for its inputs, by their names
   * @throws RangeError for bytes that are no ONNX model
   */
  embed(bytes: Uint8Array, prefix: string, inputs: ReadonlyMap<string, string>): void {
    const rename = (name: string) => inputs.get(name) ?? (name === '' ? '' : prefix + name)
    const parts = fieldsOf(bytes)
      .filter(({ number }) => number === 7)
      .flatMap(({ value }) => fieldsOf(bytesOf(value)))
    for (const { number, value } of parts) {
      // a node's first three fields are its inputs, its outputs and its name; a tensor's eighth is its name
      if (number === 1) this.nodes.push((node) => copyRenamed(node, bytesOf(value), { named: [1, 2, 3], rename }))
      else if (number === 5)
        this.constants.push((tensor) => copyRenamed(tensor, bytesOf(value), { named: [8], rename }))
    }
  }

  /** Adds floats of a shape. @returns their name */
  floats(values: ArrayLike<number>, shape: readonly number[]): string {
    const bytes = new DataView(new ArrayBuffer(values.length * 4))
    for (let i = 0; i < values.length; i++) bytes.setFloat32(i * 4, values[i]!, true)
    return this.constant(TENSOR.FLOAT, shape, bytes)
  }

  /** Adds doubles of a shape. @returns their name */
  doubles(values: ArrayLike<number>, shape: readonly number[]): string {
    const bytes = new DataView(new ArrayBuffer(values.length * 8))
    for (let i = 0; i < values.length; i++) bytes.setFloat64(i * 8, values[i]!, true)
    return this.constant(TENSOR.DOUBLE, shape, bytes)
  }

  /** Adds whole numbers of a shape. @returns their name */
  integers(values: ArrayLike<number>, shape: readonly number[]): string {
    const bytes = new DataView(new ArrayBuffer(values.length * 8))
    for (let i = 0; i < values.length; i++) bytes.setBigInt64(i * 8, BigInt(values[i]!), true)
    return this.constant(TENSOR.INT64, shape, bytes)
  }

  /** The model's bytes: the same graph gives the same ones. */
  finish({ name, producer, input, outputs }: GraphEnds): Uint8Array {
    const model = new ProtobufWriter()
    model.varint(1, IR_VERSION)
    model.text(2, producer.name)
    model.text(3, producer.version)
    model.message(7, (graph) => {
      for (const write of this.nodes) graph.message(1, write)
      graph.text(2, name)
      for (const write of this.constants) graph.message(5, write)
      graph.message(11, (info) => tensorInfo(info, input))
      for (const output of outputs) graph.message(12, (info) => tensorInfo(info, output))
    })
    for (const [domain, version] of Object.entries(OPSET))
      model.message(8, (opset) => opset.text(1, domain).varint(2, version))
    return model.finish()
  }

  private constant(type: number, shape: readonly number[], bytes: DataView<ArrayBuffer>): string {
    const name = `constant_${this.constants.length}`
    this.constants.push((tensor) => {
      for (const size of shape) tensor.varint(1, size)
      tensor.varint(2, type).text(8, name).blob(9, new Uint8Array(bytes.buffer))
    })
    return name
  }
}

function fieldsOf(bytes: Uint8Array): ProtobufField[] {
  return [...readProtobuf(bytes)]
}

function copyRenamed(
  to: ProtobufWriter,
  message: Uint8Array,
  { named, rename }: { readonly named: readonly number[]; rename(name: string): string },
): void {
  for (const { number, value } of readProtobuf(message)) {
    if (typeof value === 'number') to.varint(number, value)
    else if (named.includes(number)) to.text(number, rename(textOf(value)))
    else to.blob(number, value)
  }
}

function writeAttribute(attribute: ProtobufWriter, name: string, value: Attribute): void {
  attribute.text(1, name)
  if ('int' in value) attribute.varint(3, value.int).varint(20, ATTRIBUTE.INT)
  else if ('ints' in value) attribute.integers(8, value.ints).varint(20, ATTRIBUTE.INTS)
  else if ('float' in value) attribute.float(2, value.float).varint(20, ATTRIBUTE.FLOAT)
  else if ('floats' in value) attribute.floats(7, value.floats).varint(20, ATTRIBUTE.FLOATS)
  else if ('text' in value) attribute.text(4, value.text).varint(20, ATTRIBUTE.STRING)
  else {
    for (const text of value.texts) attribute.text(9, text)
    attribute.varint(20, ATTRIBUTE.STRINGS)
  }
}

function tensorInfo(info: ProtobufWriter, tensor: TensorInfo): void {
  const sizes = 'shape' in tensor ? tensor.shape : [tensor.columns]
  info.text(1, tensor.name).message(2, (type) =>
    type.message(1, (tensor) =>
      tensor.varint(1, TENSOR.FLOAT).message(2, (shape) => {
        shape.message(1, (rows) => rows.text(2, 'rows'))
        for (const size of sizes) shape.message(1, (dimension) => dimension.varint(1, size))
      }),
    ),
  )
}
