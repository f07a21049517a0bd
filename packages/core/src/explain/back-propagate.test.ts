import { describe, expect, it } from 'vitest'
import { exposeTensors } from '../learn/expose-tensors.ts'
import { OnnxGraph } from '../learn/onnx-graph.ts'
import { readOnnx } from '../learn/read-onnx.ts'
import { openTensors } from '../model/session.ts'
import { backPropagate, neededTensors } from './back-propagate.ts'
import {
  type Build,
  CASES,
  columns,
  drawn,
  floats,
  graphOf,
  INPUT,
  int,
  ints,
  list,
  OUTCOME,
  shaped,
  squared,
  weightsOf,
  WIDTH,
} from './fixtures/gradient-cases.ts'

/** Wide enough for float32, and narrow enough for what is curved here. */
const STEP = 1e-2

const open = (bytes: Uint8Array, names: readonly string[]) =>
  openTensors({ id: 'test', shape: [WIDTH], graph: { input: INPUT } }, bytes, names)

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

  it('of one of several numbers is that one’s alone', async () => {
    const graph = new OnnxGraph()
    const scores = graph.node('MatMul', [squared(graph, INPUT), floats(graph, WIDTH, 3)], { outputs: ['scores'] })
    const bytes = graph.finish({
      name: 'test',
      producer: { name: 'test', version: '1' },
      input: { name: INPUT, columns: WIDTH },
      outputs: [{ name: scores, columns: 3 }],
    })
    const document = readOnnx(bytes)
    const needed = neededTensors(document, { from: scores, wanted: [INPUT] }).filter((name) => name !== INPUT)
    const session = await open(exposeTensors(bytes, needed), needed)
    const values = await session.run(row, 1, needed)
    await session.close()
    values.set(INPUT, { shape: [1, WIDTH], values: row })
    const weights = drawn(WIDTH * 3, `constant ${WIDTH} 3`)
    for (const at of [0, 1, 2]) {
      const gradient = backPropagate(document, values, { from: scores, at, wanted: [INPUT] }).get(INPUT)!
      for (const [column, slope] of gradient.entries())
        expect(slope).toBeCloseTo(2 * row[column]! * weights[3 * column + at]!, 6)
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
  const row = drawn(WIDTH, 'row')

  it.each<[string, Build, RegExp]>([
    ['an operator without a rule', (g) => [g.node('Tanh', [INPUT]), 12], /Operator Tanh is not differentiated/],
    [
      'a softmax of channels',
      (g) => [g.node('Softmax', [shaped(g, 2, 3, 2)], { attributes: { axis: int(1) } }), 12],
      /Operator Softmax: .*last axis/,
    ],
    [
      'a batch that is reckoned with',
      (g) => {
        const own = [1, 2, 3, 4].map(() => floats(g, 12))
        const options = { attributes: { training_mode: int(1) }, outputs: ['normal', 'mean', 'variance'] }
        return [g.node('BatchNormalization', [INPUT, ...own], options), 12]
      },
      /Operator BatchNormalization: .*reckon/,
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
    expect(() => backPropagate(document, values, { ...request, at: 2 })).toThrow(/has 2 numbers, and none at 2/)
    values.set(OUTCOME, { shape: [1, 1], values: [1] })
    expect(() => backPropagate(document, values, request)).toThrow(/Operator MatMul: the numbers of its input 1/)
  })
})
