import { describe, expect, it } from 'vitest'
import { judged, verdict } from './fixtures/judged.ts'
import { inOrder, isRight, type Judgement, readVerdict, standingVerdicts } from './judged-call.ts'

const two = ['planet', 'not']
const three = ['nevus', 'melanoma', 'keratosis']

it.each<[Judgement, string | null, string[], string | null, boolean | null]>([
  [{ verdict: 'accept' }, 'planet', two, 'planet', true],
  [{ verdict: 'reject' }, 'planet', two, 'not', false],
  [{ verdict: 'reject' }, 'nevus', three, null, false],
  [{ verdict: 'correct', label: 'melanoma' }, 'nevus', three, 'melanoma', false],
  // of a blind expert, who did not know
  [{ verdict: 'correct', label: 'nevus' }, 'nevus', three, 'nevus', true],
  [{ verdict: 'unsure' }, 'nevus', three, null, null],
  // the model abstained
  [{ verdict: 'correct', label: 'nevus' }, null, three, 'nevus', null],
  [{ verdict: 'accept' }, null, three, null, null],
  [{ verdict: 'reject' }, null, two, null, null],
])('%j of the call %s among %j says %s, and agrees: %s', (judgement, call, labels, label, agrees) => {
  expect(readVerdict(judgement, { call, labels })).toEqual({ label, agrees })
})

describe('the verdict that stands', () => {
  const of = (given: Judgement, rest: { expert: string; shown?: 'nothing' | 'call'; at?: number }) =>
    verdict(given, { call: 'planet', ...rest })
  const first = of({ verdict: 'correct', label: 'not' }, { expert: 'ada', at: 1 })
  const second = of({ verdict: 'accept' }, { expert: 'ada', shown: 'call', at: 2 })
  const other = of({ verdict: 'reject' }, { expert: 'bo', shown: 'call', at: 1 })
  const call = judged({ item: 'a', call: 'planet', verdicts: [second, other, first] })

  it('is an expert’s last one, of those looked at', () => {
    const verdicts = (exposure?: 'blind' | 'shown' | 'any') =>
      standingVerdicts([call], exposure).map((one) => one.verdict)
    expect(verdicts()).toEqual([second, other])
    expect(verdicts('blind')).toEqual([first])
    expect(verdicts('shown')).toEqual([second, other])
  })

  it('is nothing where the last one is unsure: what was said before is taken back', () => {
    const unsure = of({ verdict: 'unsure' }, { expert: 'ada', at: 3 })
    const [one] = standingVerdicts([judged({ item: 'a', call: 'planet', verdicts: [unsure, first] })])
    expect(one?.verdict).toMatchObject({ label: null, agrees: null })
  })

  it('of one millisecond is that given after seeing the call', () => {
    const same = { ...second, at: 1 }
    for (const verdicts of [
      [first, same],
      [same, first],
    ])
      expect(standingVerdicts([{ ...call, verdicts }])[0]?.verdict).toBe(same)
  })
})

it('a verdict that rejects without a label is right where the call is wrong', () => {
  const said = (call: string, outcome: string | null) => {
    const verdicts = [
      { expert: 'ada', shown: 'call', at: 0, ...readVerdict({ verdict: 'reject' }, { call, labels: three }) } as const,
    ]
    return isRight(standingVerdicts([judged({ item: 'a', call, outcome, verdicts })])[0]!)
  }
  expect([said('nevus', 'melanoma'), said('nevus', 'nevus'), said('nevus', null)]).toEqual([true, false, null])
})

it('calls are taken by item, in the same order on every machine', () => {
  const items = ['b', 'a10', 'Z', 'ä', 'a9']
  expect(inOrder(items.map((item) => judged({ item }))).map(({ item }) => item)).toEqual(['Z', 'a10', 'a9', 'b', 'ä'])
})
