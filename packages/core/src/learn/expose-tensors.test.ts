import { describe, expect, it } from 'vitest'
import { openGraph, openTensors } from '../model/session.ts'
import { exposeTensors } from './expose-tensors.ts'
import { OnnxGraph } from './onnx-graph.ts'
import { readOnnx } from './read-onnx.ts'
import { GRAPH } from './to-onnx.ts'

const SPEC = { id: 'test', width: 4, shape: [4], graph: { input: GRAPH.input, outputs: GRAPH } }
const ROW = Float32Array.of(1, Number.NaN, 3, -4)

function network(): Uint8Array {
  const graph = new OnnxGraph()
  const missing = graph.node('IsNaN', [GRAPH.input], { outputs: ['missing'] })
  const filled = graph.node('Where', [missing, graph.floats([0], []), GRAPH.input])
  graph.node('Shape', [filled], { outputs: ['sizes'] })
  graph.node('Cast', [filled], { attributes: { to: { int: 11 } }, outputs: ['double'] })
  graph.node('Reshape', [filled, graph.integers([0, 2, 2], [3])], { outputs: ['maps'] })
  const sum = graph.node('ReduceSum', ['maps', graph.integers([1, 2], [2])], { attributes: { keepdims: { int: 0 } } })
  graph.node('Reshape', [sum, graph.integers([-1, 1], [2])], { outputs: [GRAPH.margin] })
  graph.node('Sigmoid', [GRAPH.margin], { outputs: [GRAPH.probability] })
  return graph.finish({
    name: 'test',
    producer: { name: 'test', version: '1' },
    input: { name: GRAPH.input, columns: 4 },
    outputs: [
      { name: GRAPH.margin, columns: 1 },
      { name: GRAPH.probability, columns: 1 },
      { name: 'maps', shape: [2, 2] },
    ],
  })
}

describe('a graph with tensors exposed', () => {
  const names = ['missing', 'sizes', 'double', 'maps', 'missing']
  const bytes = network()
  const exposed = exposeTensors(bytes, names)

  it('gives them in onnxruntime, whatever they hold and whatever their shape', async () => {
    const open = await openTensors(SPEC, exposed, names)
    const found = await open.run(ROW, 1, ['maps', 'missing', 'sizes', 'double'])
    await open.close()
    const plain = [...found].map(([name, { shape, values }]) => [name, [...shape], Array.from(values)])
    expect(plain).toEqual([
      ['maps', [1, 2, 2], [1, 0, 3, -4]],
      ['missing', [1, 4], [0, 1, 0, 0]],
      ['sizes', [2], [1, 4]],
      ['double', [1, 4], [1, 0, 3, -4]],
    ])
  })

  it('is the same graph beside them, and names no output twice', async () => {
    const [before, after] = [readOnnx(bytes), readOnnx(exposed)]
    expect({ ...after, outputs: [] }).toEqual({ ...before, outputs: [] })
    expect(after.outputs.map(({ name }) => name)).toEqual([
      ...before.outputs.map(({ name }) => name),
      'missing',
      'sizes',
      'double',
    ])
    expect(before.outputs[2]).toEqual({ name: 'maps', type: 'float', shape: [null, 2, 2] })
    const [served, opened] = [await openGraph(SPEC, bytes), await openGraph(SPEC, exposed)]
    expect(await opened.run(ROW, 1)).toEqual(await served.run(ROW, 1))
    await served.close()
    await opened.close()
  })

  it('is not made where nothing gives the tensor', () => {
    expect(() => exposeTensors(bytes, ['maps', 'nothing'])).toThrow(/No operator of the graph gives nothing/)
  })

  it('does not open for an output that it does not have', async () => {
    await expect(openTensors(SPEC, bytes, ['missing'])).rejects.toThrow(/other inputs or outputs/)
  })
})
