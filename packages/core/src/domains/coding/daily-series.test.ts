import { expect, test } from 'vitest'
import { type CodingRecords, knownDays } from './coding-records.ts'
import { dailySeries } from './daily-series.ts'
import { GOLDEN, pullRequest, session } from './golden.fixture.ts'
import { sumByDay } from './session-day.ts'

const WINDOW = { from: '2024-01-01T00:00:00Z', to: '2024-01-31T00:00:00Z' }

function seriesOf(records: CodingRecords, least = 1, window = WINDOW) {
  const found = dailySeries(records, { window, known: knownDays(records), least })
  return Object.fromEntries(found.map((one) => [one.name, one]))
}

test('a series goes from the first to the last day known of its kind, and days between without anything are zero', () => {
  const found = seriesOf(GOLDEN)
  expect(found['sessions']).toMatchObject({ dates: ['2024-01-01', '2024-01-02'], values: [2, 1] })
  expect(found['accepted']?.values).toEqual([1, 0])
  expect(found['errors']?.values).toEqual([0, 1])
  expect(found['tokens']?.values).toEqual([150, 50])
  expect(found['cost_usd']?.values).toEqual([0.00825, 0.00009])
  expect(found['commits']).toMatchObject({ dates: ['2024-01-02'], values: [2] })
  expect(found['prs_opened']).toMatchObject({ values: [1, 1, 0, 0, 0] })
  expect(found['prs_merged']).toMatchObject({ values: [1, 0, 0, 0, 1] })
})

test('a day whose sessions have no cost is not a day without costs', () => {
  const at = (day: number, cost_usd: number | null) => session({ timestamp: `2024-01-0${day}T10:00:00Z`, cost_usd })
  const days = sumByDay([at(1, 0.5), at(2, null), at(4, null), at(4, 0.25)], null)
  expect(seriesOf({ days, commits: [], pullRequests: [] })['cost_usd']?.values).toEqual([0.5, null, 0, 0.25])
})

test('a day that is not over is left out', () => {
  const window = { ...WINDOW, to: '2024-01-02T09:00:00Z' }
  expect(seriesOf(GOLDEN, 1, window)['sessions']?.dates).toEqual(['2024-01-01'])
})

test('a series of fewer people than may be told of is left out, and its days of few are marked', () => {
  expect(seriesOf(GOLDEN, 5)).toEqual({})
  const merged = (author: string, day: number) => pullRequest({ author, created_at: `2024-01-0${day}T10:00:00Z` })
  const six = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((author) => [merged(author, 2), merged(author, 3)])
  const found = seriesOf({ days: [], commits: [], pullRequests: [...six, merged('a', 4)] }, 5)
  expect(found['prs_opened']?.values).toEqual([6, 6, 1])
  expect([...(found['prs_opened']?.hidden ?? [])]).toHaveLength(2)
  expect(found['prs_opened']?.hidden.has('2024-01-04')).toBe(true)
})
