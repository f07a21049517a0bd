import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { fitPlatt } from './calibrate.ts'
import { referenceSet, sampleSet } from './fixtures/sample-set.ts'
import type { TrainingSet, TrainOptions } from './learner.ts'
import { supportVectorMachine, type SupportVectorMachineSettings } from './support-vector-machine.ts'
import { sigmoid } from './tree.ts'

const preprocessing = { scaling: 'standard' } as const
const train = (
  set: TrainingSet,
  settings: Omit<SupportVectorMachineSettings, 'preprocessing'>,
  options: Partial<TrainOptions> = {},
) => supportVectorMachine.train(set, { preprocessing, ...settings }, { random: createRandom(1), ...options })
type Fitted = ReturnType<typeof train>
const decisions = (fitted: Fitted, matrix: Float32Array, rows: number) =>
  supportVectorMachine.predict({ ...fitted, platt: { slope: 1, offset: 0 } }, matrix, rows)

describe('the support vector machine', () => {
  const set = referenceSet()
  const thirds = Float64Array.from({ length: set.rows }, (_, r) => 1 + (r % 3))

  it.each([
    [
      'gamma as given',
      { C: 2, gamma: 0.5 },
      undefined,
      [-1.7337264231, -1.3998936493, -1.6090645165, -1.3504158251, -1.2971136316, -1.4564238814],
    ],
    [
      'gamma by scale, weighted rows',
      { C: 2, gamma: 'scale' },
      thirds,
      [-1.8967448006, -1.5319461793, -2.2513164813, -2.1693607017, -2.0914644589, -2.1612527717],
    ],
  ] as const)('decides as libsvm does, %s', (_, settings, weights, expected) => {
    const fitted = train({ ...set, ...(weights && { weights }) }, settings)
    const own = decisions(fitted, set.matrix, 6)
    // two solvers, each within its tolerance of the optimum
    for (const [r, decision] of expected.entries()) expect(Math.abs(own[r]! - decision)).toBeLessThan(3e-3)
  })

  it('gives a row that supports no more than its cost, and both labels the same in sum', () => {
    const { coefficients } = train(sampleSet(300, 'svm'), { C: 0.7, gamma: 'scale' })
    let sum = 0
    for (const coefficient of coefficients) {
      expect(Math.abs(coefficient)).toBeLessThanOrEqual(Math.fround(0.7))
      sum += coefficient
    }
    expect(Math.abs(sum)).toBeLessThan(1e-4)
  })

  it('takes its scale from rows held back, when there are some of both labels', () => {
    const held = sampleSet(200, 'held back')
    const fitted = train(sampleSet(300, 'svm'), { C: 1, gamma: 'scale' }, { validation: held })
    const { slope, offset } = fitPlatt(held.labels, decisions(fitted, held.matrix, held.rows))
    expect(fitted.platt.slope).toBeCloseTo(slope, 4)
    expect(fitted.platt.offset).toBeCloseTo(offset, 4)
  })

  it('is not sure of noise that it has learned by heart', () => {
    const random = createRandom('noise')
    const noise: TrainingSet = {
      matrix: Float32Array.from({ length: 400 }, () => random.normal()),
      rows: 200,
      features: 2,
      labels: Uint8Array.from({ length: 200 }, () => random.int(2)),
    }
    const fitted = train(noise, { C: 1000, gamma: 50 })
    const learned = decisions(fitted, noise.matrix, noise.rows)
    const right = learned.filter((decision, r) => decision > 0 === (noise.labels[r] === 1)).length
    expect(right / noise.rows).toBeGreaterThan(0.95)
    for (const label of [0, 1]) {
      const margins = supportVectorMachine.predict(fitted, noise.matrix, noise.rows)
      const called = margins.filter((_, r) => noise.labels[r] === label).map(sigmoid)
      expect(called.reduce((sum, p) => sum + p, 0) / called.length).toBeGreaterThan(0.2)
      expect(called.reduce((sum, p) => sum + p, 0) / called.length).toBeLessThan(0.8)
    }
  })

  it('tells of the machine and of each inner fold', () => {
    const rounds: [number, number][] = []
    const onRound: TrainOptions['onRound'] = ({ round, rounds: all }) => rounds.push([round, all]) > 0
    train(sampleSet(100, 'svm'), { C: 1, gamma: 'scale', calibrationFolds: 3 }, { onRound })
    expect(rounds).toEqual([1, 2, 3, 4].map((round) => [round, 4]))
  })

  it('refuses settings that mean nothing', () => {
    for (const settings of [
      { C: 0, gamma: 1 },
      { C: 1, gamma: 0 },
      { C: 1, gamma: Number.NaN },
    ])
      expect(() => train(set, settings)).toThrow(RangeError)
  })
})
