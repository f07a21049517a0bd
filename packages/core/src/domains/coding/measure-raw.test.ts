import { RawMetrics } from '@vouch/contracts/domains/coding-metrics'
import { expect, test } from 'vitest'
import { knownDays } from './coding-records.ts'
import { GOLDEN, session } from './golden.fixture.ts'
import { measureRaw, type RawOptions } from './measure-raw.ts'
import { sumByDay } from './session-day.ts'

const OPTIONS: RawOptions = {
  window: { from: '2024-01-01T00:00:00Z', to: '2024-01-08T00:00:00Z' },
  known: knownDays(GOLDEN),
  hasPolicy: true,
  least: 1,
  told: { latency: { medianMs: 1500, developers: 2 }, simulated: { sessions: 0, work: 0 } },
}

test('three sessions, two pull requests and two commits give what can be counted by hand', () => {
  const found = measureRaw(GOLDEN, OPTIONS)
  expect(found).toEqual({
    window: {
      from: '2024-01-01T00:00:00.000Z',
      to: '2024-01-08T00:00:00.000Z',
      days: 7,
      simulated_sessions: 0,
      simulated_work: 0,
    },
    sessions: 3,
    developers: 2,
    median_latency_ms: 1500,
    sessions_per_hour: 0.1111,
    acceptance_rate: 0.3333,
    model_selection_accuracy: 1,
    error_rate: 0.3333,
    tokens_per_accept: 100,
    tokens_per_accepted_line: 25,
    acceptance_quality: { sample: 3, 'share_at_least_0.7': 0.3333 },
    merged: 2,
    pr_merge_time_hours: [10, 72],
    rework_rate: 0.5,
    total_cost_usd: 0.00834,
    sessions_without_cost: 0,
    cost_per_merged_pr_usd: 0.00417,
    lag_1_correlation: { n_days: 1, r: null },
    reason: null,
  })
  expect(() => RawMetrics.parse(found)).not.toThrow()
})

test('a window that ends in the middle of a later day gives the same', () => {
  const to = '2024-02-10T11:22:33Z'
  const { window, ...found } = measureRaw(GOLDEN, { ...OPTIONS, window: { ...OPTIONS.window, to } })
  const { window: _, ...expected } = measureRaw(GOLDEN, OPTIONS)
  expect(found).toEqual(expected)
  expect(window.days).toBeCloseTo(40.474, 2)
})

test('two developers are too few for those who may not see single ones: no number of theirs is given', () => {
  const found = measureRaw(GOLDEN, { ...OPTIONS, least: 5 })
  expect(found).toMatchObject({
    sessions: 0,
    developers: null,
    merged: null,
    pr_merge_time_hours: [],
    reason: 'too_few',
  })
  const numbers = Object.entries(found).filter(
    ([name, value]) => name !== 'sessions_without_cost' && name !== 'sessions' && typeof value === 'number',
  )
  expect(numbers).toEqual([])
  expect(found.lag_1_correlation).toEqual({ n_days: 0, r: null })
})

test('of six developers figures are told to those who may not see single ones, but no pull request by itself, and no count to the digit', () => {
  const six = ['a', 'b', 'c', 'd', 'e', 'f']
  const records = {
    days: six.flatMap((developer) => GOLDEN.days.slice(0, 1).map((day) => ({ ...day, developer }))),
    commits: [],
    pullRequests: six.map((author, i) => ({ ...GOLDEN.pullRequests[0]!, author, number: i + 1 })),
  }
  const known = knownDays(records)
  expect(measureRaw(records, { ...OPTIONS, known }).pr_merge_time_hours).toHaveLength(6)
  const told = measureRaw(records, { ...OPTIONS, known, least: 5 })
  expect(told).toMatchObject({ developers: 5, merged: 5, pr_merge_time_hours: [], reason: null })
  expect(told.acceptance_rate).toBe(0.5)
})

test('of nothing there is no number, and no cost of none', () => {
  const none = { days: [], commits: [], pullRequests: [] }
  expect(
    measureRaw(none, {
      ...OPTIONS,
      known: knownDays(none),
      told: { latency: { medianMs: null, developers: 0 }, simulated: { sessions: 0, work: 0 } },
    }),
  ).toMatchObject({
    sessions: 0,
    acceptance_rate: null,
    total_cost_usd: null,
    merged: null,
    cost_per_merged_pr_usd: null,
    reason: 'no_data',
  })
})

test('the median latency is of five developers who tell theirs, and not of five who have sessions', () => {
  const days = [1, 2, 3, 4, 5].map((i) =>
    session({ developer_id: `d${i}`, timestamp: '2024-01-02T10:00:00Z', accepted_flag: true }),
  )
  const records = { days: sumByDay(days, null), commits: [], pullRequests: [] }
  const median = (least: number, developers: number) =>
    measureRaw(records, {
      ...OPTIONS,
      least,
      known: knownDays(records),
      told: { latency: { medianMs: 1234.5, developers }, simulated: { sessions: 3, work: 8 } },
    })
  expect(median(5, 4)).toMatchObject({ sessions: 5, median_latency_ms: null })
  expect(median(5, 5)).toMatchObject({ median_latency_ms: 1230, window: { simulated_sessions: 5, simulated_work: 10 } })
  expect(median(1, 0)).toMatchObject({
    median_latency_ms: 1234.5,
    window: { simulated_sessions: 3, simulated_work: 8 },
  })
})
