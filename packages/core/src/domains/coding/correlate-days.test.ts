import { LaggedCorrelation } from '@vouch/contracts/domains/coding-metrics'
import { expect, test } from 'vitest'
import { createRandom, type Random } from '../../random.ts'
import { datesBetween, DAY_MS } from './utc-days.ts'
import { correlateAt, correlateDays } from './correlate-days.ts'
import type { DailySeries } from './daily-series.ts'

const START = Date.parse('2024-01-01')

function series(name: string, values: readonly (number | null)[], from = START): DailySeries {
  return { name, kind: 'count', dates: datesBetween(from, from + values.length * DAY_MS), values, hidden: new Set() }
}

/** Counts with the week in them and a first-order autoregression. */
function drawDays(days: number, phi: number, random: Random): number[] {
  let state = random.normal()
  return Array.from({ length: days }, (_, day) => {
    state = phi * state + Math.sqrt(1 - phi * phi) * random.normal()
    return random.poisson(40 * (day % 7 < 5 ? 1 : 0.2) * Math.exp(0.4 * state))
  })
}

test('a series that follows another by three days is found at that lag, and nowhere as strongly', () => {
  const random = createRandom('follows')
  const x = drawDays(123, 0, random)
  const y = x.map((_, day) => random.poisson(3 + 0.5 * (x[day - 3] ?? 0)))
  const found = correlateDays({ first: [series('sessions', x)], second: [series('commits', y)] })
  expect(found).toHaveLength(16)
  for (const one of found) LaggedCorrelation.parse(one)
  const best = found.filter(({ method }) => method === 'pearson').sort((a, b) => (b.r ?? 0) - (a.r ?? 0))[0]
  expect(best).toMatchObject({ lag_days: 3, significant: true, n: 120 })
  expect(found.filter(({ significant }) => significant).map(({ lag_days: lag }) => lag)).toEqual([3, 3])
})

test('series that go on as they were, and that share a week, do not become significant by the dozen', () => {
  const random = createRandom('alone')
  let some = 0
  for (let sample = 0; sample < 40; sample++) {
    const make = (name: string) => series(name, drawDays(120, 0.8, random))
    const found = correlateDays({ first: ['a', 'b', 'c'].map(make), second: ['x', 'y', 'z'].map(make) })
    if (found.some(({ significant }) => significant)) some++
  }
  // of 144 tests a sample; taken as independent days nearly every sample would have some
  expect(some).toBeLessThan(8)
})

test('only days that both series are known for are pairs, at the dates they have', () => {
  const [x, y] = [series('sessions', [1, 2, 4, 3]), series('commits', [5, 9, 2], START + 2 * DAY_MS)]
  const found = correlateAt(x, y, { lag: 0, method: 'pearson' })
  expect(found.n).toBe(2)
  expect(correlateAt(x, y, { lag: 2, method: 'pearson' })).toMatchObject({ n: 3, p: null })
  // numpy 1.24: corrcoef([1, 2, 4], [5, 9, 2])
  expect(correlateAt(x, y, { lag: 2, method: 'pearson' }).r).toBeCloseTo(-0.5903012777011399, 12)
  expect(correlateAt(x, y, { lag: 7, method: 'pearson' })).toMatchObject({ n: 0, r: null })
})
