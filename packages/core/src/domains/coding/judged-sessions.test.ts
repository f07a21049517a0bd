import { SuggestionOutcome } from '@vouch/contracts/domains/coding'
import { describe, expect, it } from 'vitest'
import { measureAccuracy } from '../../measure/measure-accuracy.ts'
import { measureAgreement } from '../../measure/measure-agreement.ts'
import { measureCalibration } from '../../measure/measure-calibration.ts'
import { measureSkill } from '../../measure/measure-skill.ts'
import { type FollowedSession, judgedSessions, USEFUL } from './judged-sessions.ts'

const session = (more: Partial<FollowedSession> = {}): FollowedSession => ({
  id: 'trc_1',
  session_id: 's1',
  developer_id: 'd1',
  timestamp: '2026-01-10T12:00:00.000Z',
  model: 'openai/gpt-4o',
  accepted_flag: true,
  confidence: 0.8,
  repo_slug: 'example/app',
  outcome: null,
  ...more,
})
const first = <T>([one]: readonly T[]): T => {
  if (one === undefined) throw new Error('nothing')
  return one
}

describe('a session that was decided on', () => {
  it('is a call of its model, judged by its developer who saw it, with its model and repository to tell it apart by', () => {
    expect(judgedSessions([session()])).toEqual([
      {
        item: 'trc_1',
        group: 'd1',
        version: 'openai/gpt-4o ',
        slice: 'random',
        inclusion: null,
        at: Date.parse('2026-01-10T12:00:00Z'),
        subgroup: { repository: 'example/app', model: 'openai/gpt-4o' },
        call: 'USEFUL',
        probability: 0.8,
        outcome: null,
        verdicts: [
          { expert: 'd1', shown: 'call', at: Date.parse('2026-01-10T12:00:00Z'), label: 'USEFUL', agrees: true },
        ],
      },
    ])
  })

  it('turned out useful where it was merged, not where that was reworked, reverted or never merged; else it is not known', () => {
    const found = SuggestionOutcome.options.map((outcome) => [
      outcome,
      first(judgedSessions([session({ outcome })])).outcome,
    ])
    expect(Object.fromEntries(found)).toEqual({
      merged: 'USEFUL',
      reworked: 'NOT USEFUL',
      reverted: 'NOT USEFUL',
      closed: 'NOT USEFUL',
      open: null,
    })
  })

  it('of nobody that is named shares chance with its conversation, and without a verdict has none', () => {
    const call = first(
      judgedSessions([session({ developer_id: null, model: null, repo_slug: null, accepted_flag: null })]),
    )
    expect(call).toMatchObject({ group: 'conversation s1', version: 'not named ', subgroup: {}, verdicts: [] })
  })
})

describe('sessions in the loop', () => {
  const calls = judgedSessions([
    session({ id: 'a', outcome: 'merged', confidence: 0.9 }),
    session({ id: 'b', outcome: 'reworked', developer_id: 'd2', accepted_flag: false, confidence: 0.1 }),
    session({ id: 'c', outcome: 'closed', developer_id: 'd3', accepted_flag: true, confidence: 0.5 }),
    session({ id: 'd', outcome: 'open', developer_id: 'd4', accepted_flag: false }),
  ])

  it('agree with their developers by what was accepted, and are accurate by what became of it', () => {
    expect(first(measureAgreement(calls, { split: 'random' }))).toMatchObject({ metric: 'agreement', value: 0.5, n: 4 })
    const accuracy = first(measureAccuracy(calls, { split: 'random', positive: USEFUL }))
    expect(accuracy.value).toBeCloseTo(1 / 3, 12)
    const skill = first(measureSkill(calls, { split: 'random', positive: USEFUL }))
    expect(skill.value).toBeCloseTo(2 / 3, 12)
  })

  it('mean by their confidence the chance to be useful', () => {
    const { metrics } = measureCalibration(calls, { split: 'random', positive: USEFUL })
    expect(first(metrics)).toMatchObject({ metric: 'brier' })
    expect(first(metrics).value).toBeCloseTo((0.1 ** 2 + 0.1 ** 2 + 0.5 ** 2) / 3, 12)
  })
})
