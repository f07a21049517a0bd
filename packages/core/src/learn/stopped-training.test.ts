import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { boostedTrees } from './boosted-trees.ts'
import { chooseThreshold } from './choose-threshold.ts'
import { sampleSet } from './fixtures/sample-set.ts'
import type { Learner, TrainingSet } from './learner.ts'
import { trainModel, type TrainingHooks, type TrainingPlan } from './train-model.ts'

const ROWS = 600
const ROUNDS = 50
const TEST_SHARE = 0.2
const base: Omit<TrainingPlan<null, number>, 'learner' | 'settings'> = {
  set: sampleSet(ROWS, 'train'),
  groups: Uint32Array.from({ length: ROWS }, (_, row) => Math.floor(row / 3)),
  splitBy: 'group',
  folds: 4,
  testShare: TEST_SHARE,
  validationShare: 0,
  calibration: 'platt',
  chooseThreshold,
}

/** A learner whose margins are the first column, and the rounds that each training took. */
function spy(changes: Partial<typeof base> = {}) {
  const taken: number[] = []
  const learner: Learner<null, number> = {
    train(_set: TrainingSet, _settings, { onRound }) {
      let round = 1
      while (onRound?.({ round, rounds: ROUNDS, loss: 1, validationLoss: null }) !== false && round < ROUNDS) round++
      return taken.push(round)
    },
    predict: (_fitted, matrix, rows) =>
      Float32Array.from({ length: rows }, (_, r) => matrix[r * base.set.features] || 0),
    addTo: () => '',
  }
  return { taken, plan: { ...base, ...changes, learner, settings: null } }
}

/** Told to stop when it asks for the so many-th time: each round asks, and each fold before it begins. */
function train(at: number, changes: Partial<typeof base> = {}, hooks: Partial<TrainingHooks> = {}) {
  const { taken, plan } = spy(changes)
  const rounds: { fold: number | null; round: number }[] = []
  const model = trainModel(plan, {
    random: createRandom(1),
    onProgress: ({ fold, round }) => round && rounds.push({ fold, round: round.round }),
    wantsStop: () => rounds.length >= at,
    ...hooks,
  })
  return { taken, model, after: rounds.slice(at).filter(({ fold }) => fold !== null).length }
}

const keptRows = ROWS * (1 - TEST_SHARE)

describe('a training that is told to stop', () => {
  it('in the first round of its second fold keeps all rounds of the first, and is measured on the first alone', () => {
    const { taken, model, after } = train(ROUNDS + 1)
    expect(taken).toEqual([ROUNDS, 1, ROUNDS])
    expect(after).toBe(0)
    expect(model.stoppedAt).toBe(ROUNDS)
    const { outOfFold, test, trained } = model
    expect([...new Set(outOfFold.fold)]).toEqual([0])
    expect(outOfFold.rows.length / keptRows).toBeCloseTo(1 / 4, 1)
    expect(trained.length + (test?.rows.length ?? 0)).toBe(ROWS)
    const aucs = model.metrics.filter(({ metric }) => metric === 'roc_auc')
    expect(aucs.map(({ n, split }) => [n, split])).toEqual([
      [outOfFold.rows.length, '1 of 4 folds by group, out of fold'],
      [test?.rows.length, 'locked test, by group'],
    ])
    expect([model.curves.roc.n, model.curves.split]).toEqual([outOfFold.rows.length, aucs[0]?.split])
  })

  it('later leaves out what it had begun, and is measured on the folds that were done', () => {
    const { taken, model } = train(2 * ROUNDS + 30)
    expect(taken).toEqual([ROUNDS, ROUNDS, 30, ROUNDS])
    expect(new Set(model.outOfFold.fold)).toEqual(new Set([0, 1]))
    expect(model.metrics[0]?.split).toBe('2 of 4 folds by group, out of fold')
    expect(model.stoppedAt).toBe(ROUNDS)
  })

  it('in its first fold is held to the rounds of that fold', () => {
    const { taken, model, after } = train(20)
    expect(taken).toEqual([20, 20])
    expect(after).toBe(0)
    expect(model.stoppedAt).toBe(20)
    expect([...new Set(model.outOfFold.fold)]).toEqual([0])
  })

  it('with its last round done, or in the final training, is a whole one', () => {
    for (const at of [4 * ROUNDS, 4 * ROUNDS + 1]) {
      const { taken, model } = train(at)
      expect(taken).toEqual([ROUNDS, ROUNDS, ROUNDS, ROUNDS, ROUNDS])
      expect([model.stoppedAt, model.metrics[0]?.split]).toEqual([null, '4-fold by group, out of fold'])
    }
  })

  it('before it began, in a search, trains one fold and the model, both whole', () => {
    const { taken, model } = train(0)
    expect(taken).toEqual([ROUNDS, ROUNDS])
    expect(model.stoppedAt).toBe(ROUNDS)
  })

  it('with rows too few to judge one fold by itself goes through the others, held to as many rounds', () => {
    const few = { groups: Uint32Array.from({ length: ROWS }, (_, row) => Math.floor(row / 30)) }
    const first = train(20, few)
    expect(first.taken).toEqual([20, 20, 20, 20, 20])
    expect([first.model.stoppedAt, first.model.outOfFold.rows.length]).toEqual([20, first.model.trained.length])
    const second = train(ROUNDS + 1, few)
    expect(second.taken).toEqual(Array(5).fill(ROUNDS))
  })

  it('counts the folds that an earlier attempt had done', () => {
    const known = new Map<number, Float32Array>()
    train(Infinity, {}, { onFold: (fold, margins) => known.set(fold, margins) })
    for (const fold of [2, 3]) known.delete(fold)
    const { taken, model } = train(10, {}, { known })
    expect(taken).toEqual([10, ROUNDS])
    expect(new Set(model.outOfFold.fold)).toEqual(new Set([0, 1]))
    expect(model.stoppedAt).toBe(ROUNDS)
  })

  it('says of each row which threshold called it, chosen without the row, and is as good as a whole one', () => {
    const settings = {
      trees: ROUNDS,
      depth: 3,
      learningRate: 0.1,
      subsample: 1,
      columnSample: 1,
      bins: 32,
      minChildWeight: 1,
      lambda: 1,
      gamma: 0,
    }
    const plan = { ...base, learner: boostedTrees, settings }
    let rounds = 0
    const hooks = { random: createRandom(7), onProgress: () => rounds++ }
    const whole = trainModel(plan, hooks)
    rounds = 0
    const stopped = trainModel(plan, { ...hooks, wantsStop: () => rounds > ROUNDS + 1 })
    expect(stopped.fitted.trees).toHaveLength(ROUNDS)
    expect(stopped.fitted).toEqual(whole.fitted)
    const auc = ({ metrics }: typeof whole) => metrics.filter(({ metric }) => metric === 'roc_auc').map((m) => m.value)
    expect(auc(stopped)[1]).toBe(auc(whole)[1])
    expect(Math.abs((auc(stopped)[0] ?? 0) - (auc(whole)[0] ?? 0))).toBeLessThan(0.08)
    expect(stopped.outOfFold.thresholds).toHaveLength(stopped.outOfFold.rows.length)
    expect(new Set(stopped.outOfFold.thresholds).size).toBeGreaterThan(1)
    expect(new Set(stopped.test?.thresholds)).toEqual(new Set([stopped.threshold]))
  })
})
