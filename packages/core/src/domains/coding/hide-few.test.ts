import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CodingRecords, knownDays } from './coding-records.ts'
import { pullRequest, session } from './golden.fixture.ts'
import { coarsenAnomaly, coarsenCorrelation, daysOfFew } from './hide-few.ts'
import { KPI_NAMES } from './kpi-definitions.ts'
import type { KpiPart } from './kpi-parts.ts'
import { measureKpis } from './measure-kpis.ts'
import { sumByDay } from './session-day.ts'

const WINDOW = { from: '2024-01-08T00:00:00Z', to: '2024-01-15T00:00:00Z' }

/** Each developer's work: a session, a commit and a pull request on each of these days of January. */
function recordsOf(work: readonly (readonly [who: string | null, days: readonly number[]])[]): CodingRecords {
  const each = work.flatMap(([who, days]) =>
    days.map((day) => ({ who, at: new Date(Date.UTC(2024, 0, day, 9 + day / 4)).toISOString() })),
  )
  return {
    days: sumByDay(
      each.flatMap(({ who, at }) => {
        const one = {
          developer_id: who,
          model: 'm',
          status_code: 200,
          accepted_flag: true,
          accepted_lines: 3,
          total_tokens: 90,
        }
        // two of them, so that an hour’s pace has a length
        return [session({ ...one, timestamp: at }), session({ ...one, timestamp: at.replace(':00.000Z', ':30.000Z') })]
      }),
      () => true,
    ),
    commits: each.map(({ who, at }) => ({ date: at.slice(0, 10), author: who, commits: 2 })),
    pullRequests: each.map(({ who, at }, i) =>
      pullRequest({
        number: i + 1,
        author: who,
        created_at: '2024-01-01T00:00:00Z',
        closed_at: at,
        merged_at: at,
        reopened: false,
      }),
    ),
  }
}

function measure(records: CodingRecords, least: number) {
  return measureKpis(records, { window: WINDOW, known: knownDays(records), hasPolicy: true, least })
}

const people = (count: number, days: readonly number[]) =>
  Array.from({ length: count }, (_, i) => [`d${i}`, days] as const)

test('a figure of four people is null, and so are its n, interval and trend; of five it is there', () => {
  const four = measure(recordsOf(people(4, [9, 10, 11])), 5)
  for (const name of KPI_NAMES)
    expect(four[name]).toMatchObject({
      value: null,
      n: 0,
      interval: null,
      trend: null,
      status: 'no_data',
      reason: 'too_few',
    })
  const five = measure(recordsOf(people(5, [9, 10, 11])), 5)
  for (const name of KPI_NAMES) expect(five[name]).toMatchObject({ reason: null, value: expect.any(Number) })
  const owner = measure(recordsOf(people(1, [9, 10, 11])), 1)
  for (const name of KPI_NAMES) expect(owner[name].value).not.toBeNull()
})

test('sessions that nobody is named for make nobody', () => {
  const work = [...people(4, [9, 10]), [null, [9, 10, 11]] as const]
  expect(measure(recordsOf(work), 5).acceptance_rate.reason).toBe('too_few')
  expect(measure(recordsOf([[null, [9, 10]]]), 5).commit_frequency.reason).toBe('too_few')
})

test('the time before is not told where fewer had a part in it', () => {
  const found = measure(recordsOf([...people(6, [9, 10, 11]), ['d0', [2, 3]], ['d1', [2, 3]]]), 5)
  for (const name of KPI_NAMES)
    expect(found[name].trend).toMatchObject({ previous: null, change: null, interval: null, verdict: 'unclear' })
})

test('a day of fewer is null, and another goes with it, so that it is not the rest of the whole', () => {
  const found = measure(recordsOf([...people(6, [9, 10, 11]), ['d0', [13]]]), 5)
  for (const name of ['commit_frequency', 'pr_throughput', 'acceptance_rate'] as const) {
    const shown = found[name].trend?.days.filter(({ value }) => value !== null && value > 0) ?? []
    expect(shown.map(({ date }) => date)).toHaveLength(2)
    expect(shown.map(({ date }) => date)).not.toContain('2024-01-13')
  }
})

test('what is hidden is nothing, or of five people and more together, or all there is', () => {
  const anyParts = fc.array(
    fc.record({
      who: fc.constantFrom(null, 'a', 'b', 'c', 'd', 'e', 'f', 'g'),
      date: fc.constantFrom('2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04'),
      above: fc.constant(1),
      below: fc.constant(1),
    }),
    { maxLength: 30 },
  )
  const count = (parts: readonly KpiPart[]) => new Set(parts.flatMap(({ who }) => who ?? [])).size
  fc.assert(
    fc.property(anyParts, (parts) => {
      const hidden = daysOfFew(parts, 5)
      const together = parts.filter(({ date }) => hidden.has(date))
      expect(together.length === 0 || together.length === parts.length || count(together) >= 5).toBe(true)
      for (const date of new Set(parts.map((part) => part.date)))
        if (!hidden.has(date)) expect(count(parts.filter((part) => part.date === date))).toBeGreaterThanOrEqual(5)
      expect(daysOfFew(parts, 1).size).toBe(0)
    }),
  )
})

test('two windows that differ by a day of one person do not give that day away to the digit', () => {
  const with13 = measure(recordsOf([...people(7, [9, 10, 11]), ['d0', [13]]]), 5)
  const without = measure(recordsOf(people(7, [9, 10, 11])), 5)
  expect(with13.acceptance_rate.n % 5).toBe(0)
  expect(with13.commit_frequency.n % 5).toBe(0)
  expect(with13.acceptance_rate.n - without.acceptance_rate.n).not.toBe(2)
  expect(String(with13.commit_frequency.value).replace(/[.]/, '').length).toBeLessThanOrEqual(4)
})

test('correlations and days that stand out are rounded, too, for who may not see single people', () => {
  const correlation = {
    variable1: 'sessions',
    variable2: 'commits',
    lag_days: 2,
    method: 'pearson' as const,
    r: 0.123_456,
    interval: [0.012_345, 0.345_678] as [number, number],
    p_value: 0.000_123_45,
    q_value: 0.012_345,
    n: 88,
    n_effective: 61.2345,
    significant: true,
  }
  expect(coarsenCorrelation(correlation, 1)).toBe(correlation)
  expect(coarsenCorrelation(correlation, 5)).toEqual({
    ...correlation,
    r: 0.123,
    interval: [0.0123, 0.346],
    p_value: 0.000_123,
    q_value: 0.0123,
    n_effective: 61.2,
  })
  const anomaly = { date: '2026-01-05', variable: 'tokens', value: 123_456, expected: 1234.5, score: -4.5678 }
  expect(coarsenAnomaly(anomaly, 1)).toBe(anomaly)
  expect(coarsenAnomaly(anomaly, 5)).toEqual({ ...anomaly, value: 123_000, expected: 1230, score: -4.57 })
})
