import { expect, test } from 'vitest'
import { createRandom, type Random } from '../../random.ts'
import { datesBetween, DAY_MS } from './utc-days.ts'
import type { DailySeries } from './daily-series.ts'
import { findAnomalies } from './find-anomalies.ts'

const START = Date.parse('2024-01-01')

function series(values: readonly (number | null)[], known: Partial<DailySeries> = {}): DailySeries {
  const dates = datesBetween(START, START + values.length * DAY_MS)
  return { name: 'sessions', kind: 'count', dates, values, hidden: new Set(), ...known }
}

/** Counts with the week in them, days that are like the day before, and a slow rise. */
function drawDays(days: number, { mean, spread }: { mean: number; spread: number }, random: Random): number[] {
  let state = random.normal()
  return Array.from({ length: days }, (_, day) => {
    state = 0.3 * state + Math.sqrt(1 - 0.09) * random.normal()
    return random.poisson(mean * (1 + day / 730) * (day % 7 < 5 ? 1.3 : 0.2) * Math.exp(spread * state))
  })
}

test('days that are planted far off are found, and their score says which way', () => {
  const random = createRandom('planted')
  for (let sample = 0; sample < 20; sample++) {
    const values = drawDays(182, { mean: 100, spread: 0.15 }, random)
    values[58] = 700
    values[100] = 5
    const found = findAnomalies([series(values)])
    const score = (day: number) => found.find(({ date }) => date === series(values).dates[day])?.score ?? 0
    expect(score(58)).toBeGreaterThan(3.5)
    expect(score(100)).toBeLessThan(-3.5)
  }
})

// measured here: 1.2, 4, 0.5 and 0 alarms in a year; much more spread than Poisson’s has a long tail
test.each([
  [{ mean: 100, spread: 0.15 }, 2.5],
  [{ mean: 100, spread: 0.4 }, 5],
  [{ mean: 5, spread: 0.2 }, 2.5],
  [{ mean: 0.3, spread: 0 }, 2.5],
])('a year of %o without anomalies has few alarms', (plan, most) => {
  const random = createRandom(`quiet ${plan.mean} ${plan.spread}`)
  const alarms = Array.from({ length: 100 }, () => findAnomalies([series(drawDays(365, plan, random))]).length)
  const perYear = alarms.reduce((sum, count) => sum + count, 0) / alarms.length
  expect(perYear).toBeLessThan(most)
})

test('a weekend is no anomaly, and neither is a series that does not change', () => {
  const week = Array.from({ length: 84 }, (_, day) => (day % 7 < 5 ? 200 : 0))
  expect(findAnomalies([series(week), series(Array<number>(84).fill(7), { kind: 'amount' })])).toEqual([])
})

test('where most days are all alike (a MAD of 0) a day that is far off is found', () => {
  const values = Array.from({ length: 84 }, (_, day) => (day === 40 ? 900 : day % 7 < 5 ? 50 : 0))
  const found = findAnomalies([series(values, { kind: 'amount' }), series(values)])
  expect(found.map(({ date, value, expected }) => ({ date, value, expected }))).toEqual(
    [1, 2].map(() => ({ date: '2024-02-10', value: 900, expected: 0 })),
  )
})

test('three events where none are usual are no anomaly', () => {
  const values = Array.from({ length: 84 }, (_, day) => (day === 40 ? 3 : 0))
  expect(findAnomalies([series(values)])).toEqual([])
})

test('of less than four weeks there is none, and a day that would tell of too few people is not shown', () => {
  const values = Array.from({ length: 56 }, (_, day) => (day === 24 ? 900 : 50 + (day % 3)))
  expect(findAnomalies([series(values.slice(0, 27))])).toEqual([])
  expect(findAnomalies([series(values)])).toHaveLength(1)
  expect(findAnomalies([series(values, { hidden: new Set(['2024-01-25']) })])).toEqual([])
})
