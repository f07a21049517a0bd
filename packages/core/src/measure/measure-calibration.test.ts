import { expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { judged } from './fixtures/judged.ts'
import type { JudgedCall } from './judged-call.ts'
import { measureCalibration } from './measure-calibration.ts'

/** Calls of a probability that is bent by so much. */
function calls(n: number, bend: number, seed = 'calibration'): JudgedCall[] {
  const random = createRandom(seed)
  return Array.from({ length: n }, (_, i) => {
    const probability = random.uniform()
    const outcome = random.uniform() < probability ** bend ? 'planet' : 'not'
    return judged({ item: `${i}`, group: `star ${i >> 1}`, call: 'planet', probability, outcome })
  })
}
const of = (some: readonly JudgedCall[], positive?: string) => {
  const { metrics } = measureCalibration(some, { split: 'random', ...(positive ? { positive } : {}) })
  return new Map(metrics.map((metric) => [metric.metric, metric]))
}

it('the error of probabilities that mean what they say is small, and of bent ones it is not', () => {
  const error = (bend: number) => of(calls(800, bend), 'planet').get('expected_calibration_error')
  expect(error(1)?.value).toBeLessThan(0.08)
  expect(error(3)?.interval?.[0]).toBeGreaterThan(0.15)
})

it('each figure has an interval of groups that holds it, and bins hold every call', () => {
  for (const metric of of(calls(200, 1.5), 'planet').values()) {
    expect(metric).toMatchObject({ n: 200, split: 'random' })
    expect(metric.interval?.[0]).toBeLessThan(metric.value ?? 0)
    expect(metric.interval?.[1]).toBeGreaterThan(metric.value ?? 0)
  }
  const { bins } = measureCalibration(calls(200, 1.5), { split: 'random', positive: 'planet' })
  expect(bins.reduce((sum, { n }) => sum + n, 0)).toBe(200)
})

it('few groups, or calls that are all alike, have no interval', () => {
  expect(of(calls(38, 1), 'planet').get('brier')).toMatchObject({ n: 38, interval: null })
  expect(of(calls(40, 1), 'planet').get('brier')?.interval).not.toBeNull()
  const sure = calls(60, 1).map((call) => ({ ...call, probability: 1, outcome: 'planet' }))
  expect(of(sure, 'planet').get('brier')).toMatchObject({ value: 0, interval: null })
})

it('without a positive label it is the chance that the call is right; calls that say nothing are in no figure', () => {
  const some = [
    judged({ item: '1', call: 'nevus', probability: 0.8, outcome: 'nevus' }),
    judged({ item: '2', call: 'melanoma', probability: 0.6, outcome: 'nevus' }),
    judged({ item: '3', call: null, probability: 0.6, outcome: 'nevus' }),
    judged({ item: '4', call: 'nevus', probability: null, outcome: 'nevus' }),
    judged({ item: '5', call: 'nevus', probability: 0.9 }),
  ]
  expect(of(some).get('brier')).toMatchObject({ value: (0.2 ** 2 + 0.6 ** 2) / 2, n: 2 })
  expect(of([]).get('brier')).toMatchObject({ value: null, interval: null, n: 0 })
  expect(of([]).get('expected_calibration_error')).toMatchObject({ value: null, interval: null, n: 0 })
})
