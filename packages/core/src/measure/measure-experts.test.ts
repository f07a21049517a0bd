import { expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { judged, verdict } from './fixtures/judged.ts'
import type { Judgement, Shown } from './judged-call.ts'
import { measureExperts } from './measure-experts.ts'

const say = (expert: string, judgement: Judgement, shown: Shown = 'nothing') =>
  verdict(judgement, { call: 'planet', expert, shown })
const planet: Judgement = { verdict: 'correct', label: 'planet' }
const not: Judgement = { verdict: 'correct', label: 'not' }
const measure = (calls: Parameters<typeof measureExperts>[0], exposure?: 'blind') =>
  measureExperts(calls, { split: 'random', random: createRandom(1), ...(exposure ? { exposure } : {}) })

it('every two experts who judged a call in common have a kappa, of those calls alone', () => {
  const calls = [
    judged({ item: '1', verdicts: [say('bo', planet), say('ada', planet), say('cy', not)] }),
    judged({ item: '2', verdicts: [say('ada', not), say('bo', not)] }),
    judged({ item: '3', verdicts: [say('ada', not), say('bo', planet)] }),
    judged({ item: '4', verdicts: [say('di', not)] }),
  ]
  const { alpha, pairs } = measure(calls)
  expect(pairs.map(({ experts, kappa, observed }) => [...experts, kappa.n, observed])).toEqual([
    ['ada', 'bo', 3, 2 / 3],
    ['ada', 'cy', 1, 0],
    ['bo', 'cy', 1, 0],
  ])
  // observed 2/3, expected 1/3 · 2/3 + 2/3 · 1/3
  expect(pairs[0]?.kappa.value).toBeCloseTo((2 / 3 - 4 / 9) / (5 / 9), 12)
  expect(alpha).toMatchObject({ metric: 'alpha', n: 3, interval: null })
})

it('an expert’s own two verdicts are not two raters, and those who saw the call can be left out', () => {
  const twice = judged({
    item: '1',
    call: 'planet',
    verdicts: [say('ada', not), say('ada', { verdict: 'accept' }, 'call'), say('bo', { verdict: 'accept' }, 'reasons')],
  })
  expect(measure([twice]).pairs).toMatchObject([{ experts: ['ada', 'bo'], observed: 1 }])
  expect(measure([twice], 'blind')).toMatchObject({ alpha: { value: null, n: 0 }, pairs: [] })
})

it('what cannot be compared is null with the n that it has', () => {
  const same = ['1', '2'].map((item) => judged({ item, verdicts: [say('ada', planet), say('bo', planet)] }))
  const { alpha, pairs } = measure(same)
  expect(alpha).toMatchObject({ value: null, interval: null, n: 2 })
  expect(pairs).toMatchObject([{ kappa: { value: null, interval: null, n: 2 }, observed: 1 }])
})
