import { doubles } from './cast.ts'
import type { OnnxGraph } from './onnx-graph.ts'

/** One layer: output = input × weights + biases. */
export interface Layer<Numbers extends Float32Array | Float64Array = Float32Array> {
  readonly inputs: number
  readonly outputs: number
  /** inputs × outputs, row-major */
  readonly weights: Numbers
  readonly biases: Numbers
}

/** Adds what a layer makes of one row to `out`, which is overwritten. */
export function forwardLayer(
  { inputs, outputs, weights, biases }: Layer<Float32Array | Float64Array>,
  row: { readonly values: Float64Array; readonly offset: number },
  out: Float64Array,
): void {
  out.set(biases)
  for (let i = 0; i < inputs; i++) {
    const value = row.values[row.offset + i]!
    // many are zero behind a ReLU
    if (value === 0) continue
    for (let o = 0, at = i * outputs; o < outputs; o++, at++) out[o]! += value * weights[at]!
  }
}

/** What a network of layers with ReLUs between makes of rows; the last layer has one output. */
export function runNetwork(
  layers: readonly Layer<Float32Array | Float64Array>[],
  x: Float64Array,
  rows: number,
): Float64Array {
  const outputs = new Float64Array(rows)
  const buffers = layers.map((layer) => new Float64Array(layer.outputs))
  for (let r = 0; r < rows; r++) {
    let row = { values: x, offset: r * layers[0]!.inputs }
    for (const [l, layer] of layers.entries()) {
      const out = buffers[l]!
      forwardLayer(layer, row, out)
      if (l < layers.length - 1) for (let o = 0; o < out.length; o++) if (!(out[o]! > 0)) out[o] = 0
      row = { values: out, offset: 0 }
    }
    outputs[r] = row.values[0]!
  }
  return outputs
}

/** Adds the nodes of a network. @param input rows × inputs, double @returns their name, rows × 1, double */
export function addNetwork(graph: OnnxGraph, input: string, layers: readonly Layer[]): string {
  let flowing = input
  for (const [l, { inputs, outputs, weights, biases }] of layers.entries()) {
    const product = graph.node('MatMul', [flowing, doubles(graph, weights, [inputs, outputs])])
    flowing = graph.node('Add', [product, doubles(graph, biases, [outputs])])
    if (l < layers.length - 1) flowing = graph.node('Relu', [flowing])
  }
  return flowing
}
