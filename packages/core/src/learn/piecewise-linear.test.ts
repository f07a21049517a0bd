import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { castToFloat } from './cast.ts'
import { openBytes } from './fixtures/open-learner.ts'
import { OnnxGraph } from './onnx-graph.ts'
import { addPiecewiseLinear, type PiecewiseLinear, valueAt } from './piecewise-linear.ts'
import { GRAPH } from './to-onnx.ts'

const float = fc.float({ noNaN: true, noDefaultInfinity: true })
/** Rising lines through one to forty knots. */
const risingLine = fc.uniqueArray(float, { minLength: 1, maxLength: 40, comparator: (a, b) => a === b }).chain((x) =>
  fc.array(float, { minLength: x.length, maxLength: x.length }).map((y) => ({
    x: Float32Array.from(x).sort(),
    y: Float32Array.from(y).sort(),
  })),
)

/** Column by column: every knot, its neighbours among float32, midpoints and far out. */
function tellingValues({ x }: PiecewiseLinear): number[] {
  const beside = (value: number, step: number) => {
    const bits = new DataView(new ArrayBuffer(4))
    bits.setFloat32(0, value)
    if (value !== 0) bits.setInt32(0, bits.getInt32(0) + step)
    return bits.getFloat32(0)
  }
  const values = [...x].flatMap((knot, k) => [beside(knot, -1), knot, beside(knot, 1), (knot + (x[k + 1] ?? 0)) / 2])
  return [...values.filter(Number.isFinite), 3.4e38, -3.4e38, 0].map(Math.fround)
}

describe('a broken line', () => {
  it('goes through its knots, straight between them and level beyond', () => {
    const line = { x: Float32Array.of(-1, 0, 4), y: Float32Array.of(2, 3, 11) }
    expect([-1e9, -1, -0.5, 0, 1, 4, 1e9].map((x) => valueAt(line, x))).toEqual([2, 2, 2.5, 3, 5, 11, 11])
  })

  it('never falls where its knots do not', () => {
    fc.assert(
      fc.property(risingLine, fc.array(float, { minLength: 2 }), (line, more) => {
        const values = [...tellingValues(line), ...more].sort((a, b) => a - b).map((x) => valueAt(line, x))
        const rounding = 1e-15 * Math.max(...line.y.map(Math.abs))
        for (const [i, value] of values.entries())
          if (i > 0) expect(value).toBeGreaterThanOrEqual(values[i - 1]! - rounding)
      }),
    )
  })

  it('with one knot is a constant', () => {
    expect([-1e30, 0, 7].map((x) => valueAt({ x: Float32Array.of(5), y: Float32Array.of(-2) }, x))).toEqual([
      -2, -2, -2,
    ])
  })

  it('is the same to the last bit in onnxruntime, on knots and one ulp beside them', async () => {
    const lines = fc.sample(risingLine, { numRuns: 30, seed: 1 })
    for (const line of lines) {
      const [margin] = await run([line, { x: line.x, y: line.y.map((y) => -y) }], (_, r) => tellingValues(line)[r]!)
      expect(margin).toEqual(Float32Array.from(tellingValues(line), (x) => valueAt(line, x)))
    }
  })
})

it('each column has its own line', async () => {
  const lines = [0, 1, 2].map((c) => ({ x: Float32Array.of(0, 1), y: Float32Array.of(c, 10 + c) }))
  for (const [c, line] of lines.entries()) {
    const [values] = await run([...lines.slice(c), ...lines.slice(0, c)], () => 0.5)
    expect(values![0]).toBe(valueAt(line, 0.5))
  }
})

/** Runs lines over as many rows as the first has telling values; gives the first two columns. */
async function run(lines: readonly PiecewiseLinear[], value: (column: number, row: number) => number) {
  const graph = new OnnxGraph()
  const all = castToFloat(graph, addPiecewiseLinear(graph, GRAPH.input, lines))
  for (const [c, name] of [GRAPH.margin, GRAPH.probability].entries())
    graph.node('Gather', [all, graph.integers([c], [1])], { outputs: [name], attributes: { axis: { int: 1 } } })
  const bytes = graph.finish({
    name: 'lines',
    producer: { name: 'test', version: '1' },
    input: { name: GRAPH.input, columns: lines.length },
    outputs: [GRAPH.margin, GRAPH.probability].map((name) => ({ name, columns: 1 })),
  })
  const open = await openBytes(bytes, lines.length)
  const rows = tellingValues(lines[0]!).length
  const matrix = Float32Array.from({ length: rows * lines.length }, (_, i) => {
    return value(i % lines.length, Math.floor(i / lines.length))
  })
  const { margin, probability } = await open.run(matrix, rows)
  await open.close()
  return [margin, probability]
}
