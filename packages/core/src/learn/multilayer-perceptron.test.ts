import { describe, expect, it } from 'vitest'
import { rocAuc } from '../measure/ranking.ts'
import { createRandom } from '../random.ts'
import { sampleSet } from './fixtures/sample-set.ts'
import type { Round, TrainingSet, TrainOptions } from './learner.ts'
import { meanLogLoss } from './log-loss.ts'
import { multilayerPerceptron, type MultilayerPerceptronSettings } from './multilayer-perceptron.ts'

const SETTINGS: MultilayerPerceptronSettings = {
  preprocessing: { scaling: 'quantile-normal' },
  hiddenLayers: [16, 8],
  alpha: 0.01,
  learningRate: 0.01,
  batchSize: 32,
  epochs: 40,
  patience: 5,
}
const train = (
  set: TrainingSet,
  settings: Partial<MultilayerPerceptronSettings>,
  options: Partial<TrainOptions> = {},
) => multilayerPerceptron.train(set, { ...SETTINGS, ...settings }, { random: createRandom(1), ...options })

describe('the perceptron', () => {
  const set = sampleSet(400, 'mlp')

  it('learns what no straight line parts', () => {
    const unseen = sampleSet(1000, 'unseen')
    const margins = multilayerPerceptron.predict(train(set, {}), unseen.matrix, unseen.rows)
    expect(rocAuc(unseen.labels, margins)).toBeGreaterThan(0.93)
  })

  it('keeps the epoch that was best on rows held back, and stops when patience ends', () => {
    const held = sampleSet(200, 'held back')
    const rounds: Round[] = []
    const onRound = (round: Round) => rounds.push(round) > 0
    const fitted = train(set, { epochs: 400, alpha: 0 }, { validation: held, onRound })
    const losses = rounds.map(({ validationLoss }) => validationLoss ?? Number.NaN)
    const best = losses.indexOf(Math.min(...losses))
    expect(rounds).toHaveLength(best + 1 + SETTINGS.patience)
    const kept = meanLogLoss(held, multilayerPerceptron.predict(fitted, held.matrix, held.rows))
    expect(kept).toBeCloseTo(losses[best]!, 5)
  })

  it('is what it was at the epoch in which it was told to stop', () => {
    const stopped = train(set, {}, { onRound: ({ round }) => round < 3 })
    expect(stopped).toEqual(train(set, { epochs: 3 }))
  })

  it('has another start from another seed', () => {
    const other = train(set, { epochs: 1 }, { random: createRandom(2) })
    expect(other).not.toEqual(train(set, { epochs: 1 }))
  })

  it('has smaller weights the more they are penalised', () => {
    const size = (alpha: number) =>
      train(set, { alpha }).layers.reduce((sum, { weights }) => sum + weights.reduce((s, w) => s + w * w, 0), 0)
    expect(size(10)).toBeLessThan(size(0.001) / 2)
  })

  it('counts a heavy row more: the label that weighs more is called more', () => {
    const weights = Float64Array.from(set.labels, (label) => (label === 1 ? 10 : 1))
    const mean = (fitted: ReturnType<typeof train>) =>
      multilayerPerceptron.predict(fitted, set.matrix, set.rows).reduce((sum, m) => sum + m, 0) / set.rows
    expect(mean(train({ ...set, weights }, { epochs: 5 }))).toBeGreaterThan(mean(train(set, { epochs: 5 })) + 0.5)
  })

  it('refuses settings that mean nothing', () => {
    for (const settings of [{ batchSize: 0 }, { epochs: 0.5 }, { hiddenLayers: [0] }, { dropout: 1 }])
      expect(() => train(set, settings)).toThrow(RangeError)
  })
})
