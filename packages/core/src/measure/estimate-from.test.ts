import { expect, it } from 'vitest'
import { estimateFrom } from './estimate-from.ts'
import { judged } from './fixtures/judged.ts'

const calls = [
  judged({ item: '1', slice: 'random', inclusion: 0.1 }),
  judged({ item: '2', slice: 'uncertain', inclusion: 0.6 }),
  judged({ item: '3', slice: 'random', inclusion: 0.1 }),
]
const items = (figure: Parameters<typeof estimateFrom>[1], options?: { weighted: boolean }, of = calls) => {
  const { calls, split, weighted } = estimateFrom(of, figure, options)
  return { items: calls.map(({ item }) => item), split, weighted }
}
const drawn = { items: ['1', '3'], split: 'random', weighted: false }

it('what is to stand for all calls is estimated from those that chance drew, alone', () => {
  for (const figure of ['accuracy', 'skill', 'agreement', 'calibration', 'experts'] as const)
    expect(items(figure)).toEqual(drawn)
})

it('without any that chance drew there is nothing to estimate from', () => {
  const picked = calls.filter(({ slice }) => slice !== 'random')
  expect(items('accuracy', undefined, picked)).toEqual({ items: [], split: 'random', weighted: false })
})

it('where every chance to be chosen is known all calls can be weighed, for figures that take weights', () => {
  expect(items('accuracy', { weighted: true })).toEqual({ items: ['1', '2', '3'], split: 'weighted', weighted: true })
  expect(items('calibration', { weighted: true })).toEqual(drawn)
  const unknown = [...calls, judged({ item: '4', slice: 'asked' })]
  expect(items('accuracy', { weighted: true }, unknown)).toEqual(drawn)
})

it('what compares verdicts on the same calls is of all that were judged, and says so', () => {
  for (const figure of ['influence', 'switches'] as const)
    expect(items(figure)).toEqual({ items: ['1', '2', '3'], split: 'judged', weighted: false })
})
