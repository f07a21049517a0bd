import type { Profile } from '@vouch/contracts/domains/coding-metrics'
import { expect, it } from 'vitest'
import { daysOfProfile } from './days-of-profile.ts'

const day = (date: string, sessions: number): Profile['days'][number] => ({
  date,
  sessions,
  tokens: 0,
  accepted_lines: 0,
  cost_usd: null,
  sessions_without_cost: sessions,
  accepted: 0,
  errors: 0,
})

it('a day without a session between two with some is nought, over a change of months too', () => {
  expect(daysOfProfile({ days: [day('2024-02-28', 2), day('2024-03-01', 1)] })).toEqual([
    { date: '2024-02-28', value: 2 },
    { date: '2024-02-29', value: 0 },
    { date: '2024-03-01', value: 1 },
  ])
  expect(daysOfProfile({ days: [] })).toEqual([])
})
