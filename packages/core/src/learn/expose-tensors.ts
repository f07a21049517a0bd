import { ProtobufWriter } from './protobuf.ts'
import { readOnnx } from './read-onnx.ts'
import { readProtobuf } from './read-protobuf.ts'

/** onnx.proto3: where a model has its graph, a graph its outputs, and an output its name. */
const [GRAPH, OUTPUT, NAME] = [7, 12, 1]

/**
 * The same model with more outputs: tensors that are made on the way to its own. They say no type and no shape, for
 * onnxruntime infers both. All else stays as it is, and what is an output already is not made one twice.
 * @param names of tensors that nodes of the graph give
 * @throws RangeError for bytes that are no ONNX model, or a name that no node gives
 */
export function exposeTensors(graph: Uint8Array, names: readonly string[]): Uint8Array {
  const { nodes, outputs } = readOnnx(graph)
  const given = new Set(nodes.flatMap((node) => node.outputs))
  const unknown = names.find((name) => !given.has(name))
  if (unknown !== undefined) throw new RangeError(`No operator of the graph gives ${unknown.slice(0, 60)}.`)
  const already = new Set(outputs.map(({ name }) => name))
  const more = new ProtobufWriter()
  for (const name of new Set(names)) if (!already.has(name)) more.message(OUTPUT, (end) => end.text(NAME, name))
  const model = new ProtobufWriter()
  for (const { number, value } of readProtobuf(graph)) {
    if (typeof value === 'number') model.varint(number, value)
    else if (number === GRAPH) model.blob(number, joined(value, more.finish()))
    else model.blob(number, value)
  }
  return model.finish()
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}
