import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { checkParity } from './check-parity.ts'
import { openLearner } from './fixtures/open-learner.ts'
import { referenceSet } from './fixtures/sample-set.ts'
import type { TrainingSet } from './learner.ts'
import { nearestNeighbours, type NearestNeighboursSettings } from './nearest-neighbours.ts'
import { sigmoid } from './tree.ts'
import { takeRows } from './take-rows.ts'

const STANDARD = { scaling: 'standard' } as const
const train = (set: TrainingSet, settings: Omit<NearestNeighboursSettings, 'preprocessing'>) =>
  nearestNeighbours.train(set, { preprocessing: STANDARD, ...settings }, { random: createRandom(1) })
/** The share of votes that log-odds were made of. */
const shareOf = (margin: number, k: number) => (sigmoid(margin) * (k + 1) - 0.5) / k
const line = (values: number[], labels: number[]): TrainingSet => ({
  matrix: Float32Array.from(values),
  rows: values.length,
  features: 1,
  labels: Uint8Array.from(labels),
})

describe('nearest neighbours', () => {
  it.each([
    ['uniform', [0, 0, 0.4, 1, 0.4, 0, 0, 0, 0, 0]],
    ['distance', [0, 0, 0.3133834919146994, 1, 0.4037420568083552, 0, 0, 0, 0, 0]],
  ] as const)('vote as scikit-learn’s do, %s', (weights, shares) => {
    const set = referenceSet()
    const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
    // scikit-learn was given a scale of all rows
    const fitted = { ...train(set, { neighbours: 5, weights }) }
    const known = train(takeRows(set, rows(0, 50)), { neighbours: 5, weights })
    const points = { ...fitted.points, values: fitted.points.values.slice(0, 150), count: 50 }
    const model = { ...known, preprocessing: fitted.preprocessing, points }
    const margins = nearestNeighbours.predict(model, takeRows(set, rows(50, 60)).matrix, 10)
    for (const [i, share] of shares.entries()) expect(shareOf(margins[i]!, 5)).toBeCloseTo(share, 5)
  })

  it('that are equally near vote in the order of training, here and in onnxruntime', async () => {
    const rows = line([1, 1, 1, -1, -1, -1], [1, 0, 0, 0, 0, 1])
    const fitted = train(rows, { neighbours: 1, weights: 'uniform' })
    expect(shareOf(nearestNeighbours.predict(fitted, Float32Array.of(1), 1)[0]!, 1)).toBeCloseTo(1, 5)
    // midway between both places: the first row again
    expect(shareOf(nearestNeighbours.predict(fitted, Float32Array.of(0), 1)[0]!, 1)).toBeCloseTo(1, 5)
    const model = { learner: nearestNeighbours, fitted, calibration: { method: 'none' } as const, features: 1 }
    const graph = await openLearner(model)
    expect((await checkParity(model, graph, Float32Array.of(1, -1, 0, 0.5, Number.NaN))).margin).toBeLessThan(1e-6)
    await graph.close()
  })

  it('that are the row itself outvote all others by distance, and still give finite log-odds', () => {
    const fitted = train(line([0, 1, 2, 3], [1, 0, 0, 0]), { neighbours: 4, weights: 'distance' })
    const [margin] = nearestNeighbours.predict(fitted, Float32Array.of(0), 1)
    expect(shareOf(margin!, 4)).toBeGreaterThan(0.99)
    expect(margin).toBeLessThan(Math.log(4.5 / 0.5) + 1e-6)
  })

  it('vote with the weight of their rows', () => {
    const set = { ...line([0, 1, 2], [1, 0, 0]), weights: Float64Array.of(6, 1, 1) }
    const [margin] = nearestNeighbours.predict(train(set, { neighbours: 3, weights: 'uniform' }), Float32Array.of(9), 1)
    expect(shareOf(margin!, 3)).toBeCloseTo(0.75, 5)
  })

  it('are all rows where more are asked for than there are; none is refused', () => {
    const set = line([0, 1, 2], [1, 0, 0])
    expect(train(set, { neighbours: 50, weights: 'uniform' }).neighbours).toBe(3)
    expect(() => train(set, { neighbours: 0, weights: 'uniform' })).toThrow(RangeError)
  })
})
