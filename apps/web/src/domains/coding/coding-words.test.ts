import { expect, it } from 'vitest'
import { costOf, figureOf, standingOf, thresholdOf, trendOf } from './coding-words.ts'

it('a figure that is not there is said to be missing, and why, and never nought', () => {
  expect(standingOf({ status: 'no_data', reason: 'too_few' })).toEqual({
    standing: 'none',
    words: 'too few developers',
  })
  expect(standingOf({ status: 'no_data', reason: null }).words).toBe('no data')
  expect(costOf(null)).toBe('not known')
  expect(costOf(0.00057)).toBe('$0.00057')
  expect(costOf(1367.4212)).toBe('$1,367.42')
})

it('what is asked is said by the direction in which a figure is better', () => {
  expect(thresholdOf({ direction: 'higher', threshold: 25, unit: '%' })).toBe('at least 25 %')
  expect(thresholdOf({ direction: 'lower', threshold: 50, unit: 'tokens/accepted line' })).toBe('at most 50')
})

it('a change is said to be better only where the API says so, with its interval', () => {
  const trend = { previous: 20, change: 5, interval: [1, 9] as [number, number], verdict: 'better' as const, days: [] }
  expect(trendOf(trend, 6.4, '%')).toBe('Better than the 7 days before: +5 points (1 to 9)')
  expect(trendOf({ ...trend, verdict: 'unclear', change: -0.5, interval: null }, 7, 'hours')).toBe(
    'Unclear against the 7 days before: −0.5 (no interval)',
  )
  expect(trendOf({ ...trend, previous: null, change: null }, 30, '%')).toBe(
    'Nothing to compare with in the 30 days before',
  )
})

it('thousands are whole', () => {
  expect(figureOf(12_345.6)).toBe('12,346')
  expect(figureOf(2.5678)).toBe('2.57')
  expect(figureOf(-0)).toBe('0')
  expect(figureOf(-1.4e-17)).toBe('0')
})
