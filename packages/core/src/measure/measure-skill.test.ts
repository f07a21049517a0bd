import { expect, it } from 'vitest'
import { judged, verdict } from './fixtures/judged.ts'
import { type JudgedCall, type Judgement, readVerdict } from './judged-call.ts'
import { measureAgreement } from './measure-agreement.ts'
import { measureSkill } from './measure-skill.ts'
import { byExpert } from './split-calls.ts'

const planet: Judgement = { verdict: 'correct', label: 'planet' }
const not: Judgement = { verdict: 'correct', label: 'not' }
const blind = (expert: string, judgement: Judgement, call: string | null = 'planet') =>
  verdict(judgement, { call, expert })

const calls: JudgedCall[] = [
  judged({ item: '1', call: 'planet', outcome: 'planet', verdicts: [blind('ada', planet), blind('bo', not)] }),
  judged({ item: '2', call: 'planet', outcome: 'not', verdicts: [blind('ada', not), blind('bo', not)] }),
  judged({ item: '3', call: 'planet', outcome: 'not', verdicts: [blind('ada', planet)] }),
  judged({ item: '4', call: 'planet', verdicts: [blind('bo', planet)] }),
]
const of = (metrics: { metric: string; value: number | null; n: number }[]) =>
  Object.fromEntries(metrics.map(({ metric, value, n }) => [metric, [value, n]]))

it('skill is of verdicts against outcomes, and agreement of calls against verdicts', () => {
  expect(of(measureSkill(calls, { split: 'random', positive: 'planet' }))).toEqual({
    skill: [3 / 5, 5],
    skill_sensitivity: [1 / 2, 2],
    skill_specificity: [2 / 3, 3],
    skill_precision: [1 / 2, 2],
  })
  // the call is always the same: beyond chance there is nothing
  expect(of(measureAgreement(calls, { split: 'random' }))).toEqual({ agreement: [3 / 6, 6], agreement_kappa: [0, 6] })
})

it('each expert’s skill is of the own verdicts alone', () => {
  const each = byExpert(calls).map(({ name, calls }) => [name, of(measureSkill(calls, { split: 'random' })).skill])
  expect(each).toEqual([
    ['ada', [2 / 3, 3]],
    ['bo', [1 / 2, 2]],
  ])
})

it('what says nothing is in no figure', () => {
  const unsure = [
    judged({ item: '1', call: 'planet', outcome: 'planet', verdicts: [blind('ada', { verdict: 'unsure' })] }),
  ]
  for (const metric of [...measureSkill(unsure, { split: 's' }), ...measureAgreement(unsure, { split: 's' })])
    expect(metric).toMatchObject({ value: null, interval: null, n: 0 })
})

it('where the model abstained a verdict has skill, and there is nothing to agree with', () => {
  const abstained = [judged({ item: '1', outcome: 'planet', verdicts: [blind('ada', planet, null)] })]
  expect(measureSkill(abstained, { split: 's' })[0]).toMatchObject({ value: 1, n: 1 })
  expect(measureAgreement(abstained, { split: 's' })[0]).toMatchObject({ value: null, n: 0 })
})

it('a verdict that rejects one of many labels is right where the outcome is another, and the figure says how many do', () => {
  const labels = ['nevus', 'melanoma', 'keratosis']
  const reject = (call: string) => [
    { expert: 'ada', shown: 'call' as const, at: 0, ...readVerdict({ verdict: 'reject' }, { call, labels }) },
  ]
  const rejected = [
    judged({ item: '1', call: 'nevus', outcome: 'melanoma', verdicts: reject('nevus') }),
    judged({ item: '2', call: 'melanoma', outcome: 'melanoma', verdicts: reject('melanoma') }),
    judged({ item: '3', call: 'melanoma', outcome: 'nevus', verdicts: reject('melanoma') }),
  ]
  const metrics = measureSkill(rejected, { split: 's', positive: 'melanoma' })
  // whether the first one says melanoma nobody knows
  expect(of(metrics)).toEqual({
    skill: [2 / 3, 3],
    skill_sensitivity: [0, 1],
    skill_specificity: [1, 1],
    skill_precision: [null, 0],
  })
  expect(metrics[0]?.note).toContain('3 verdicts 3 reject the call')
  const [agreement, kappa] = measureAgreement(rejected, { split: 's' })
  expect(agreement).toMatchObject({ value: 0, n: 3 })
  expect(kappa).toMatchObject({ value: null, n: 0 })
})

it('experts who are drawn make the interval wide where they are few', () => {
  const many = Array.from({ length: 60 }, (_, i) =>
    judged({
      item: `${i}`,
      call: 'planet',
      outcome: 'planet',
      verdicts: [blind('ada', planet), blind('bo', i % 3 ? planet : not)],
    }),
  )
  const width = (drawExperts: boolean) => {
    const [skill] = measureSkill(many, { split: 's', drawExperts })
    return (skill?.interval?.[1] ?? 0) - (skill?.interval?.[0] ?? 0)
  }
  expect(width(true)).toBeGreaterThan(3 * width(false))
})
