import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { boostedTrees } from './boosted-trees.ts'
import { chooseThreshold } from './choose-threshold.ts'
import { sampleSet } from './fixtures/sample-set.ts'
import type { Learner, TrainingSet } from './learner.ts'
import { learnerToOnnx } from './learner-to-onnx.ts'
import {
  type TrainedModel,
  trainModel,
  type TrainingHooks,
  type TrainingPlan,
  type TrainingProgress,
} from './train-model.ts'
import type { TreeEnsemble } from './tree.ts'

const ROWS = 400
const SETTINGS = {
  trees: 12,
  depth: 3,
  learningRate: 0.3,
  subsample: 0.8,
  columnSample: 0.8,
  bins: 32,
  minChildWeight: 1,
  lambda: 1,
  gamma: 0,
}
const GROUPS = Uint32Array.from({ length: ROWS }, (_, row) => Math.floor(row / 3))
const plan: TrainingPlan<typeof SETTINGS, TreeEnsemble> = {
  learner: boostedTrees,
  settings: SETTINGS,
  set: sampleSet(ROWS, 'train'),
  groups: GROUPS,
  splitBy: 'group',
  folds: 4,
  testShare: 0.2,
  validationShare: 0,
  calibration: 'platt',
  chooseThreshold,
}
const run = (changes: Partial<typeof plan> = {}, hooks: Partial<TrainingHooks> = {}) =>
  trainModel({ ...plan, ...changes }, { random: createRandom(7), ...hooks })
const bytes = ({ fitted, calibration }: TrainedModel<TreeEnsemble>) =>
  Buffer.from(
    learnerToOnnx(
      { learner: boostedTrees, fitted, calibration, features: plan.set.features },
      { name: 'test', producer: { name: 'test', version: '1' } },
    ),
  ).toString('base64')

/** A set whose only column is the number of its row, and a learner that notes which rows it is given. */
function spy(rounds = 5) {
  const trained: number[][] = []
  const scored: number[][] = []
  const held: number[][] = []
  const taken: number[] = []
  const numbers = ({ matrix }: Pick<TrainingSet, 'matrix'>) => [...matrix]
  const learner: Learner<null, number> = {
    train(set, _settings, { validation, onRound }) {
      trained.push(numbers(set))
      if (validation) held.push(numbers(validation))
      let round = 1
      while (round < rounds && onRound?.({ round, rounds, loss: 1, validationLoss: null }) !== false) round++
      taken.push(round)
      return trained.length
    },
    predict(_fitted, matrix, rows) {
      scored.push([...matrix])
      return new Float32Array(rows).map((_, r) => Math.sin(matrix[r]!))
    },
    addTo: () => '',
  }
  const set = {
    matrix: Float32Array.from({ length: ROWS }, (_, row) => row),
    rows: ROWS,
    features: 1,
    labels: plan.set.labels,
  }
  return { trained, scored, held, taken, plan: { ...plan, learner, set, settings: null } }
}
const groupsOf = (rows: Iterable<number>) => new Set(Array.from(rows, (row) => GROUPS[row]!))
const meet = (a: Set<number>, b: Set<number>) => [...a].filter((group) => b.has(group))

describe('a training', () => {
  it('judges every row once by a model that saw none of its group, and locks the test away', () => {
    const { trained, scored, plan: spied } = spy()
    const { outOfFold, test } = trainModel(spied, { random: createRandom(1) })
    const tested = [...(test?.rows ?? [])]
    expect([...outOfFold.rows, ...tested].sort((a, b) => a - b)).toEqual([...Array(ROWS).keys()])
    expect(tested.length / ROWS).toBeCloseTo(0.2, 1)
    expect(trained).toHaveLength(plan.folds + 1)
    for (const rows of trained) expect(meet(groupsOf(rows), groupsOf(tested))).toEqual([])
    for (let k = 0; k < plan.folds; k++) {
      expect(meet(groupsOf(trained[k]!), groupsOf(scored[k]!))).toEqual([])
      expect(trained[k]!.length + scored[k]!.length + tested.length).toBe(ROWS)
    }
    expect(trained.at(-1)).toEqual([...outOfFold.rows])
    expect(scored.at(-1)).toEqual(tested)
  })

  it('is stopped early by rows of other groups than those it learns from, scores or tests', () => {
    const { trained, scored, held, plan: spied } = spy()
    trainModel({ ...spied, validationShare: 0.15 }, { random: createRandom(1) })
    expect(held).toHaveLength(plan.folds + 1)
    for (const [k, rows] of held.entries())
      for (const others of [trained[k]!, scored[k]!]) expect(meet(groupsOf(rows), groupsOf(others))).toEqual([])
  })

  it('gives the same bytes from the same seed, and others from another', () => {
    const first = run()
    expect(bytes(run())).toBe(bytes(first))
    expect(run().metrics).toEqual(first.metrics)
    expect(bytes(run({}, { random: createRandom(8) }))).not.toBe(bytes(first))
  })

  it('goes on where an earlier attempt broke off, to the same end', () => {
    const done = new Map<number, Float32Array>()
    const whole = run({}, { onFold: (fold, margins) => done.set(fold, margins) })
    done.delete(3)
    const { trained, plan: spied } = spy()
    trainModel(spied, { random: createRandom(7), known: done })
    expect(trained).toHaveLength(2)
    const resumed = run({}, { known: done })
    expect([bytes(resumed), resumed.metrics]).toEqual([bytes(whole), whole.metrics])
  })

  it('says how far it is, never backwards, and ends at the whole', () => {
    const told: TrainingProgress[] = []
    run({}, { onProgress: (progress) => told.push(progress) })
    const shares = told.map(({ share }) => share)
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(told.map(({ stage }) => stage).filter((stage, i, all) => stage !== all[i - 1])).toEqual([
      'folds',
      'final',
      'measuring',
    ])
    expect(shares.at(-1)).toBeLessThanOrEqual(1)
    expect(told.at(-1)?.rocAuc).toBeGreaterThan(0.7)
  })

  it('finds nothing where there is nothing to find', () => {
    const random = createRandom('noise')
    const labels = new Uint8Array(ROWS).map(() => random.int(2))
    const { metrics } = run({ set: { ...plan.set, labels } })
    for (const { metric, interval } of metrics.filter(({ metric: name }) => name === 'roc_auc')) {
      expect(interval?.[0], metric).toBeLessThan(0.55)
      expect(interval?.[1], metric).toBeGreaterThan(0.45)
    }
  })

  it.each(['none', 'platt', 'isotonic'] as const)(
    'is measured out of fold and on its test, calibrated by %s',
    (method) => {
      const { metrics, curves, testCurves, test, outOfFold, calibration } = run({ calibration: method })
      expect(calibration.method).toBe(method)
      const aucs = metrics.filter(({ metric }) => metric === 'roc_auc')
      expect(aucs.map(({ n }) => n)).toEqual([outOfFold.rows.length, test?.rows.length])
      for (const { value, interval } of aucs) {
        expect(value).toBeGreaterThan(0.8)
        expect(interval?.[0]).toBeLessThan(value ?? 0)
      }
      expect([curves.roc.n, testCurves?.roc.n]).toEqual([outOfFold.rows.length, test?.rows.length])
    },
  )

  it('without a test uses every row, and says that there is none', () => {
    const { test, testCurves, outOfFold } = run({ testShare: 0 })
    expect([test, testCurves, outOfFold.rows.length]).toEqual([null, null, ROWS])
  })

  it('with too few groups is refused in words', () => {
    expect(() => run({ groups: new Uint32Array(ROWS) })).toThrow(/groups/)
  })
})
