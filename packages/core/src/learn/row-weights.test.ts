import { ModelType } from '@vouch/contracts/learner'
import { describe, expect, it } from 'vitest'
import { rocAuc } from '../measure/ranking.ts'
import { createRandom } from '../random.ts'
import { boostedTrees } from './boosted-trees.ts'
import { decisionTree } from './decision-tree.ts'
import { fitLogistic } from './fit-logistic.ts'
import { sampleSet } from './fixtures/sample-set.ts'
import { checkHyperparameters, withinFeatures } from './hyperparameters.ts'
import { rowWeights, weighedRows } from './label-rows.ts'
import type { TrainingSet } from './learner.ts'
import { takeRows } from './take-rows.ts'
import { withLearner } from './with-learner.ts'

const ROWS = 120
/** Few values a column, so that a row that is there twice moves no bin. */
const set: TrainingSet = (() => {
  const found = sampleSet(ROWS, 'weights')
  return { ...found, matrix: found.matrix.map((value) => Math.round(2 * Math.min(3, value))) }
})()
const every = Array.from({ length: ROWS }, (_, r) => r)
/** Every third row weighs two, or is there twice. */
const weighed = { ...set, weights: Float64Array.from(every, (r) => (r % 3 === 0 ? 2 : 1)) }
const twice = takeRows(set, [...every, ...every.filter((r) => r % 3 === 0)])

describe('a row of weight two is a row that is there twice', () => {
  it('to a decision tree', () => {
    const settings = { criterion: 'gini', maxDepth: 4, minSamplesLeaf: 1, ccpAlpha: 0, bins: 255 } as const
    const train = (rows: TrainingSet) => decisionTree.train(rows, settings, { random: createRandom(1) })
    expect(train(weighed).trees).toEqual(train(twice).trees)
    expect(train(weighed).trees).not.toEqual(train(set).trees)
  })

  it('to boosted trees', () => {
    const settings = {
      trees: 12,
      depth: 3,
      learningRate: 0.3,
      minChildWeight: 1,
      lambda: 1,
      alpha: 0,
      gamma: 0,
      subsample: 1,
      columnSample: 1,
      bins: 255,
    }
    const train = (rows: TrainingSet) => {
      const fitted = boostedTrees.train(rows, settings, { random: createRandom(1) })
      return [...boostedTrees.predict(fitted, set.matrix, ROWS)]
    }
    const expected = train(twice)
    for (const [r, margin] of train(weighed).entries()) expect(margin).toBeCloseTo(expected[r]!, 4)
    expect(Math.max(...train(set).map((margin, r) => Math.abs(margin - expected[r]!)))).toBeGreaterThan(0.01)
  })

  it('to logistic regression', () => {
    const problem = (rows: TrainingSet) => ({
      ...rows,
      x: Float64Array.from({ length: rows.rows * 2 }, (_, i) => rows.matrix[(i >> 1) * rows.features + (i & 1)]!),
      width: 2,
    })
    const expected = fitLogistic(problem(twice), { C: 1 })
    const found = fitLogistic(problem(weighed), { C: 1 })
    expect(found.intercept).toBeCloseTo(expected.intercept, 6)
    for (const [j, coefficient] of expected.coefficients.entries())
      expect(found.coefficients[j]).toBeCloseTo(coefficient, 6)
  })
})

it.each(ModelType.options)('a %s believes the heavier of two rows that contradict each other', (modelType) => {
  const both = takeRows(set, [...every, ...every])
  const labels = both.labels.map((label, r) => (r < ROWS ? label : 1 - label))
  const values = withinFeatures(modelType, checkHyperparameters(modelType, {}).values ?? {}, set.features)
  const area = (weights: readonly [number, number]) =>
    withLearner({ modelType, values, features: set.features }, ({ learner, settings }) => {
      const weighed = { ...both, labels, weights: Float64Array.from(labels, (_, r) => weights[r < ROWS ? 0 : 1]) }
      const fitted = learner.train(weighed, settings, { random: createRandom(1) })
      return rocAuc(set.labels, learner.predict(fitted, set.matrix, ROWS))
    })
  expect(area([5, 1])).toBeGreaterThan(0.7)
  expect(area([1, 5])).toBeLessThan(0.3)
})

describe('the weights of a training', () => {
  const labels = Uint8Array.of(1, 0, 0, 1, 0)
  const own = Float64Array.of(1, 2, 4, 3, 2)

  it('are the rows’ own, or none', () => {
    expect(rowWeights(labels, { weights: own, balanced: false })).toEqual(own)
    expect(rowWeights(labels, { weights: null, balanced: false })).toBeUndefined()
  })

  it('weigh both labels the same in all where they are balanced, and no more rows than there are', () => {
    for (const weights of [null, own]) {
      const found = rowWeights(labels, { weights, balanced: true }) ?? new Float64Array(0)
      const sumOf = (label: number) => found.reduce((sum, weight, r) => sum + (labels[r] === label ? weight : 0), 0)
      expect(sumOf(1)).toBeCloseTo(sumOf(0), 12)
      expect(sumOf(0) + sumOf(1)).toBeCloseTo(weights === null ? 5 : 12, 12)
    }
    const found = rowWeights(labels, { weights: own, balanced: true }) ?? new Float64Array(0)
    expect(found[3]! / found[0]!).toBeCloseTo(3, 12)
  })

  it('leave out a row that has none, and refuse one that is not above 0', () => {
    expect(weighedRows(['a', 'b', null, 'c'], [1, Number.NaN, 2, Infinity])).toEqual(['a', null, null, null])
    for (const weight of [0, -1])
      expect(() => weighedRows(['a', 'b'], [1, weight])).toThrow(
        new RangeError(`Row 1 weighs ${weight}: a weight is above 0.`),
      )
  })
})
