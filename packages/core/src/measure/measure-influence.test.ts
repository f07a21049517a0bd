import { expect, it } from 'vitest'
import { compareShares } from './compare-shares.ts'
import { judged, verdict } from './fixtures/judged.ts'
import type { JudgedCall, Judgement, Shown, Verdict } from './judged-call.ts'
import { measureInfluence } from './measure-influence.ts'
import { measureSwitches } from './measure-switches.ts'

const accept: Judgement = { verdict: 'accept' }
const reject: Judgement = { verdict: 'reject' }
const say = (expert: string, shown: Shown, judgement: Judgement, at = 0) =>
  verdict(judgement, { call: 'planet', expert, shown, at })
/** So many calls that are planets, as called, of which so many are agreed with. */
const many = (name: string, n: number, agreed: number, verdicts: (judgement: Judgement) => Verdict[]) =>
  Array.from({ length: n }, (_, i): JudgedCall =>
    judged({
      item: `${name} ${i}`,
      call: 'planet',
      outcome: 'planet',
      verdicts: verdicts(i < agreed ? accept : reject),
    }),
  )
const of = (metrics: { metric: string; value: number | null; n: number }[]) =>
  Object.fromEntries(metrics.map(({ metric, value, n }) => [metric, [value, n]]))

it('influence is agreement after seeing the call less that of blind verdicts, with Newcombe’s interval where calls are apart', () => {
  const calls = [
    ...many('shown', 70, 56, (judgement) => [say('ada', 'call', judgement)]),
    ...many('blind', 80, 48, (judgement) => [say('ada', 'nothing', judgement)]),
  ]
  const { difference, interval } = compareShares({ count: 56, n: 70 }, { count: 48, n: 80 })
  for (const metric of measureInfluence(calls, { split: 'judged' })) {
    expect(metric).toMatchObject({ n: 150, note: '70 verdicts after seeing the call, 80 blind.' })
    expect(metric.value).toBeCloseTo(difference, 12)
    expect(metric.interval?.[0]).toBeCloseTo(interval[0], 12)
    expect(metric.interval?.[1]).toBeCloseTo(interval[1], 12)
  }
})

it('of the call alone and of its reasons are told apart', () => {
  const calls = [
    ...many('blind', 10, 5, (judgement) => [say('ada', 'nothing', judgement)]),
    ...many('call', 10, 6, (judgement) => [say('ada', 'call', judgement)]),
    ...many('reasons', 10, 9, (judgement) => [say('ada', 'reasons', judgement)]),
  ]
  const influence = (after?: 'call' | 'reasons') =>
    measureInfluence(calls, { split: 'judged', ...(after ? { after } : {}) })[0]?.value
  expect(influence('call')).toBeCloseTo(0.1, 12)
  expect(influence('reasons')).toBeCloseTo(0.4, 12)
  expect(influence()).toBeCloseTo(0.25, 12)
})

it('is null with nothing on one side', () => {
  const blind = many('blind', 10, 5, (judgement) => [say('ada', 'nothing', judgement)])
  for (const metric of measureInfluence(blind, { split: 'judged' }))
    expect(metric).toMatchObject({ value: null, interval: null, n: 10 })
  for (const metric of measureInfluence([], { split: 'judged' })) expect(metric).toMatchObject({ value: null, n: 0 })
})

it('two who do not change do not show that nobody does', () => {
  const calls = many('same', 2, 1, (judgement) => [
    say('ada', 'nothing', judgement, 1),
    say('ada', 'call', judgement, 2),
  ])
  const [agreement] = measureInfluence(calls, { split: 'judged' })
  expect(agreement?.value).toBe(0)
  expect(agreement?.interval?.[0]).toBeLessThan(-0.5)
  expect(agreement?.interval?.[1]).toBeGreaterThan(0.5)
})

it('seeing what is wrong can raise agreement and lower skill at once', () => {
  const wrong = (judgement: Judgement, shown: Shown, i: number) =>
    judged({ item: `${shown} ${i}`, call: 'planet', outcome: 'not', verdicts: [say('ada', shown, judgement)] })
  const calls = [0, 1, 2].flatMap((i) => [wrong(reject, 'nothing', i), wrong(accept, 'call', i)])
  expect(of(measureInfluence(calls, { split: 'judged' }))).toEqual({
    influence_on_agreement: [1, 6],
    influence_on_skill: [-1, 6],
  })
})

it('switches are of experts against their own blind verdict, to the call and away from it, for better and for worse', () => {
  const judgedTwice = (item: string, outcome: string | null, before: Judgement, after: Judgement) =>
    judged({
      item,
      call: 'planet',
      outcome,
      verdicts: [say('ada', 'nothing', before, 1), say('ada', 'reasons', after, 2), say('bo', 'call', accept)],
    })
  const calls = [
    judgedTwice('1', 'planet', reject, accept),
    judgedTwice('2', 'planet', reject, reject),
    judgedTwice('3', 'not', reject, accept),
    judgedTwice('4', 'not', reject, reject),
    judgedTwice('5', null, reject, accept),
    judgedTwice('6', null, accept, reject),
    judgedTwice('7', 'planet', accept, accept),
    judgedTwice('8', 'planet', { verdict: 'unsure' }, accept),
  ]
  expect(of(measureSwitches(calls, { split: 'judged' }))).toEqual({
    switch_to_call: [3 / 5, 5],
    switch_from_call: [1 / 2, 2],
    helped: [1 / 2, 2],
    harmed: [1 / 2, 2],
  })
  expect(of(measureSwitches([], { split: 'judged' }))).toMatchObject({ switch_to_call: [null, 0], harmed: [null, 0] })
})

it('a blind verdict that is later than that after seeing is no switch', () => {
  const calls = [
    judged({
      item: '1',
      call: 'planet',
      verdicts: [say('ada', 'call', reject, 1), say('ada', 'nothing', accept, 2)],
    }),
  ]
  for (const metric of measureSwitches(calls, { split: 'judged' })) expect(metric.n).toBe(0)
})
