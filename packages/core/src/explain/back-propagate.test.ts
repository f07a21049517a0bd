import { describe, expect, it } from 'vitest'
import { exposeTensors } from '../learn/expose-tensors.ts'
import { OnnxGraph } from '../learn/onnx-graph.ts'
import { readOnnx } from '../learn/read-onnx.ts'
import { openTensors } from '../model/session.ts'
import { createRandom } from '../random.ts'
import { backPropagate, neededTensors } from './back-propagate.ts'

const INPUT = 'features'
const OUTCOME = 'margin'
const WIDTH = 12
/** Wide enough for float32, and narrow enough for what is curved here. */
const STEP = 1e-2

/** @returns the name of a tensor and how many numbers of a row it has */
type Build = (graph: OnnxGraph) => readonly [string, number]

const int = (value: number) => ({ int: value })
const ints = (...values: number[]) => ({ ints: values })

/** Numbers that are the same on every run, none of them near 0 or near each other. */
function drawn(count: number, seed: string): Float32Array {
  const random = createRandom(seed)
  const order = random.shuffle(Array.from({ length: count }, (_, i) => i))
  return Float32Array.from(order, (place) => ((place + 0.5) / count - 0.5) * 3 + 0.02 * random.uniform())
}

const weightsOf = (count: number) => drawn(count, 'weights').map((weight) => 2 + weight)

/** What is built, each of its numbers with a weight of its own, summed into one. */
function graphOf(build: Build): Uint8Array {
  const graph = new OnnxGraph()
  const [name, size] = build(graph)
  const flat = graph.node('Flatten', [name], { attributes: { axis: int(0) } })
  graph.node('MatMul', [flat, graph.floats(weightsOf(size), [size, 1])], { outputs: [OUTCOME] })
  return graph.finish({
    name: 'test',
    producer: { name: 'test', version: '1' },
    input: { name: INPUT, columns: WIDTH },
    outputs: [{ name: OUTCOME, columns: 1 }],
  })
}

const open = (bytes: Uint8Array, names: readonly string[]) =>
  openTensors(
    { id: 'test', width: WIDTH, graph: { input: INPUT, outputs: { margin: OUTCOME, probability: OUTCOME } } },
    bytes,
    names,
  )

async function ownGradient(bytes: Uint8Array, row: Float32Array, wanted = INPUT): Promise<Float64Array> {
  const request = { from: OUTCOME, wanted: [wanted] }
  const document = readOnnx(bytes)
  const needed = neededTensors(document, request).filter((name) => name !== INPUT)
  const session = await open(exposeTensors(bytes, needed), needed)
  const values = await session.run(row, 1, needed)
  await session.close()
  values.set(INPUT, { shape: [1, WIDTH], values: row })
  return backPropagate(document, values, request).get(wanted)!
}

/** By central differences of what onnxruntime gives; 0 where a value is missing. */
async function measuredGradient(bytes: Uint8Array, row: Float32Array): Promise<number[]> {
  const session = await open(bytes, [OUTCOME])
  const at = async (column: number, by: number) => {
    const moved = row.slice()
    moved[column]! += by
    return (await session.run(moved, 1, [OUTCOME])).get(OUTCOME)!.values[0]!
  }
  const slopes: number[] = []
  for (const [column, value] of row.entries())
    slopes.push(
      Number.isNaN(value) ? 0 : ((await at(column, STEP)) - (await at(column, -STEP))) / (2 * Math.fround(STEP)),
    )
  await session.close()
  return slopes
}

const shaped = (graph: OnnxGraph, ...shape: number[]) =>
  graph.node('Reshape', [INPUT, graph.integers(shape, [shape.length])])
const floats = (graph: OnnxGraph, ...shape: number[]) =>
  graph.floats(
    drawn(
      shape.reduce((a, b) => a * b, 1),
      `constant ${shape.join(' ')}`,
    ),
    shape,
  )
const list = (graph: OnnxGraph, ...values: number[]) => graph.integers(values, [values.length])
const columns = (graph: OnnxGraph, from: number, to: number) =>
  graph.node('Slice', [INPUT, list(graph, from), list(graph, to), list(graph, 1)])
/** Squares, so that where a gradient came from shows in what it is. */
const squared = (graph: OnnxGraph, name: string) => graph.node('Mul', [name, name])

const CASES: Readonly<Record<string, Build>> = {
  'Identity and Dropout': (g) => [g.node('Dropout', [g.node('Identity', [squared(g, INPUT)])]), 12],
  'Cast between floats': (g) => {
    const double = g.node('Cast', [INPUT], { attributes: { to: int(11) } })
    return [g.node('Cast', [squared(g, double)], { attributes: { to: int(1) } }), 12]
  },
  'Reshape, Flatten, Squeeze and Unsqueeze': (g) => {
    const high = g.node('Unsqueeze', [shaped(g, 3, 4), list(g, 0, 3)])
    return [g.node('Flatten', [g.node('Squeeze', [squared(g, high), list(g, 0)])]), 12]
  },
  'Reshape to a shape that is reckoned': (g) => {
    const rows = g.node('Gather', [g.node('Shape', [INPUT]), list(g, 0)], { attributes: { axis: int(0) } })
    const shape = g.node('Concat', [rows, list(g, 2, -1)], { attributes: { axis: int(0) } })
    return [squared(g, g.node('Reshape', [INPUT, shape])), 12]
  },
  'Slice from the end': (g) => [squared(g, columns(g, -5, 100)), 5],
  'Slice backwards along two axes': (g) => {
    const cut = [list(g, -1, 0), list(g, -100, 3), list(g, 1, 2), list(g, -2, 2)]
    return [squared(g, g.node('Slice', [shaped(g, 1, 3, 4), ...cut])), 4]
  },
  'Split, one part unused': (g) => {
    g.node('Split', [INPUT, list(g, 3, 4, 5)], { attributes: { axis: int(1) }, outputs: ['a', 'b', 'c'] })
    return [g.node('Concat', [squared(g, 'c'), 'a'], { attributes: { axis: int(-1) } }), 8]
  },
  'Gather, one column twice': (g) => {
    const chosen = g.node('Gather', [INPUT, list(g, 4, -1, 4, 0)], { attributes: { axis: int(1) } })
    return [squared(g, chosen), 4]
  },
  'Gather of one place': (g) => {
    const chosen = g.node('Gather', [shaped(g, 3, 4), g.integers([-2], [])], { attributes: { axis: int(1) } })
    return [squared(g, chosen), 3]
  },
  'Concat with a constant before': (g) => {
    const joined = g.node('Concat', [floats(g, 1, 3), INPUT, squared(g, INPUT)], { attributes: { axis: int(1) } })
    return [squared(g, joined), 27]
  },
  Transpose: (g) => {
    const turned = g.node('Transpose', [shaped(g, 2, 3, 2)], { attributes: { perm: ints(2, 0, 1) } })
    return [squared(g, turned), 12]
  },
  'Transpose of all axes': (g) => [squared(g, g.node('Transpose', [shaped(g, 2, 3, 2)])), 12],
  'Pad, and less than nothing': (g) => {
    const padded = g.node('Pad', [shaped(g, 1, 3, 4), list(g, 0, 1, -1, 0, 0, 2), g.floats([0.5], [])])
    return [squared(g, padded), 20]
  },
  'Where and IsNaN': (g) => {
    const missing = g.node('IsNaN', [INPUT])
    const filled = g.node('Where', [missing, floats(g, 12), squared(g, INPUT)])
    const known = g.node('Cast', [g.node('Not', [missing])], { attributes: { to: int(1) } })
    return [g.node('Concat', [squared(g, filled), known], { attributes: { axis: int(1) } }), 24]
  },
  'Where between two branches': (g) => {
    const known = g.node('Not', [g.node('IsNaN', [floats(g, 1, 12)])])
    return [g.node('Where', [known, squared(g, INPUT), columns(g, 0, 1)]), 12]
  },
  Clip: (g) => [squared(g, g.node('Clip', [INPUT, g.floats([-0.71], []), g.floats([0.83], [])])), 12],
  'Clip on one side': (g) => [squared(g, g.node('Clip', [INPUT, '', g.floats([0.83], [])])), 12],
  'Add and Sub over each other’s dimensions': (g) => {
    const [high, wide] = [shaped(g, 3, 4, 1), columns(g, 2, 4)]
    return [squared(g, g.node('Sub', [g.node('Add', [high, wide]), floats(g, 4, 1)])), 24]
  },
  'Sub of a smaller one': (g) => [squared(g, g.node('Sub', [floats(g, 3, 1), INPUT])), 36],
  'Mul of two that both change': (g) => [g.node('Mul', [shaped(g, 3, 4), columns(g, 1, 5)]), 12],
  'Div of two that both change': (g) => {
    const divisor = g.node('Add', [squared(g, columns(g, 1, 5)), g.floats([1], [])])
    return [g.node('Div', [shaped(g, 3, 4), divisor]), 12]
  },
  'Sum and Mean of several': (g) => {
    const sum = g.node('Sum', [INPUT, columns(g, 0, 1), floats(g, 1, 12)])
    return [squared(g, g.node('Mean', [sum, columns(g, 3, 4), INPUT])), 12]
  },
  Relu: (g) => [squared(g, g.node('Relu', [INPUT])), 12],
  Sigmoid: (g) => [g.node('Sigmoid', [INPUT]), 12],
  'MatMul of two that both change': (g) => [g.node('MatMul', [shaped(g, 3, 4), shaped(g, 4, 3)]), 9],
  'MatMul of a stack and one': (g) => [squared(g, g.node('MatMul', [shaped(g, 2, 1, 2, 3), floats(g, 4, 3, 2)])), 32],
  'Gemm, all set': (g) => {
    const attributes = { transA: int(1), transB: int(1), alpha: { float: 0.5 }, beta: { float: -2 } }
    return [g.node('Gemm', [shaped(g, 3, 4), shaped(g, 4, 3), columns(g, 0, 4)], { attributes }), 16]
  },
  'Gemm, nothing set': (g) => [squared(g, g.node('Gemm', [shaped(g, 4, 3), shaped(g, 3, 4)])), 16],
  'Conv along a line': (g) => {
    const attributes = { kernel_shape: ints(3), pads: ints(2, 1), strides: ints(2) }
    return [squared(g, g.node('Conv', [shaped(g, 1, 2, 6), floats(g, 3, 2, 3), floats(g, 3)], { attributes })), 12]
  },
  'Conv of several rows': (g) => [
    squared(g, g.node('Conv', [shaped(g, 3, 1, 4), floats(g, 2, 1, 2)], { attributes: { group: int(1) } })),
    18,
  ],
  'Conv over a picture': (g) => {
    const attributes = { pads: ints(1, 0, 0, 2), strides: ints(1, 2) }
    return [squared(g, g.node('Conv', [shaped(g, 1, 1, 3, 4), floats(g, 2, 1, 2, 3)], { attributes })), 12]
  },
  'MaxPool along a line': (g) => {
    const attributes = { kernel_shape: ints(3), strides: ints(2), pads: ints(1, 1) }
    return [squared(g, g.node('MaxPool', [shaped(g, 1, 2, 6)], { attributes })), 6]
  },
  'MaxPool with a last window in part': (g) => {
    const attributes = { kernel_shape: ints(3), strides: ints(2), ceil_mode: int(1) }
    return [squared(g, g.node('MaxPool', [shaped(g, 1, 2, 6)], { attributes })), 6]
  },
  'MaxPool over a picture': (g) => {
    const attributes = { kernel_shape: ints(2, 3), pads: ints(0, 1, 0, 1) }
    return [squared(g, g.node('MaxPool', [shaped(g, 1, 1, 3, 4)], { attributes })), 8]
  },
  'AveragePool without its padding': (g) => {
    const attributes = { kernel_shape: ints(3), strides: ints(2), pads: ints(1, 1) }
    return [squared(g, g.node('AveragePool', [shaped(g, 1, 2, 6)], { attributes })), 6]
  },
  'AveragePool with its padding': (g) => {
    const attributes = { kernel_shape: ints(2, 3), pads: ints(0, 1, 0, 1), count_include_pad: int(1) }
    return [squared(g, g.node('AveragePool', [shaped(g, 1, 1, 3, 4)], { attributes })), 8]
  },
  GlobalAveragePool: (g) => [squared(g, g.node('GlobalAveragePool', [shaped(g, 1, 3, 2, 2)])), 3],
  GlobalMaxPool: (g) => [squared(g, g.node('GlobalMaxPool', [shaped(g, 1, 3, 4)])), 3],
  'ReduceMean of the last axis': (g) => {
    const attributes = { axes: ints(-1), keepdims: int(0) }
    return [squared(g, g.node('ReduceMean', [shaped(g, 1, 3, 4)], { attributes })), 3]
  },
  'ReduceSum of a middle axis': (g) => [squared(g, g.node('ReduceSum', [shaped(g, 2, 3, 2), list(g, 1)])), 4],
  'ReduceMax of two axes': (g) => [
    squared(g, g.node('ReduceMax', [shaped(g, 2, 3, 2)], { attributes: { axes: ints(0, 2) } })),
    3,
  ],
  'ReduceMax of all axes': (g) => [squared(g, g.node('ReduceMax', [INPUT])), 1],
}

describe('the gradient of a row', () => {
  const row = drawn(WIDTH, 'row')
  const gappy = row.map((value, column) => (column % 5 === 1 ? Number.NaN : value))

  it.each(Object.entries(CASES))('through %s is what onnxruntime’s own output does', async (name, build) => {
    const bytes = graphOf(build)
    const at = name.includes('IsNaN') ? gappy : row
    const own = await ownGradient(bytes, at)
    const measured = await measuredGradient(bytes, at)
    expect(own).toHaveLength(WIDTH)
    const most = Math.max(...measured.map(Math.abs))
    expect(most).toBeGreaterThan(0.1)
    for (const [column, slope] of measured.entries())
      expect(Math.abs(own[column]! - slope), `column ${column}`).toBeLessThan(1e-3 * most + 1e-3)
  })

  it('where a Relu is at 0 or two are greatest is PyTorch’s: 0, and the first of them', async () => {
    const flat = new Float32Array(WIDTH).fill(0.25)
    const relu = graphOf((g) => [g.node('Relu', [INPUT]), 12])
    expect(await ownGradient(relu, new Float32Array(WIDTH))).toEqual(new Float64Array(WIDTH))
    const ones = (...places: number[]) => Array.from(flat, (_, column) => (places.includes(column) ? 1 : 0))
    for (const [build, places] of [
      [(g: OnnxGraph) => [g.node('GlobalMaxPool', [shaped(g, 1, 2, 6)]), 2] as const, [0, 6]],
      [
        (g: OnnxGraph) =>
          [
            g.node('MaxPool', [shaped(g, 1, 2, 6)], { attributes: { kernel_shape: ints(3), strides: ints(3) } }),
            4,
          ] as const,
        [0, 3, 6, 9],
      ],
    ] as const) {
      const gradient = await ownGradient(graphOf(build), flat)
      expect(Array.from(gradient, (value) => (value === 0 ? 0 : 1))).toEqual(ones(...places))
    }
  })

  it('by a layer is reckoned without a look at what lies below it', async () => {
    const bytes = graphOf((g) => {
      const layer = g.node('Erf', [INPUT], { outputs: ['layer'] })
      return [squared(g, layer), 12]
    })
    const document = readOnnx(bytes)
    expect(neededTensors(document, { from: OUTCOME, wanted: ['layer'] })).not.toContain(INPUT)
    expect(() => neededTensors(document, { from: OUTCOME, wanted: [INPUT] })).toThrow(/Operator Erf/)
    const gradient = await ownGradient(bytes, row, 'layer')
    const weights = weightsOf(12)
    const session = await open(exposeTensors(bytes, ['layer']), ['layer'])
    const layer = (await session.run(row, 1, ['layer'])).get('layer')!.values
    await session.close()
    for (const [i, value] of gradient.entries()) expect(value).toBeCloseTo(2 * layer[i]! * weights[i]!, 6)
  })
})

describe('a graph whose gradient is not taken is refused in words:', () => {
  const conv = (attributes: Parameters<OnnxGraph['node']>[2]) => (g: OnnxGraph) =>
    [g.node('Conv', [shaped(g, 1, 2, 6), floats(g, 2, 1, 2)], attributes), 10] as const
  const row = drawn(WIDTH, 'row')

  it.each<[string, Build, RegExp]>([
    ['an operator without a rule', (g) => [g.node('Tanh', [INPUT]), 12], /Operator Tanh is not differentiated/],
    ['channels in groups', conv({ attributes: { group: int(2) } }), /Operator Conv: .*one group/],
    [
      'windows with gaps',
      (g) => [g.node('Conv', [shaped(g, 1, 2, 6), floats(g, 2, 2, 2)], { attributes: { dilations: ints(2) } }), 8],
      /Operator Conv: .*no gaps/,
    ],
    [
      'padding that is not said',
      (g) => [
        g.node('MaxPool', [shaped(g, 1, 2, 6)], {
          attributes: { kernel_shape: ints(3), auto_pad: { text: 'SAME_UPPER' } },
        }),
        12,
      ],
      /Operator MaxPool: .*numbers/,
    ],
    [
      'three dimensions',
      (g) => [g.node('Conv', [shaped(g, 1, 1, 2, 3, 2), floats(g, 1, 1, 1, 1, 1)]), 12],
      /Operator Conv: .*lines or over pictures/,
    ],
    [
      'averages of windows in part',
      (g) => [
        g.node('AveragePool', [shaped(g, 1, 2, 6)], {
          attributes: { kernel_shape: ints(3), strides: ints(2), ceil_mode: int(1) },
        }),
        6,
      ],
      /Operator AveragePool: .*whole/,
    ],
    [
      'a mirror around',
      (g) => [g.node('Pad', [INPUT, list(g, 0, 1, 0, 1)], { attributes: { mode: { text: 'reflect' } } }), 14],
      /Operator Pad: .*constant/,
    ],
    [
      'a bound that changes',
      (g) => {
        const bound = g.node('ReduceMax', [columns(g, 0, 1)], { attributes: { keepdims: int(0) } })
        return [g.node('Clip', [INPUT, '', bound]), 12]
      },
      /Operator Clip: its input 3 must not change/,
    ],
    ['what does not hang on the row', (g) => [g.node('Identity', [floats(g, 1, 3)]), 3], /does not hang on features/],
  ])('%s', async (_, build, told) => {
    await expect(ownGradient(graphOf(build), row)).rejects.toThrow(told)
  })

  it('an outcome of several numbers, or one that is not known', () => {
    const document = readOnnx(graphOf((g) => [g.node('Relu', [INPUT]), 12]))
    const values = new Map([[OUTCOME, { shape: [2, 1], values: [1, 2] }]])
    const request = { from: OUTCOME, wanted: [INPUT] }
    expect(() => backPropagate(document, values, request)).toThrow(/margin must be one number/)
    expect(() => backPropagate(document, new Map(), request)).toThrow(/margin must be one number/)
    values.set(OUTCOME, { shape: [1, 1], values: [1] })
    expect(() => backPropagate(document, values, request)).toThrow(/Operator MatMul: the numbers of its input 1/)
  })
})
