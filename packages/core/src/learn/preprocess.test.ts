import { describe, expect, it } from 'vitest'
import { castToFloat } from './cast.ts'
import { openBytes } from './fixtures/open-learner.ts'
import { hardRows, SAMPLE_FEATURES, sampleSet } from './fixtures/sample-set.ts'
import { OnnxGraph } from './onnx-graph.ts'
import { addPreprocess, fitPreprocessing, preprocess, type PreprocessSettings } from './preprocess.ts'
import { GRAPH } from './to-onnx.ts'

const { NaN: GAP } = Number
const SETTINGS: readonly PreprocessSettings[] = (['standard', 'robust', 'quantile-normal'] as const).flatMap(
  (scaling) => [true, false].map((addIndicator) => ({ scaling, addIndicator })),
)

describe.each(SETTINGS)('preprocessing by $scaling, indicators $addIndicator', (settings) => {
  const set = sampleSet(200, 'preprocess')
  const fitted = fitPreprocessing(set, settings)
  const matrix = Float32Array.from([...sampleSet(20, 'new').matrix, ...hardRows(SAMPLE_FEATURES)])
  const rows = matrix.length / SAMPLE_FEATURES

  it('gives finite numbers, whatever comes', () => {
    expect(preprocess(matrix, rows, fitted).every(Number.isFinite)).toBe(true)
  })

  it('sees each row alone: the rows beside it change nothing', () => {
    const all = preprocess(matrix, rows, fitted)
    for (let r = 0; r < rows; r++) {
      const alone = preprocess(matrix.slice(r * SAMPLE_FEATURES, (r + 1) * SAMPLE_FEATURES), 1, fitted)
      expect(all.slice(r * fitted.width, (r + 1) * fitted.width)).toEqual(alone)
    }
  })

  it('says nothing by a column that training saw constant or never', () => {
    const [constant, never] = [5, 6]
    for (let r = 0; r < rows; r++)
      for (const column of [constant, never])
        expect(preprocess(matrix, rows, fitted)[r * fitted.width + column]).toBeCloseTo(0, 20)
  })

  it('puts a column that reaches far into the size of the others', () => {
    const scaled = preprocess(set.matrix, set.rows, fitted)
    for (const value of scaled) expect(Math.abs(value)).toBeLessThanOrEqual(10)
  })

  it('is the same to the last bit in onnxruntime', async () => {
    const own = preprocess(matrix, rows, fitted)
    for (let column = 0; column < fitted.width; column++) {
      const graph = new OnnxGraph()
      const all = castToFloat(graph, addPreprocess(graph, GRAPH.input, fitted))
      for (const name of [GRAPH.margin, GRAPH.probability])
        graph.node('Gather', [all, graph.integers([column], [1])], {
          outputs: [name],
          attributes: { axis: { int: 1 } },
        })
      const open = await openBytes(
        graph.finish({
          name: 'preprocess',
          producer: { name: 'test', version: '1' },
          input: { name: GRAPH.input, columns: SAMPLE_FEATURES },
          outputs: [GRAPH.margin, GRAPH.probability].map((name) => ({ name, columns: 1 })),
        }),
        SAMPLE_FEATURES,
      )
      const { margin } = await open.run(matrix, rows)
      await open.close()
      const expected = Float32Array.from(margin, (_, r) => own[r * fitted.width + column]!)
      // 0 and -0 are one number
      expect(margin.map((value) => value + 0)).toEqual(expected.map((value) => value + 0))
    }
  })
})

describe('a missing value', () => {
  const column = (values: number[]) => ({ matrix: Float32Array.from(values), rows: values.length, features: 1 })

  it('is the median of the training rows that have one, however many are missing in what is scored', () => {
    const fitted = fitPreprocessing(column([1, 2, 10, GAP]), { scaling: 'standard' })
    expect(fitted.imputation.medians).toEqual(Float32Array.of(2))
    const [gap, median] = preprocess(Float32Array.of(GAP, 2, 100, 100), 4, fitted)
    expect(gap).toBe(median)
  })

  it('has a column of its own when asked, for the columns that lacked values in training', () => {
    const matrix = Float32Array.of(1, 5, GAP, 6, 3, 7)
    const fitted = fitPreprocessing({ matrix, rows: 3, features: 2 }, { scaling: 'robust', addIndicator: true })
    expect(fitted.width).toBe(3)
    const out = preprocess(Float32Array.of(1, GAP, GAP, 5), 2, fitted)
    expect([out[2], out[5]]).toEqual([0, 1])
  })

  it('does not bend the scale of the values that are there', () => {
    for (const scaling of ['standard', 'robust', 'quantile-normal'] as const) {
      const whole = fitPreprocessing(column([1, 2, 4, 8]), { scaling })
      const gappy = fitPreprocessing(column([1, GAP, 2, 4, GAP, 8]), { scaling })
      expect(gappy.scale).toEqual(whole.scale)
    }
  })
})
