import { expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { checkParity } from './check-parity.ts'
import { sampleSet } from './fixtures/sample-set.ts'
import { logisticRegression } from './logistic-regression.ts'

const set = sampleSet(50, 'parity')
const settings = { preprocessing: { scaling: 'standard' }, C: 1 } as const
const fitted = logisticRegression.train(set, settings, { random: createRandom(1) })
const trained = {
  learner: logisticRegression,
  fitted,
  calibration: { method: 'none' } as const,
  features: set.features,
}
const own = logisticRegression.predict(fitted, set.matrix, set.rows)
const served = (change: (margin: number, row: number) => number) => ({
  run: () => {
    const margin = own.map(change)
    return Promise.resolve({ margin, probability: margin.map((m) => 1 / (1 + Math.exp(-m))) })
  },
})

it('a graph that differs in one row differs by that much', async () => {
  const parity = await checkParity(trained, served((m, r) => (r === 31 ? m + 0.5 : m)), set.matrix) // prettier-ignore
  expect(parity.margin).toBeCloseTo(0.5, 5)
  expect(parity.probability).toBeGreaterThan(0.001)
  expect(parity.rows).toBe(50)
})

it('a graph that gives no number differs without bound', async () => {
  const parity = await checkParity(trained, served((m, r) => (r === 3 ? Number.NaN : m)), set.matrix) // prettier-ignore
  expect(parity).toMatchObject({ margin: Infinity, probability: Infinity })
})
