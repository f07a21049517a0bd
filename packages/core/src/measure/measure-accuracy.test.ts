import { expect, it } from 'vitest'
import { judged, verdict } from './fixtures/judged.ts'
import { wilson } from './interval.ts'
import { measureAccuracy } from './measure-accuracy.ts'

const value = (metrics: ReturnType<typeof measureAccuracy>, name: string) =>
  metrics.find(({ metric }) => metric === name)

it('a call counts once, however many experts judged it', () => {
  const five = ['ada', 'bo', 'cy', 'di', 'ed'].map((expert) =>
    verdict({ verdict: 'accept' }, { call: 'planet', expert, shown: 'call' }),
  )
  const [accuracy] = measureAccuracy(
    [
      judged({ item: 'a', call: 'planet', outcome: 'planet', verdicts: five }),
      judged({ item: 'b', call: 'planet', outcome: 'not' }),
    ],
    { split: 'random' },
  )
  expect(accuracy).toEqual({ metric: 'accuracy', value: 0.5, interval: wilson(1, 2), n: 2, split: 'random' })
})

it('is against the outcome, whatever experts say', () => {
  const accept = verdict({ verdict: 'accept' }, { call: 'planet', expert: 'ada', shown: 'call' })
  const calls = [judged({ item: 'a', call: 'planet', outcome: 'not', verdicts: [accept] })]
  expect(measureAccuracy(calls, { split: 'random' })[0]?.value).toBe(0)
  const unknown = [judged({ item: 'a', call: 'planet', verdicts: [accept] })]
  expect(measureAccuracy(unknown, { split: 'random' })[0]).toMatchObject({ value: null, interval: null, n: 0 })
})

it('a figure says how many calls the model abstained from, and that calls come in groups', () => {
  const calls = ['planet', 'planet', null].map((call, i) =>
    judged({ item: `${i}`, group: 'star', call, outcome: 'planet' }),
  )
  const [accuracy] = measureAccuracy(calls, { split: 'random' })
  expect(accuracy).toMatchObject({ value: 1, n: 2, interval: wilson(1, 1) })
  expect(accuracy?.note).toBe(
    'Of 3 calls with an outcome the model abstained from 1. The interval takes 1 groups, not 2 rows, as independent.',
  )
})

it('of one label only, what is a share of nothing is null', () => {
  const calls = [judged({ item: 'a', call: 'not', outcome: 'not' })]
  const metrics = measureAccuracy(calls, { split: 'random', positive: 'planet' })
  expect(value(metrics, 'specificity')?.value).toBe(1)
  for (const name of ['sensitivity', 'precision'])
    expect(value(metrics, name)).toMatchObject({ value: null, interval: null, n: 0 })
})

it('weighted, calls that were rarely chosen stand for more', () => {
  const calls = [
    judged({ item: 'a', call: 'planet', outcome: 'planet', inclusion: 0.1 }),
    judged({ item: 'b', call: 'planet', outcome: 'not', inclusion: 0.5 }),
  ]
  expect(measureAccuracy(calls, { split: 'weighted', weighted: true })[0]?.value).toBeCloseTo(10 / 12, 12)
  for (const inclusion of [null, 0, 2])
    expect(() =>
      measureAccuracy([judged({ item: 'a', call: 'x', outcome: 'x', inclusion })], { split: 's', weighted: true }),
    ).toThrow(RangeError)
})
