import { describe, expect, it } from 'vitest'
import { openGraph } from '../model/session.ts'
import { createRandom } from '../random.ts'
import { rocAuc } from '../measure/ranking.ts'
import { type BoostedTreesSettings, trainBoostedTrees } from './boosted-trees.ts'
import type { TrainingSet } from './learner.ts'
import { GRAPH, toOnnx } from './to-onnx.ts'
import { gainImportance, predictMargin, rescale, sigmoid, type TreeEnsemble } from './tree.ts'

const SETTINGS: BoostedTreesSettings = {
  trees: 40,
  depth: 4,
  learningRate: 0.2,
  subsample: 0.8,
  columnSample: 0.8,
  bins: 64,
  minChildWeight: 1,
  lambda: 1,
  gamma: 0,
}

/** Label: exclusive or of two columns; one more column is noise, one is missing exactly when the label is likely. */
function exclusiveOr(rows: number, seed: number): TrainingSet {
  const random = createRandom(seed)
  const matrix = new Float32Array(rows * 4)
  const labels = new Uint8Array(rows)
  for (let r = 0; r < rows; r++) {
    const [a, b] = [random.normal(), random.normal()]
    labels[r] = a > 0 !== b > 0 ? 1 : 0
    matrix.set([a, b, random.normal(), labels[r] === 1 && random.uniform() < 0.5 ? Number.NaN : random.normal()], r * 4)
  }
  return { matrix, rows, features: 4, labels }
}
const train = (set: TrainingSet, settings = SETTINGS, seed = 7) => trainBoostedTrees(set, settings, createRandom(seed))
const bytesOf = (ensemble: TreeEnsemble) =>
  Buffer.from(toOnnx(ensemble, { name: 'test', version: '1' })).toString('base64')

/** All that decides a leaf: values of training, each threshold, one ulp to both sides, missing, zeros and extremes. */
function hardRows({ trees, features }: TreeEnsemble, seed: number): Float32Array {
  const random = createRandom(seed)
  const rows: number[][] = [[], [Number.NaN], [0], [-0], [3.4e38], [-3.4e38], [1e-45]].map(([v]) =>
    new Array<number>(features).fill(v ?? 1),
  )
  for (const { feature, threshold } of trees)
    for (const [n, f] of feature.entries()) {
      if (f < 0) continue
      for (const step of [-1, 0, 1]) {
        const row = Array.from({ length: features }, () => (random.uniform() < 0.2 ? Number.NaN : random.normal()))
        row[f] = ulps(threshold[n]!, step)
        rows.push(row)
      }
    }
  return Float32Array.from(rows.flat())
}
function ulps(value: number, step: number): number {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, value)
  view.setInt32(0, view.getInt32(0) + step)
  return view.getFloat32(0)
}

describe('boosted trees', () => {
  const set = exclusiveOr(2000, 1)
  const ensemble = train(set)

  it('learn what no single column tells, on rows they have not seen', () => {
    const test = exclusiveOr(1000, 2)
    expect(rocAuc(test.labels, predictMargin(ensemble, test.matrix, test.rows))).toBeGreaterThan(0.97)
    const [a = 0, b = 0, noise = 1] = gainImportance(ensemble)
    expect(Math.min(a, b)).toBeGreaterThan(10 * noise)
  })

  it('learn what a gap means where gaps tell, and give a gap a side where training saw none', () => {
    const gap = Float32Array.of(1, 1, 0, Number.NaN, 1, 1, 0, 0)
    const [withGap = 0, without = 0] = predictMargin(ensemble, gap, 2)
    expect(withGap).toBeGreaterThan(without)
    const unseen = predictMargin(ensemble, Float32Array.of(Number.NaN, 1, 0, 0), 1)
    expect(Number.isFinite(unseen[0])).toBe(true)
  })

  it('are the same bytes from the same seed, and others from another', () => {
    expect(bytesOf(train(exclusiveOr(500, 3)))).toBe(bytesOf(train(exclusiveOr(500, 3))))
    expect(bytesOf(train(exclusiveOr(500, 3), SETTINGS, 8))).not.toBe(bytesOf(train(exclusiveOr(500, 3))))
  })

  it('do not depend on the scale a column is written in', () => {
    const scaled = { ...set, matrix: set.matrix.map((value) => value * 1024) }
    expect([...predictMargin(train(scaled), scaled.matrix, set.rows)]).toEqual([
      ...predictMargin(ensemble, set.matrix, set.rows),
    ])
  })

  it('count a row of weight two as two rows', () => {
    const twice: TrainingSet = {
      matrix: Float32Array.from([...set.matrix, ...set.matrix]),
      rows: 2 * set.rows,
      features: 4,
      labels: Uint8Array.from([...set.labels, ...set.labels]),
    }
    const all = { ...SETTINGS, subsample: 1, columnSample: 1, trees: 3 }
    const weighted = train({ ...set, weights: new Float64Array(set.rows).fill(2) }, all)
    const doubled = train(twice, all)
    const difference = predictMargin(weighted, set.matrix, set.rows).map((m, r) =>
      Math.abs(m - predictMargin(doubled, set.matrix, set.rows)[r]!),
    )
    expect(Math.max(...difference)).toBeLessThan(1e-4)
  })

  it('grow no deeper than they are told and no leaf lighter than allowed', () => {
    const { trees } = train(set, { ...SETTINGS, depth: 2, minChildWeight: 30 })
    for (const tree of trees) {
      expect(tree.feature.length).toBeLessThanOrEqual(7)
      for (const [n, f] of tree.feature.entries())
        if (f < 0 && tree.feature.length > 1) expect(tree.cover[n]).toBeGreaterThanOrEqual(29.99)
    }
  })

  it('refuse to learn from one label', () => {
    expect(() => train({ ...set, labels: new Uint8Array(set.rows) })).toThrow('Both labels')
  })
})

describe('the ONNX file of boosted trees', () => {
  const set = exclusiveOr(1500, 4)

  it.each([
    ['as trained', 1, 0],
    ['with a calibration folded in', 1.7, -0.3],
  ])('scores in onnxruntime as the trainer does, gaps and ties included, %s', async (_, slope, offset) => {
    const ensemble = rescale(train(set), slope, offset)
    const hard = hardRows(ensemble, 5)
    const matrix = Float32Array.from([...set.matrix, ...hard])
    const rows = matrix.length / 4
    const graph = await openGraph(
      { id: 'test', width: 4, graph: { input: GRAPH.input, outputs: GRAPH } },
      toOnnx(ensemble, { name: 'test', version: '1' }),
    )
    const { margin, probability } = await graph.run(matrix, rows)
    const own = predictMargin(ensemble, matrix, rows)
    for (let r = 0; r < rows; r++) {
      expect(Math.abs(margin[r]! - own[r]!)).toBeLessThanOrEqual(1e-5)
      expect(Math.abs(probability[r]! - sigmoid(own[r]!))).toBeLessThanOrEqual(1e-6)
    }
    await graph.close()
  })
})
