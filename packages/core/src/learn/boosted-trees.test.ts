import { describe, expect, it } from 'vitest'
import { openGraph } from '../model/session.ts'
import { createRandom } from '../random.ts'
import { rocAuc } from '../measure/ranking.ts'
import { boostedTrees, type BoostedTreesSettings, trainBoostedTrees } from './boosted-trees.ts'
import { exclusiveOr } from './fixtures/exclusive-or.ts'
import { hardRows } from './fixtures/hard-rows.ts'
import type { Round, TrainingSet } from './learner.ts'
import { meanLogLoss } from './log-loss.ts'
import { GRAPH, toOnnx } from './to-onnx.ts'
import { averageEnsembles, gainImportance, predictMargin, rescale, sigmoid, type TreeEnsemble } from './tree.ts'

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

const train = (set: TrainingSet, settings = SETTINGS, seed = 7) => trainBoostedTrees(set, settings, createRandom(seed))
const bytesOf = (ensemble: TreeEnsemble) =>
  Buffer.from(toOnnx(ensemble, { name: 'test', version: '1' })).toString('base64')

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

describe('the learner of boosted trees', () => {
  const set = exclusiveOr(800, 11)
  const validation = exclusiveOr(400, 12)
  const fit = (options: { settings?: BoostedTreesSettings; validation?: TrainingSet; stopAt?: number }) => {
    const told: Round[] = []
    const fitted = boostedTrees.train(set, options.settings ?? SETTINGS, {
      random: createRandom(7),
      ...(options.validation ? { validation: options.validation } : {}),
      onRound: (round) => {
        told.push(round)
        return round.round !== options.stopAt
      },
    })
    return { fitted, told }
  }
  const leastOf = (told: readonly Round[]) =>
    told.reduce((best, round) => ((round.validationLoss ?? 0) < (best.validationLoss ?? 0) ? round : best))

  it('trains what trainBoostedTrees trains, byte for byte', () => {
    expect(bytesOf(fit({}).fitted)).toBe(bytesOf(train(set)))
  })

  it('tells of each tree, and the loss it tells is the loss of the trees so far', () => {
    const { fitted, told } = fit({ validation })
    expect(told.map(({ round }) => round)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
    expect(told.every(({ rounds }) => rounds === 40)).toBe(true)
    const kept = told[fitted.trees.length - 1]
    expect(kept?.loss).toBeCloseTo(meanLogLoss(set, boostedTrees.predict(fitted, set.matrix, set.rows)), 5)
    expect(kept?.validationLoss).toBeCloseTo(
      meanLogLoss(validation, boostedTrees.predict(fitted, validation.matrix, validation.rows)),
      5,
    )
  })

  it('stops after so many trees without a lower loss of the rows held back, and keeps the best of them', () => {
    const eager = { ...SETTINGS, trees: 400, learningRate: 0.5, earlyStoppingRounds: 5 }
    const { fitted, told } = fit({ settings: eager, validation })
    const best = leastOf(told)
    expect(told.length).toBeLessThan(400)
    expect(told.length).toBe(best.round + 5)
    expect(fitted.trees.length).toBe(best.round)
  })

  it('stops when told to, and keeps the best so far', () => {
    expect(fit({ stopAt: 6 }).fitted.trees.length).toBe(6)
    const { fitted, told } = fit({ settings: { ...SETTINGS, learningRate: 1.5, depth: 6 }, validation, stopAt: 12 })
    expect(told.length).toBe(12)
    expect(fitted.trees.length).toBe(leastOf(told).round)
    expect(fitted.trees.length).toBeLessThan(12)
  })

  it('leans to the label whose rows weigh more', () => {
    const weights = Float64Array.from(set.labels, (label) => (label === 1 ? 5 : 1))
    const heavy = boostedTrees.train({ ...set, weights }, SETTINGS, { random: createRandom(7) })
    const mean = (fitted: TreeEnsemble) =>
      boostedTrees.predict(fitted, validation.matrix, validation.rows).reduce((sum, m) => sum + m, 0)
    expect(mean(heavy)).toBeGreaterThan(mean(fit({}).fitted) + 0.5 * validation.rows)
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

describe('the mean of some ensembles', () => {
  const set = exclusiveOr(500, 3)
  const bag = [1, 2, 3].map((seed) => train(set, { ...SETTINGS, trees: 10 }, seed))

  it('gives the mean of their margins, as one sum of trees', () => {
    const mean = averageEnsembles(bag)
    expect(mean.trees).toHaveLength(30)
    const margins = bag.map((ensemble) => predictMargin(ensemble, set.matrix, set.rows))
    for (const [r, margin] of predictMargin(mean, set.matrix, set.rows).entries())
      expect(margin).toBeCloseTo(margins.reduce((sum, own) => sum + own[r]!, 0) / 3, 5)
  })

  it('of one is that one, and of none is refused', () => {
    expect(averageEnsembles(bag.slice(0, 1))).toBe(bag[0])
    expect(() => averageEnsembles([])).toThrow(RangeError)
  })
})
