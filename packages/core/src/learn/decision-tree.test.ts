import { describe, expect, it } from 'vitest'
import { rocAuc } from '../measure/ranking.ts'
import { createRandom } from '../random.ts'
import { decisionTree, type DecisionTreeSettings } from './decision-tree.ts'
import { exclusiveOr } from './fixtures/exclusive-or.ts'
import { graphOf } from './fixtures/graph-of.ts'
import { hardRows } from './fixtures/hard-rows.ts'
import type { Round, TrainingSet } from './learner.ts'
import { meanLogLoss } from './log-loss.ts'
import { sigmoid } from './tree.ts'

const SETTINGS: DecisionTreeSettings = {
  criterion: 'gini',
  maxDepth: null,
  minSamplesLeaf: 5,
  ccpAlpha: 0,
  bins: 255,
}
const random = createRandom(1)
const train = (set: TrainingSet, settings: Partial<DecisionTreeSettings> = {}) =>
  decisionTree.train(set, { ...SETTINGS, ...settings }, { random })
const treeOf = (set: TrainingSet, settings: Partial<DecisionTreeSettings> = {}) => train(set, settings).trees[0]!
const of = (rows: readonly (readonly number[])[], labels: readonly number[]): TrainingSet => ({
  matrix: Float32Array.from(rows.flat()),
  rows: rows.length,
  features: rows[0]!.length,
  labels: Uint8Array.from(labels),
})

describe('a decision tree', () => {
  const set = exclusiveOr(2000, 1)

  it.each(['gini', 'entropy'] as const)('learns what no single column tells, by %s', (criterion) => {
    const test = exclusiveOr(1000, 2)
    const fitted = train(set, { criterion, minSamplesLeaf: 20 })
    expect(rocAuc(test.labels, decisionTree.predict(fitted, test.matrix, test.rows))).toBeGreaterThan(0.9)
  })

  it('splits where the impurity falls most, midway between the values it parts', () => {
    const tree = treeOf(of([[1], [2], [3], [10], [11], [12]], [0, 0, 0, 1, 1, 0]), { maxDepth: 1, minSamplesLeaf: 1 })
    expect([...tree.feature]).toEqual([0, -1, -1])
    expect(tree.threshold[0]).toBe(6.5)
    expect(tree.value.slice(1)).toEqual(Float32Array.of(0, 2 / 3))
    // 6 × 2(1/3)(2/3) before, 3 × 2(1/3)(2/3) after
    expect(tree.gain[0]).toBeCloseTo(8 / 3 - 4 / 3, 6)
  })

  it('measures entropy in bits', () => {
    const tree = treeOf(of([[1], [2], [3], [4]], [0, 0, 1, 1]), { criterion: 'entropy', minSamplesLeaf: 1 })
    expect(tree.gain[0]).toBeCloseTo(4, 6)
  })

  it('lets a missing value go to the side that parts better, and splits on missingness where it tells', () => {
    const gap = Number.NaN
    const sided = treeOf(of([[1], [2], [gap], [8], [9], [gap]], [0, 0, 1, 1, 1, 1]), { minSamplesLeaf: 1 })
    expect([sided.threshold[0], sided.missingLeft[0]]).toEqual([5, 0])
    const alone = train(of([[1], [5], [gap], [1], [5], [gap]], [0, 0, 1, 0, 0, 1]), { minSamplesLeaf: 1 })
    const [low = 0, high = 0, missing = 0] = decisionTree.predict(alone, Float32Array.of(-3.4e38, 3.4e38, gap), 3)
    expect(low).toBe(high)
    expect(missing).toBeGreaterThan(0)
    expect(low).toBeLessThan(0)
  })

  it('sends a missing value to the heavier side where training saw none', () => {
    const tree = treeOf(of([[1], [2], [3], [9], [10]], [0, 0, 0, 1, 1]), { minSamplesLeaf: 1 })
    expect(tree.missingLeft[0]).toBe(1)
  })

  it('grows no deeper than it is told, and no leaf of fewer rows than allowed', () => {
    const shallow = treeOf(set, { maxDepth: 3, minSamplesLeaf: 1 })
    expect(shallow.feature.length).toBeLessThanOrEqual(15)
    const tree = treeOf(set, { minSamplesLeaf: 25 })
    for (const [n, f] of tree.feature.entries()) if (f < 0) expect(tree.cover[n]).toBeGreaterThanOrEqual(25)
    expect(treeOf(set, { minSamplesLeaf: 1 }).feature.length).toBeGreaterThan(tree.feature.length)
  })

  it('counts a row of weight two as two rows', () => {
    const twice = of(
      Array.from({ length: 600 }, (_, r) => Array.from(set.matrix.subarray((r >> 1) * 4, (r >> 1) * 4 + 4))),
      Array.from({ length: 600 }, (_, r) => set.labels[r >> 1]!),
    )
    const once = { ...set, matrix: set.matrix.slice(0, 1200), rows: 300, labels: set.labels.slice(0, 300) }
    const heavy = treeOf({ ...once, weights: new Float64Array(300).fill(2) }, { maxDepth: 4, minSamplesLeaf: 1 })
    expect(heavy).toEqual(treeOf(twice, { maxDepth: 4, minSamplesLeaf: 1 }))
  })

  it('says no probability of nought or one of what it saw only on one side', () => {
    const margins = decisionTree.predict(train(set, { minSamplesLeaf: 1 }), set.matrix, set.rows)
    expect(margins.every(Number.isFinite)).toBe(true)
    expect(Math.max(...margins.map(sigmoid))).toBeLessThan(1 - 1 / 2500)
  })

  it('tells its one round with its losses', () => {
    const told: Round[] = []
    const fitted = decisionTree.train(set, SETTINGS, {
      random,
      validation: exclusiveOr(200, 3),
      onRound: (round) => told.push(round) > 0,
    })
    expect(told.length).toBe(1)
    expect(told[0]?.loss).toBeCloseTo(meanLogLoss(set, decisionTree.predict(fitted, set.matrix, set.rows)), 9)
    expect(told[0]?.validationLoss).toBeGreaterThan(told[0]?.loss ?? 1)
  })

  it('refuses to learn from one label', () => {
    expect(() => train({ ...set, labels: new Uint8Array(set.rows) })).toThrow('Both labels')
  })

  it('scores in onnxruntime as the trainer does, on thresholds, beside them and in gaps', async () => {
    const fitted = train(set, { minSamplesLeaf: 1 })
    const matrix = Float32Array.from([...set.matrix, ...hardRows(fitted, 5)])
    const rows = matrix.length / 4
    const { graph } = await graphOf(decisionTree, fitted, 4)
    const { margin, probability } = await graph.run(matrix, rows)
    const own = decisionTree.predict(fitted, matrix, rows)
    for (let r = 0; r < rows; r++) {
      expect(Math.abs(margin[r]! - own[r]!)).toBeLessThanOrEqual(1e-5)
      expect(Math.abs(probability[r]! - sigmoid(own[r]!))).toBeLessThanOrEqual(1e-6)
    }
    await graph.close()
  })
})
