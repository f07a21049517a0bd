import type { CodingSession } from '@vouch/contracts/domains/coding'
import { Kpi, type KpiName, Metrics } from '@vouch/contracts/domains/coding-metrics'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CodingRecords, knownDays } from './coding-records.ts'
import { dateOf } from './utc-days.ts'
import { GOLDEN, pullRequest, session } from './golden.fixture.ts'
import { KPI_DEFINITIONS, kpiDefinitions, KPI_NAMES, kpiStatus } from './kpi-definitions.ts'
import { type KpiOptions, measureKpis } from './measure-kpis.ts'
import { sumByDay } from './session-day.ts'
import { simulateCoding, SIMULATION } from './simulate-coding.ts'

const NONE: CodingRecords = { days: [], commits: [], pullRequests: [] }

function optionsOf(records: CodingRecords, given: Partial<KpiOptions> = {}): KpiOptions {
  const window = { from: '2024-01-01T00:00:00Z', to: '2024-01-08T00:00:00Z' }
  return { window, known: knownDays(records), hasPolicy: true, least: 1, ...given }
}

function measure(records: CodingRecords, given: Partial<KpiOptions> = {}): Record<KpiName, Kpi> {
  return measureKpis(records, optionsOf(records, given))
}

function simulated(plan: Partial<typeof SIMULATION> = {}): CodingRecords {
  const { sessions, commits, pullRequests } = simulateCoding({ ...SIMULATION, ...plan })
  return {
    days: sumByDay(sessions, (model) => !model.startsWith('local/')),
    commits: commits.map(({ author, timestamp }) => ({ date: dateOf(timestamp), author, commits: 1 })),
    pullRequests,
  }
}

const round = (value: number | null) => (value === null ? null : Number(value.toFixed(4)))

const LAST_SIX_WEEKS = { from: '2024-02-18T00:00:00Z', to: '2024-03-31T00:00:00Z' }

test('three sessions, two pull requests and two commits give what can be counted by hand', () => {
  const found = measure(GOLDEN)
  const values = Object.fromEntries(
    KPI_NAMES.map((name) => [name, [round(found[name].value), found[name].n, found[name].status]]),
  )
  expect(values).toEqual({
    ai_interaction_velocity: [0.1111, 3, 'critical'],
    acceptance_rate: [33.3333, 3, 'good'],
    model_selection_accuracy: [100, 3, 'good'],
    error_rate: [33.3333, 3, 'critical'],
    token_efficiency: [25, 4, 'good'],
    pr_throughput: [2, 2, 'critical'],
    // two commits in the six days from the first one on
    commit_frequency: [0.3333, 2, 'critical'],
    pr_merge_time_hours: [41, 2, 'critical'],
    rework_rate: [50, 2, 'critical'],
  })
})

test('what is measured is what the wire says it is', () => {
  const records = simulated()
  const found = measure(records, { window: LAST_SIX_WEEKS })
  const window = { ...LAST_SIX_WEEKS, days: 42, simulated_sessions: 0, simulated_work: 0 }
  expect(() => Metrics.parse({ ...found, timestamp: window.to, window })).not.toThrow()
  for (const { value, interval, trend, n } of Object.values(found)) {
    expect(interval?.[0]).toBeLessThan(value ?? Number.NaN)
    expect(interval?.[1]).toBeGreaterThan(value ?? Number.NaN)
    expect(n).toBeGreaterThan(20)
    expect(trend?.days).toHaveLength(42)
    expect(trend?.change).toBeCloseTo((value ?? 0) - (trend?.previous ?? 0), 9)
    expect(trend?.interval?.[0]).toBeLessThan(trend?.change ?? Number.NaN)
    expect(trend?.interval?.[1]).toBeGreaterThan(trend?.change ?? Number.NaN)
  }
})

test('a status goes by the figure’s own direction: a quarter of the threshold is the way from good to critical', () => {
  for (const name of KPI_NAMES) {
    const definition = KPI_DEFINITIONS[name]
    const { direction, threshold } = definition
    const away = direction === 'higher' ? -1 : 1
    const at = (share: number) => kpiStatus(threshold * (1 + away * share), definition)
    expect([at(-0.5), at(0), at(0.01), at(0.25), at(0.26), kpiStatus(null, definition)]).toEqual([
      'good',
      'good',
      'warning',
      'warning',
      'critical',
      'no_data',
    ])
  }
})

test('every figure is defined, with what n counts and how its interval is made', () => {
  expect(kpiDefinitions().map(({ name }) => name)).toEqual(KPI_NAMES)
  for (const one of kpiDefinitions())
    expect(Math.min(one.definition.length, one.counts.length, one.interval.length)).toBeGreaterThan(5)
})

test('of nothing every figure is null and says that there is no data: none is 0, and none is critical', () => {
  for (const kpi of Object.values(measure(NONE)))
    expect(kpi).toMatchObject({ value: null, status: 'no_data', n: 0, interval: null, trend: null, reason: 'no_data' })
})

test('without a policy there is no model selection to be accurate, and it says so', () => {
  expect(measure(GOLDEN, { hasPolicy: false }).model_selection_accuracy).toMatchObject({
    value: null,
    status: 'no_data',
    reason: 'no_policy',
  })
})

test('days without commits are days, and days before the first commit known are not', () => {
  const records = { ...NONE, commits: [{ date: '2024-01-03', author: 'a', commits: 30 }] }
  expect(measure(records).commit_frequency).toMatchObject({ value: 6, n: 30, status: 'critical' })
  const before = { ...knownDays(records), commits: { from: '2023-12-01', until: '2024-01-03' } }
  expect(measure(records, { known: before }).commit_frequency.value).toBeCloseTo(30 / 7, 12)
  const none = measure(NONE, { known: before }).commit_frequency
  expect(none).toMatchObject({ value: 0, n: 0, status: 'critical', reason: null })
  expect(none.interval?.[0]).toBe(0)
  expect(none.interval?.[1]).toBeGreaterThan(0.4)
})

test('throughput is really by the week, whatever the length of the window', () => {
  const pullRequests = Array.from({ length: 28 }, (_, day) =>
    pullRequest({ number: day + 1, merged_at: new Date(Date.UTC(2024, 0, 1 + day, 12)).toISOString() }),
  )
  const per = (days: number) =>
    measure(
      { ...NONE, pullRequests },
      { window: { from: '2024-01-01T00:00:00Z', to: new Date(Date.UTC(2024, 0, 1 + days)).toISOString() } },
    ).pr_throughput.value
  expect([per(7), per(14), per(28)]).toEqual([7, 7, 7])
})

test('a share and its interval lie within 0 and 100 %, whatever the counts', () => {
  const anySession = fc.record({
    developer_id: fc.constantFrom(null, 'a', 'b', 'c', 'd', 'e', 'f'),
    timestamp: fc.integer({ min: 0, max: 14 * 24 }).map((hour) => new Date(Date.UTC(2023, 11, 25, hour)).toISOString()),
    accepted_flag: fc.constantFrom(null, true, false),
    status_code: fc.constantFrom(null, 200, 500),
    total_tokens: fc.constantFrom(null, 0, 10, 1000),
    accepted_lines: fc.constantFrom(null, 0, 3),
  })
  const record = fc.property(fc.array(anySession, { maxLength: 60 }), fc.constantFrom(1, 5), (some, least) => {
    const found = measure(
      {
        ...NONE,
        days: sumByDay(
          some.map((one: Partial<CodingSession>) => session(one)),
          null,
        ),
      },
      { least },
    )
    for (const kpi of Object.values(found)) {
      expect(() => Kpi.parse(kpi)).not.toThrow()
      const { value, interval, unit } = kpi
      if (value === null) expect([kpi.status, kpi.n, interval, kpi.trend]).toEqual(['no_data', 0, null, null])
      if (value === null || interval === null) continue
      expect(interval[0] <= value && value <= interval[1]).toBe(true)
      expect(interval[0]).toBeGreaterThanOrEqual(0)
      if (unit === '%') expect(interval[1]).toBeLessThanOrEqual(100)
    }
  })
  fc.assert(record)
})

test('developers who differ widen an interval that takes sessions, or their days, as independent', () => {
  const work = (developer: string, accepted: number) =>
    Array.from({ length: 100 }, (_, i) =>
      session({
        developer_id: developer,
        timestamp: `2024-01-0${1 + (i % 5)}T10:00:00Z`,
        accepted_flag: Math.floor(i / 5) < accepted / 5,
      }),
    )
  const width = (shares: readonly number[], name: (i: number) => string) => {
    const days = sumByDay(
      shares.flatMap((share, i) => work(name(i), share)),
      null,
    )
    const [low = 0, high = 0] = measure({ ...NONE, days }).acceptance_rate.interval ?? []
    return high - low
  }
  const [apart, alike] = [
    [5, 15, 25, 35, 45, 55],
    [30, 30, 30, 30, 30, 30],
  ]
  const own = (i: number) => `d${i}`
  expect(width(apart, own)).toBeGreaterThan(3 * width(alike, own))
  // of three developers it is their days that are drawn: it is of these three, and narrower
  expect(width(apart, own)).toBeGreaterThan(1.5 * width(apart, (i) => `d${i % 3}`))
})

test('pull requests of which it is not known whether they were opened again are not counted as ones that were not', () => {
  const closed = (number: number, reopened: boolean | null) =>
    pullRequest({ number, reopened, closed_at: '2024-01-03T10:00:00Z' })
  const pullRequests = [closed(1, true), closed(2, false), closed(3, null), pullRequest({ number: 4, reopened: true })]
  expect(measure({ ...NONE, pullRequests }).rework_rate).toMatchObject({ value: 50, n: 2 })
})

test('the time before is just as long, and ends where the window begins', () => {
  const commits = [1, 8, 9, 14, 15, 21, 22].map((day, i) => ({
    date: `2024-01-${String(day).padStart(2, '0')}`,
    author: 'a',
    commits: 10 ** i,
  }))
  const window = { from: '2024-01-15T00:00:00Z', to: '2024-01-22T00:00:00Z' }
  const { value, trend } = measure({ ...NONE, commits }, { window }).commit_frequency
  expect(value).toBeCloseTo(110_000 / 7, 9)
  expect(trend?.previous).toBeCloseTo(1110 / 7, 9)
})

test('a worse time is called worse by the figure’s direction, and a change within chance unclear', () => {
  const sessions = (from: number, failed: number) =>
    Array.from({ length: 600 }, (_, i) =>
      session({
        developer_id: `d${i % 10}`,
        timestamp: new Date(Date.UTC(2024, 0, from + (i % 7), 12)).toISOString(),
        status_code: Math.floor(i / 10) % 60 < failed ? 500 : 200,
        accepted_flag: Math.floor(i / 10) % 60 < failed,
      }),
    )
  const measured = (before: number, now: number) =>
    measure(
      { ...NONE, days: sumByDay([...sessions(1, before), ...sessions(8, now)], null) },
      { window: { from: '2024-01-08T00:00:00Z', to: '2024-01-15T00:00:00Z' } },
    )
  const more = measured(6, 30)
  expect([more.error_rate.trend?.verdict, more.acceptance_rate.trend?.verdict]).toEqual(['worse', 'better'])
  const less = measured(30, 6)
  expect([less.error_rate.trend?.verdict, less.acceptance_rate.trend?.verdict]).toEqual(['better', 'worse'])
  expect(measured(20, 21).error_rate.trend?.verdict).toBe('unclear')
})

test('a window begins with a day', () => {
  const window = { from: '2024-01-01T03:00:00Z', to: '2024-01-08T00:00:00Z' }
  expect(() => measure(GOLDEN, { window })).toThrow(/begins at 00:00 UTC/)
})

test('no figure depends on the order in which days are read, not even in its last digit', () => {
  const records = simulated({ days: 40, sessionsPerDay: 30 })
  const turned = {
    days: records.days.toReversed(),
    commits: records.commits.toReversed(),
    pullRequests: records.pullRequests.toReversed(),
  }
  const window = { from: '2024-01-22T00:00:00Z', to: '2024-02-10T00:00:00Z' }
  expect(measure(turned, { window })).toEqual(measure(records, { window }))
})
