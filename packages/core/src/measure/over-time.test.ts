import { expect, it } from 'vitest'
import { judged, verdict } from './fixtures/judged.ts'
import { overTime, type Period } from './over-time.ts'

const at = (time: string) => Date.parse(time)
const call = (item: string, time: string) => judged({ item, at: at(time) })
const range = (every: Period, from: string, to: string) => ({ every, from: at(from), to: at(to) })
const starts = (parts: ReturnType<typeof overTime>) =>
  parts.map(({ start, calls }) => [new Date(start).toISOString(), calls.map((c) => c.item)])

it('a day begins at midnight UTC, and a day without calls is there, without calls', () => {
  const calls = [
    call('last', '2026-03-01T23:59:59.999Z'),
    call('first', '2026-03-03T00:00:00Z'),
    call('before', '2026-02-28T23:59:59.999Z'),
  ]
  expect(starts(overTime(calls, range('day', '2026-03-01T12:00:00Z', '2026-03-03T12:00:00Z')))).toEqual([
    ['2026-03-01T00:00:00.000Z', ['last']],
    ['2026-03-02T00:00:00.000Z', []],
    ['2026-03-03T00:00:00.000Z', ['first']],
  ])
})

it('a week begins on Monday, before 1970 too', () => {
  // 2026-01-01 is a Thursday
  const [week] = overTime([call('a', '2025-12-29T00:00:00Z')], range('week', '2026-01-01', '2026-01-01'))
  expect(week).toMatchObject({ start: at('2025-12-29'), end: at('2026-01-05'), calls: [{ item: 'a' }] })
  expect(overTime([], range('week', '1969-12-28', '1969-12-28'))[0]?.start).toBe(at('1969-12-22'))
})

it('months are as long as they are, leap days among them', () => {
  const parts = overTime([call('leap', '2028-02-29T23:00:00Z')], range('month', '2027-12-31', '2028-03-01'))
  expect(parts.map(({ start, end }) => (end - start) / 86_400_000)).toEqual([31, 31, 29, 31])
  expect(parts[2]?.calls).toHaveLength(1)
})

it('periods follow on each other without a gap', () => {
  for (const every of ['day', 'week', 'month'] as const) {
    const parts = overTime([], range(every, '2023-05-17', '2026-02-03'))
    for (const [i, { start }] of parts.entries()) if (i > 0) expect(start).toBe(parts[i - 1]!.end)
    expect(parts[0]!.start).toBeLessThanOrEqual(at('2023-05-17'))
    expect(parts.at(-1)!.end).toBeGreaterThan(at('2026-02-03'))
  }
})

it('by verdicts a call is in each period in which it was judged, with the verdicts of that', () => {
  const say = (expert: string, time: string) =>
    verdict({ verdict: 'accept' }, { call: 'planet', expert, shown: 'call', at: at(time) })
  const judgedTwice = judged({
    item: 'a',
    at: at('2025-01-01'),
    verdicts: [say('ada', '2026-03-01'), say('bo', '2026-03-02'), say('cy', '2026-03-02')],
  })
  const parts = overTime([judgedTwice], range('day', '2026-03-01', '2026-03-02'), 'verdict')
  expect(parts.map(({ calls }) => calls.flatMap((c) => c.verdicts.map(({ expert }) => expert)))).toEqual([
    ['ada'],
    ['bo', 'cy'],
  ])
})

it('a range that is none, or without end, is refused', () => {
  for (const [from, to] of [
    [1, 0],
    [Number.NaN, 1],
    [0, Infinity],
    [-Infinity, 0],
    [0, 9e15],
  ] as const)
    expect(() => overTime([], { every: 'day', from, to })).toThrow(RangeError)
  expect(() => overTime([], range('day', '1970-01-01', '2020-01-01'))).toThrow('more than 11000')
})
