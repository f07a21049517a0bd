import { expect, it } from 'vitest'
import { judged, verdict } from './fixtures/judged.ts'
import { byExpert, bySubgroup, byVersion } from './split-calls.ts'

const say = (expert: string) => verdict({ verdict: 'accept' }, { call: 'planet', expert, shown: 'call' })
const calls = [
  judged({ item: '1', version: '2', subgroup: { mission: 'tess' }, verdicts: [say('bo'), say('ada'), say('bo')] }),
  judged({ item: '2', version: '1', subgroup: {}, verdicts: [say('ada')] }),
  judged({ item: '3', version: '2', subgroup: { mission: 'kepler', constructor: 'x' } }),
]
const items = (parts: ReturnType<typeof byVersion>) => parts.map(({ name, calls }) => [name, calls.map((c) => c.item)])

it('every call is in one subgroup, and those that have none are last', () => {
  expect(items(bySubgroup(calls, 'mission'))).toEqual([
    ['kepler', ['3']],
    ['tess', ['1']],
    [null, ['2']],
  ])
  expect(items(bySubgroup(calls, 'constructor'))).toEqual([
    ['x', ['3']],
    [null, ['1', '2']],
  ])
  expect(bySubgroup([], 'mission')).toEqual([])
})

it('calls are told apart by the version that made them', () => {
  expect(items(byVersion(calls))).toEqual([
    ['1', ['2']],
    ['2', ['1', '3']],
  ])
})

it('an expert’s calls are each there once, with the own verdicts alone', () => {
  const parts = byExpert(calls)
  expect(items(parts)).toEqual([
    ['ada', ['1', '2']],
    ['bo', ['1']],
  ])
  for (const { name, calls } of parts)
    for (const call of calls) expect(new Set(call.verdicts.map(({ expert }) => expert))).toEqual(new Set([name]))
  expect(parts[1]?.calls[0]?.verdicts).toHaveLength(2)
})
