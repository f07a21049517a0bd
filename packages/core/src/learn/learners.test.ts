import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rocAuc } from '../measure/ranking.ts'
import type { OpenGraph } from '../model/session.ts'
import { createRandom } from '../random.ts'
import type { Calibration } from './calibration.ts'
import { checkParity } from './check-parity.ts'
import { bytesOf, openLearner } from './fixtures/open-learner.ts'
import { hardRows, SAMPLE_FEATURES, sampleSet } from './fixtures/sample-set.ts'
import { fitIsotonic } from './isotonic.ts'
import type { Learner, TrainingSet } from './learner.ts'
import { logisticRegression } from './logistic-regression.ts'
import { multilayerPerceptron } from './multilayer-perceptron.ts'
import { nearestNeighbours } from './nearest-neighbours.ts'
import { pcaLogistic } from './pca-logistic.ts'
import type { PreprocessSettings } from './preprocess.ts'
import { supportVectorMachine } from './support-vector-machine.ts'

const NONE: Calibration = { method: 'none' }
const SCALES: readonly PreprocessSettings[] = [
  { scaling: 'standard' },
  { scaling: 'robust', addIndicator: true },
  { scaling: 'quantile-normal', addIndicator: true, quantiles: 20 },
]
const NETWORK = { hiddenLayers: [12], alpha: 0.01, learningRate: 0.01, batchSize: 32, epochs: 20, patience: 5 }
const withPreprocessing = <Rest>(rest: Rest) => SCALES.map((preprocessing) => ({ preprocessing, ...rest }))

holdsFor('logistic regression', logisticRegression, withPreprocessing({ C: 1 }))
holdsFor('logistic regression on principal components', pcaLogistic, withPreprocessing({ C: 1, components: 4 }))
holdsFor('nearest neighbours, uniform', nearestNeighbours, withPreprocessing({ neighbours: 9, weights: 'uniform' }))
holdsFor(
  'nearest neighbours, by distance',
  nearestNeighbours,
  withPreprocessing({ neighbours: 9, weights: 'distance' }),
)
holdsFor('support vector machine', supportVectorMachine, withPreprocessing({ C: 1, gamma: 'scale' }))
holdsFor('multilayer perceptron', multilayerPerceptron, withPreprocessing({ ...NETWORK, dropout: 0.2 }))

/** What every learner beside trees holds, whatever its settings. */
function holdsFor<Settings, Fitted>(
  name: string,
  learner: Learner<Settings, Fitted>,
  settings: readonly NoInfer<Settings>[],
): void {
  const train = (set: TrainingSet, chosen: Settings, seed: number | string = 1) =>
    learner.train(set, chosen, { random: createRandom(seed) })
  const trained = (set: TrainingSet, chosen: Settings, calibration = NONE) => ({
    learner,
    fitted: train(set, chosen),
    calibration,
    features: set.features,
  })

  describe.each(settings.map((chosen, i) => ({ chosen, scaling: SCALES[i]!.scaling })))(
    `${name}, $scaling`,
    ({ chosen }) => {
      const set = sampleSet(300, name)
      const known = Float32Array.from([...sampleSet(60, 'new').matrix, ...hardRows(SAMPLE_FEATURES)])
      const rows = known.length / SAMPLE_FEATURES
      const model = trained(set, chosen)
      let graph: OpenGraph
      beforeAll(async () => {
        graph = await openLearner(model)
      })
      afterAll(() => graph.close())

      it('ranks rows it has not seen', () => {
        const unseen = sampleSet(400, 'unseen')
        expect(rocAuc(unseen.labels, learner.predict(model.fitted, unseen.matrix, 400))).toBeGreaterThan(0.8)
      })

      it('scores in onnxruntime as the trainer does: gaps, zeros and the largest numbers too', async () => {
        const parity = await checkParity(model, graph, known)
        expect(parity.rows).toBe(rows)
        expect(parity.margin).toBeLessThanOrEqual(1e-5)
        expect(parity.probability).toBeLessThanOrEqual(1e-6)
      })

      it('scores a batch as its rows one by one, in any order', async () => {
        const batch = await graph.run(known, rows)
        const backwards = new Float32Array(known.length)
        for (let r = 0; r < rows; r++) {
          const row = known.subarray(r * SAMPLE_FEATURES, (r + 1) * SAMPLE_FEATURES)
          backwards.set(row, (rows - 1 - r) * SAMPLE_FEATURES)
          const { margin } = await graph.run(row.slice(), 1)
          expect(Math.abs(margin[0]! - batch.margin[r]!)).toBeLessThanOrEqual(1e-6)
        }
        const reversed = (await graph.run(backwards, rows)).margin.toReversed()
        for (const [r, margin] of reversed.entries())
          expect(Math.abs(margin - batch.margin[r]!)).toBeLessThanOrEqual(1e-6)
      })

      it('is the same bytes from the same rows and seed, also after it went to another thread', () => {
        const again = trained(sampleSet(300, name), chosen)
        expect(bytesOf(again)).toEqual(bytesOf(model))
        expect(bytesOf({ ...model, fitted: structuredClone(model.fitted) })).toEqual(bytesOf(model))
      })

      it.each(Object.entries(degenerate()))('gives a number where %s', async (_, poor) => {
        const model = trained(poor, chosen, isotonicOf(poor))
        const graph = await openLearner(model)
        const parity = await checkParity(model, graph, Float32Array.from([...poor.matrix, ...hardRows(poor.features)]))
        expect(parity.probability).toBeLessThanOrEqual(1e-5)
        await graph.close()
      })

      it('leaves what it is given as it was', () => {
        const given = structuredClone(set)
        train(given, chosen)
        expect(given).toEqual(set)
      })

      it('refuses rows of one label', () => {
        for (const label of [0, 1])
          expect(() => train({ ...set, labels: new Uint8Array(set.rows).fill(label) }, chosen)).toThrow(
            new RangeError('Both labels are needed to train.'),
          )
      })

      it('takes no notice of rows that weigh nothing', () => {
        const half = { ...set, weights: Float64Array.from({ length: set.rows }, (_, r) => (r < 150 ? 1 : 0)) }
        const turned = { ...half, labels: set.labels.map((label, r) => (r < 150 ? label : 1 - label)) }
        expect(bytesOf(trained(turned, chosen))).toEqual(bytesOf(trained(half, chosen)))
      })
    },
  )

  it(`${name} stops when told so, and keeps what it has`, () => {
    const rounds: number[] = []
    const fitted = learner.train(sampleSet(200, 'stopped'), settings[0]!, {
      random: createRandom(1),
      onRound: ({ round, rounds: all, loss }) => {
        rounds.push(round)
        expect(round).toBeLessThanOrEqual(all)
        expect(loss === null || Number.isFinite(loss)).toBe(true)
        return round < 2
      },
    })
    expect(rounds).toEqual([1, 2].slice(0, rounds.length))
    expect(learner.predict(fitted, sampleSet(20, 'new').matrix, 20).every(Number.isFinite)).toBe(true)
  })
}

function isotonicOf({ labels }: TrainingSet): Calibration {
  return {
    method: 'isotonic',
    isotonic: fitIsotonic(
      labels,
      Float32Array.from(labels, (_, r) => Math.sin(r)),
    ),
  }
}

/** Sets that have little to say. */
function degenerate(): Record<string, TrainingSet> {
  const of = (features: number, rows: number[][], labels: number[]): TrainingSet => ({
    matrix: Float32Array.from(rows.flat()),
    rows: rows.length,
    features,
    labels: Uint8Array.from(labels),
  })
  const gap = Number.NaN
  return {
    'there is one row of each label': of(2, [[1, 2], [3, 4]], [0, 1]), // prettier-ignore
    'all rows are one, under both labels': of(2, [[1, 2], [1, 2], [1, 2], [1, 2]], [0, 1, 0, 1]), // prettier-ignore
    'nothing is known': of(3, [[gap, gap, gap], [gap, gap, gap], [gap, gap, gap]], [0, 1, 1]), // prettier-ignore
    'a column is constant and one all missing': of(
      3,
      Array.from({ length: 12 }, (_, r) => [7, gap, Math.sin(r)]),
      Array.from({ length: 12 }, (_, r) => r % 2),
    ),
    'values span all that float32 holds': of(
      2,
      Array.from({ length: 12 }, (_, r) => [r % 2 ? 3.4e38 : -3.4e38, 10 ** (3 * r - 20) * (r % 3 ? 1 : -1)]),
      Array.from({ length: 12 }, (_, r) => (r % 4 < 2 ? 1 : 0)),
    ),
    'values are infinite': of(
      2,
      Array.from({ length: 8 }, (_, r) => [r % 2 ? Infinity : -Infinity, r]),
      Array.from({ length: 8 }, (_, r) => r % 2),
    ),
    'values are as small as can be': of(
      1,
      Array.from({ length: 8 }, (_, r) => [r * 1e-45]),
      Array.from({ length: 8 }, (_, r) => r % 2),
    ),
  }
}
