import { expect, test } from 'vitest'
import { createRandom, type Random } from '../random.ts'
import { estimateDailyRate } from './estimate-daily-rate.ts'

/** Counts whose days have the week in them and are like the day before, around this many a day. */
function drawDays(days: number, { mean, phi, spread }: { mean: number; phi: number; spread: number }, random: Random) {
  let state = random.normal()
  return Array.from({ length: days }, (_, day) => {
    state = phi * state + Math.sqrt(1 - phi * phi) * random.normal()
    return random.poisson(mean * (day % 7 < 5 ? 1.3 : 0.25) * Math.exp(spread * state - spread ** 2 / 2))
  })
}

function heldOf(days: number, plan: { mean: number; phi: number; spread: number }): number {
  const random = createRandom(`${days} ${plan.mean} ${plan.phi}`)
  return (
    Array.from({ length: 600 }, () => estimateDailyRate(drawDays(days, plan, random)).interval).filter(
      (interval) => interval && interval[0] <= plan.mean && interval[1] >= plan.mean,
    ).length / 600
  )
}

test.each([
  [14, { mean: 12, phi: 0.4, spread: 0.3 }],
  [28, { mean: 12, phi: 0.4, spread: 0.3 }],
  [91, { mean: 12, phi: 0.7, spread: 0.3 }],
  [91, { mean: 0.7, phi: 0, spread: 0 }],
  [182, { mean: 40, phi: 0.4, spread: 0.4 }],
])('of %i days it holds the truth in about 95 of 100 samples: %o', (days, plan) => {
  const held = heldOf(days, plan)
  expect(held).toBeGreaterThan(0.9)
  expect(held).toBeLessThan(0.995)
})

test('of one week, whose days cannot be set against their own weekday, it is too wide rather than too narrow', () => {
  expect(heldOf(7, { mean: 12, phi: 0.4, spread: 0.3 })).toBeGreaterThan(0.95)
})

test('taken as independent such days would hold it far less often', () => {
  const random = createRandom('naive')
  const held = Array.from({ length: 600 }, () => {
    const total = drawDays(91, { mean: 12, phi: 0.7, spread: 0.3 }, random).reduce((sum, count) => sum + count, 0)
    return Math.abs(total - 12 * 91) < 1.96 * Math.sqrt(total)
  }).filter(Boolean).length
  expect(held / 600).toBeLessThan(0.6)
})

test('of no event the upper bound is near Poisson’s and the lower one 0', () => {
  const { value, interval } = estimateDailyRate(Array<number>(140).fill(0))
  expect(value).toBe(0)
  expect(interval?.[0]).toBe(0)
  // scipy 1.10: stats.chi2.ppf(.975, 2) / 2
  expect((interval?.[1] ?? 0) * 140).toBeCloseTo(3.689, 1)
})

test('of days that are as alike as days can be it is no surer than Poisson', () => {
  const [low = 0, high = 0] = estimateDailyRate(Array<number>(100).fill(1)).interval ?? []
  // scipy 1.10: stats.chi2.ppf(.025, 200) / 2 and stats.chi2.ppf(.975, 202) / 2
  expect(low * 100).toBeCloseTo(81.36, 0)
  expect(high * 100).toBeCloseTo(121.63, 0)
})

test('of six days there is no interval, and a part of a day is a part of the time', () => {
  expect(estimateDailyRate([1, 2, 3, 4, 5, 6])).toEqual({ value: 3.5, interval: null, dispersion: 1 })
  expect(estimateDailyRate([2, 2, 1], 2.5).value).toBe(2)
})
