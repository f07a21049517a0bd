import { describe, expect, it } from 'vitest'
import { rocAuc } from '../measure/ranking.ts'
import { createRandom } from '../random.ts'
import { exclusiveOr } from './fixtures/exclusive-or.ts'
import { graphOf } from './fixtures/graph-of.ts'
import { hardRows } from './fixtures/hard-rows.ts'
import type { Round, TrainingSet } from './learner.ts'
import { meanLogLoss } from './log-loss.ts'
import { randomForest, type RandomForestSettings } from './random-forest.ts'
import { sigmoid } from './tree.ts'

const SETTINGS: RandomForestSettings = {
  trees: 60,
  criterion: 'gini',
  maxDepth: null,
  minSamplesLeaf: 1,
  maxFeatures: 'sqrt',
  bootstrap: true,
  bins: 255,
}
const train = (set: TrainingSet, settings: Partial<RandomForestSettings> = {}, seed = 3) =>
  randomForest.train(set, { ...SETTINGS, ...settings }, { random: createRandom(seed) })

describe('a random forest', () => {
  const set = exclusiveOr(1000, 1)
  const test = exclusiveOr(600, 2)
  const fitted = train(set)
  const aucOf = (forest: typeof fitted) => rocAuc(test.labels, randomForest.predict(forest, test.matrix, test.rows))

  it('learns what no single column tells, and more of it than one of its trees', () => {
    expect(aucOf(fitted)).toBeGreaterThan(0.96)
    expect(1 - aucOf(fitted)).toBeLessThan((1 - aucOf({ ...fitted, trees: fitted.trees.slice(0, 1) })) / 5)
  })

  it('says the mean of the shares of its trees’ leaves', () => {
    const [a, b] = [0, 1].map((t) => ({ ...fitted, trees: [fitted.trees[t]!] }))
    const both = { ...fitted, trees: fitted.trees.slice(0, 2) }
    const shares = (forest: typeof fitted) => randomForest.predict(forest, test.matrix, test.rows).map(sigmoid)
    const [first, second] = [shares(a!), shares(b!)]
    for (const [r, share] of shares(both).entries()) expect(share).toBeCloseTo((first[r]! + second[r]!) / 2, 2)
  })

  it('is judged by rows that its trees did not see, and about as well as by rows of another day', () => {
    expect(fitted.outOfBag?.rows).toBe(1000)
    expect(Math.abs((fitted.outOfBag?.rocAuc ?? 0) - aucOf(fitted))).toBeLessThan(0.03)
    const seen = meanLogLoss(set, randomForest.predict(fitted, set.matrix, set.rows))
    expect(fitted.outOfBag?.logLoss).toBeGreaterThan(2 * seen)
    expect(train(set, { bootstrap: false, trees: 2 }).outOfBag).toBeNull()
  })

  it('is the same from the same seed, another from another, and more trees do not change the first', () => {
    expect(train(set, { trees: 5 })).toEqual(train(set, { trees: 5 }))
    expect(train(set, { trees: 5 }).trees).toEqual(fitted.trees.slice(0, 5))
    expect(train(set, { trees: 5 }, 4).trees).not.toEqual(fitted.trees.slice(0, 5))
  })

  it('splits a node on no more columns than are drawn for it', () => {
    const copies: TrainingSet = {
      ...set,
      labels: Uint8Array.from(set.labels, (_, r) => (set.matrix[r * 4]! > 0 ? 1 : 0)),
    }
    const roots = (maxFeatures: RandomForestSettings['maxFeatures']) =>
      new Set(train(copies, { maxFeatures, maxDepth: 1, trees: 40 }).trees.map(({ feature }) => feature[0]))
    expect([...roots('all')]).toEqual([0])
    expect(roots(1).size).toBe(4)
  })

  it('tells of each tree with the losses of the trees so far, and stops when told to', () => {
    const told: Round[] = []
    const stopped = randomForest.train(set, SETTINGS, {
      random: createRandom(3),
      validation: test,
      onRound: (round) => told.push(round) < 7,
    })
    expect(told.map(({ round }) => round)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(stopped.trees).toEqual(fitted.trees.slice(0, 7))
    const lossOf = (some: TrainingSet) => meanLogLoss(some, randomForest.predict(stopped, some.matrix, some.rows))
    expect(told[6]?.loss).toBeCloseTo(lossOf(set), 5)
    expect(told[6]?.validationLoss).toBeCloseTo(lossOf(test), 5)
  })

  it('leans to the label whose rows weigh more', () => {
    const weights = Float64Array.from(set.labels, (label) => (label === 1 ? 10 : 1))
    const mean = (forest: typeof fitted) =>
      randomForest.predict(forest, test.matrix, test.rows).reduce((sum, m) => sum + sigmoid(m), 0) / test.rows
    const settings = { minSamplesLeaf: 20 }
    expect(mean(train({ ...set, weights }, settings))).toBeGreaterThan(mean(train(set, settings)) + 0.1)
  })

  it('scores in onnxruntime as the trainer does, on thresholds, beside them and in gaps', async () => {
    const matrix = Float32Array.from([...set.matrix, ...hardRows({ ...fitted, trees: fitted.trees.slice(0, 8) }, 5)])
    const rows = matrix.length / 4
    const { graph, bytes } = await graphOf(randomForest, fitted, 4)
    const { probability } = await graph.run(matrix, rows)
    const own = randomForest.predict(fitted, matrix, rows)
    for (let r = 0; r < rows; r++) expect(Math.abs(probability[r]! - sigmoid(own[r]!))).toBeLessThanOrEqual(1e-5)
    const nodes = fitted.trees.reduce((sum, { feature }) => sum + feature.length, 0)
    expect(bytes.length / nodes).toBeLessThan(40)
    await graph.close()
  })

  it('refuses to learn from one label', () => {
    expect(() => train({ ...set, labels: new Uint8Array(set.rows).fill(1) })).toThrow('Both labels')
  })
})
