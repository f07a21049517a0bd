import type { OnnxGraph } from './onnx-graph.ts'

/** onnx.proto3, TensorProto.DataType */
const [FLOAT, DOUBLE] = [1, 11]

/**
 * A tensor of a graph in double precision. Learners keep their numbers as float32 and reckon with them in double, here as
 * in training: then a score does not depend on the order in which a runtime adds up.
 * @returns its name
 */
export function castToDouble(graph: OnnxGraph, input: string): string {
  return graph.node('Cast', [input], { attributes: { to: { int: DOUBLE } } })
}

/** A tensor of a graph in single precision. @returns its name */
export function castToFloat(graph: OnnxGraph, input: string): string {
  return graph.node('Cast', [input], { attributes: { to: { int: FLOAT } } })
}

/** Float32 numbers of a shape as a double tensor. @returns its name */
export function doubles(graph: OnnxGraph, values: ArrayLike<number>, shape: readonly number[]): string {
  return castToDouble(graph, graph.floats(values, shape))
}
