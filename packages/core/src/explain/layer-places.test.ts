import { describe, expect, it } from 'vitest'
import { type Attribute, OnnxGraph } from '../learn/onnx-graph.ts'
import { readOnnx } from '../learn/read-onnx.ts'
import { openTensors } from '../model/session.ts'
import { layerPlaces, unknownPads } from './layer-places.ts'

const INPUT = 'pictures'
const SHAPE = [1, 23, 17]
type Attributes = Record<string, Attribute>
const ints = (...values: number[]) => ({ ints: values })

const weights = (graph: OnnxGraph, ...shape: number[]) =>
  graph.floats(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1), shape)
const conv = (graph: OnnxGraph, from: string, taps: readonly [number, number], attributes: Attributes = {}) =>
  graph.node('Conv', [from, weights(graph, 1, 1, ...taps)], { attributes })
const pool = (graph: OnnxGraph, op: string, from: string, attributes: Attributes) =>
  graph.node(op, [from], { attributes })

/** @returns the layer */
type Build = (graph: OnnxGraph) => string

function finish(build: Build, shape: readonly number[] = SHAPE) {
  const graph = new OnnxGraph()
  graph.node('Identity', [build(graph)], { outputs: ['layer'] })
  return graph.finish({
    name: 'test',
    producer: { name: 'test', version: '1' },
    input: { name: INPUT, shape },
    outputs: [{ name: 'layer', shape: [] }],
  })
}

const axesOf = (build: Build, shape: readonly number[] = SHAPE) =>
  layerPlaces(readOnnx(finish(build, shape)), { input: INPUT, shape, layer: 'layer' })

/** What onnxruntime itself says: the pixels that each position of an axis moves with, whose middle is the mean of its ends. */
async function measured(build: Build, axis: 0 | 1) {
  const bytes = finish(build)
  const open = await openTensors({ id: 'test', shape: SHAPE, graph: { input: INPUT } }, bytes, ['layer'])
  const run = async (pixel: number | null) => {
    const [, height = 0, width = 0] = SHAPE
    const picture = new Float32Array(height * width)
    for (let i = 0; i < (axis === 0 ? width : height); i++)
      if (pixel !== null) picture[axis === 0 ? pixel * width + i : i * width + pixel] = 1
    const { shape, values } = (await open.run(picture, 1, ['layer'])).get('layer')!
    const [lines = 0, columns = 0] = shape.slice(2)
    const along = axis === 0 ? lines : columns
    return Array.from({ length: along }, (_, j) => {
      let sum = 0
      for (let i = 0; i < values.length; i++)
        if ((axis === 0 ? Math.floor(i / columns) : i % columns) === j) sum += values[i]!
      return sum
    })
  }
  const still = await run(null)
  const reached = still.map(() => [] as number[])
  for (let pixel = 0; pixel < SHAPE[axis + 1]!; pixel++)
    for (const [j, value] of (await run(pixel)).entries()) if (value !== still[j]) reached[j]!.push(pixel + 0.5)
  await open.close()
  return reached
}

const CASES: Readonly<Record<string, Build>> = {
  'a convolution as wide as it is padded': (g) => conv(g, INPUT, [3, 5], { pads: ints(1, 2, 1, 2) }),
  'one without padding that goes on by 2 and 3': (g) => conv(g, INPUT, [4, 3], { strides: ints(2, 3) }),
  'padding at one side alone': (g) => conv(g, INPUT, [3, 3], { strides: ints(2, 2), pads: ints(0, 1, 1, 0) }),
  'gaps between its taps': (g) => conv(g, INPUT, [3, 3], { dilations: ints(2, 3), pads: ints(1, 0, 3, 0) }),
  'padding for the same size, more of it after': (g) =>
    conv(g, INPUT, [3, 4], { strides: ints(2, 2), auto_pad: { text: 'SAME_UPPER' } }),
  'padding for the same size, more of it before': (g) =>
    conv(g, INPUT, [4, 4], { strides: ints(3, 3), auto_pad: { text: 'SAME_LOWER' } }),
  'no padding, by its name': (g) => conv(g, INPUT, [4, 4], { auto_pad: { text: 'VALID' } }),
  'pools one behind the other': (g) =>
    pool(
      g,
      'AveragePool',
      pool(g, 'MaxPool', INPUT, { kernel_shape: ints(3, 2), strides: ints(2, 2), pads: ints(1, 0, 1, 0) }),
      {
        kernel_shape: ints(2, 2),
        strides: ints(2, 2),
      },
    ),
  'a pool whose last window is in part': (g) =>
    pool(g, 'MaxPool', INPUT, { kernel_shape: ints(2, 2), strides: ints(2, 2), ceil_mode: { int: 1 } }),
  'a frame that is put around, or cut off': (g) => {
    const framed = g.node('Pad', [INPUT, g.integers([0, 0, 1, -2, 0, 0, 2, 0], [8])])
    return conv(g, framed, [3, 3], { strides: ints(2, 2) })
  },
  'a residual block': (g) => {
    const step = conv(g, INPUT, [2, 2], { strides: ints(2, 2) })
    const inner = conv(g, g.node('Relu', [conv(g, step, [3, 3], { pads: ints(1, 1, 1, 1) })]), [3, 3], {
      pads: ints(1, 1, 1, 1),
    })
    return g.node('Relu', [g.node('Add', [step, inner])])
  },
  'a gate of its channels': (g) => {
    const step = conv(g, INPUT, [3, 3], { strides: ints(2, 2), pads: ints(1, 1, 1, 1) })
    const gate = g.node('Sigmoid', [g.node('ReduceMax', [step], { attributes: { axes: ints(2, 3) } })])
    return g.node('Add', [step, g.node('Mul', [g.node('Sub', [gate, gate]), step])])
  },
  'a gate of its channels by way of a list, and one of its places': (g) => {
    const step = conv(g, INPUT, [4, 3], { strides: ints(2, 2), pads: ints(1, 1, 1, 1) })
    const mean = g.node('ReduceMean', [step], { attributes: { axes: ints(2, 3), keepdims: { int: 0 } } })
    const gate = g.node('Reshape', [mean, g.integers([-1, 1, 1, 1], [4])])
    const spatial = conv(g, g.node('ReduceMax', [step], { attributes: { axes: ints(1) } }), [3, 3], {
      pads: ints(1, 1, 1, 1),
    })
    return g.node('Add', [g.node('Mul', [g.node('Sub', [gate, gate]), step]), spatial])
  },
  'maps side by side': (g) => {
    const maps = [conv(g, INPUT, [1, 1], {}), conv(g, INPUT, [5, 5], { pads: ints(2, 2, 2, 2) })]
    return g.node('Concat', maps, { attributes: { axis: { int: 1 } } })
  },
  'a path of 1×1 beside one of 2×2: all that both reach': (g) =>
    g.node('Add', [
      conv(g, INPUT, [2, 2], { strides: ints(2, 2) }),
      conv(g, g.node('Pad', [INPUT, g.integers([0, 0, 0, 0, 0, 0, -1, -1], [8])]), [1, 1], { strides: ints(2, 2) }),
    ]),
}

describe('the middle of each position of a layer', () => {
  it.each(Object.entries(CASES))('lies where onnxruntime says, behind %s', async (_, build) => {
    const axes = axesOf(build)
    expect(axes.map(({ of }) => of)).toEqual([2, 3])
    for (const [axis, { start, step, length }] of axes.entries()) {
      const reached = await measured(build, axis === 0 ? 0 : 1)
      expect(length).toBe(reached.length)
      const widest = Math.max(...reached.map((pixels) => pixels.length))
      const within = reached.flatMap((pixels, j) => (pixels.length === widest ? [{ pixels, j }] : []))
      expect(within.length).toBeGreaterThan(1)
      for (const { pixels, j } of within)
        expect((pixels[0]! + pixels.at(-1)!) / 2, `${axis} ${j}`).toBe(start + step * j)
    }
  })

  it('counts what is put around where the graph reckons how much that is, once a run has told', () => {
    const build: Build = (g) => {
      const around = g.node('Concat', [g.integers([0, 0, 2, 3], [4]), g.integers([0, 0, 2, 1], [4])], {
        attributes: { axis: { int: 0 } },
        outputs: ['around'],
      })
      const framed = g.node('Add', [g.node('Pad', [INPUT, around]), g.floats([1], [])])
      return conv(g, framed, [3, 3], { strides: ints(2, 2) })
    }
    const document = readOnnx(finish(build))
    expect(unknownPads(document)).toEqual(['around'])
    const request = { input: INPUT, shape: SHAPE, layer: 'layer' }
    expect(() => layerPlaces(document, request)).toThrow(/not known/)
    const pads = new Map([['around', { shape: [8], values: [0, 0, 2, 3, 0, 0, 2, 1] }]])
    expect(layerPlaces(document, { ...request, pads })).toEqual([
      { of: 2, start: -0.5, step: 2, length: 13 },
      { of: 3, start: -1.5, step: 2, length: 10 },
    ])
  })

  it('is refused where one of several paths is not known, rather than told by the others', () => {
    const build: Build = (g) => {
      const cut = g.node('Slice', [INPUT, ...[[2], [23], [2]].map((value) => g.integers(value, [1]))])
      return g.node('Concat', [cut, conv(g, INPUT, [3, 1])], { attributes: { axis: { int: 1 } } })
    }
    expect(() => axesOf(build)).toThrow(/not known/)
  })

  it('is known by the picture’s lines and columns, where its colours come last too', () => {
    const build: Build = (g) =>
      conv(g, g.node('Transpose', [INPUT], { attributes: { perm: ints(0, 3, 1, 2) } }), [3, 3], { strides: ints(2, 2) })
    expect(axesOf(build, [23, 17, 1])).toEqual([
      { of: 1, start: 1.5, step: 2, length: 11 },
      { of: 2, start: 1.5, step: 2, length: 8 },
    ])
  })

  it('is refused where positions are no longer lines and columns, and of a tensor that there is not', () => {
    const flat: Build = (g) => g.node('Reshape', [conv(g, INPUT, [3, 3]), g.integers([0, 1, -1, 5], [4])])
    expect(() => axesOf(flat)).toThrow(/Where layer lies in pictures is not known/)
    const document = readOnnx(finish(CASES['a residual block']!))
    expect(() => layerPlaces(document, { input: INPUT, shape: SHAPE, layer: 'nowhere' })).toThrow(/nowhere/)
  })
})
