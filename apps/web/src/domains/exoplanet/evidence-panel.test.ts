import type { EvidenceItem } from '@vouch/contracts/domains/exoplanet'
import { expect, it } from 'vitest'
import { placeInWords } from './evidence-panel.tsx'

const item: EvidenceItem = {
  name: 'period_days',
  unit: 'd',
  description: 'orbital period',
  value: 9.4,
  percentile_planets: 0.62,
  percentile_false_positives: 0.003,
  outside_training: false,
  importance_rank: 1,
}

it('a place among the training rows is said for both kinds, and never as a cause', () => {
  expect(placeInWords(item)).toBe('At or above 62 % of training planets and <1 % of training false positives.')
  expect(placeInWords(item)).not.toMatch(/because|due to|therefore/i)
})

it('a missing value is said to be missing, not placed', () => {
  expect(placeInWords({ ...item, value: null })).toBe('Missing in this row: the model was given no value.')
})

it('a value no training row had is said to be outside', () => {
  expect(placeInWords({ ...item, outside_training: true })).toContain('It lies outside the range of the training rows.')
})

it('one unknown share leaves the other standing', () => {
  expect(placeInWords({ ...item, percentile_planets: null })).toBe('At or above <1 % of training false positives.')
  expect(placeInWords({ ...item, percentile_planets: null, percentile_false_positives: null })).toBe(
    'No training row had a value to compare with.',
  )
})
