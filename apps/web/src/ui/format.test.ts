import { describe, expect, it } from 'vitest'
import {
  counted,
  formatBytes,
  formatMeasure,
  formatPercent,
  formatProbability,
  formatQuantity,
  formatThreshold,
} from './format.ts'

describe('numbers as the page writes them', () => {
  it('a probability is never rounded to a certainty', () => {
    expect(formatProbability(0.99999)).toBe('>0.999')
    expect(formatProbability(0.00001)).toBe('<0.001')
    expect(formatProbability(1)).toBe('1.000')
    expect(formatProbability(0)).toBe('0.000')
    expect(formatProbability(0.4567)).toBe('0.457')
  })

  it('a measure below 1 is never shown as 1, however few decimals it has', () => {
    expect(formatMeasure(0.9996)).toBe('0.9996')
    expect(formatMeasure(0.99996, 4)).toBe('0.99996')
    expect(formatMeasure(0.99999999)).toBe('>0.999999')
    expect(formatMeasure(1)).toBe('1.000')
    expect(formatMeasure(0.9994)).toBe('0.999')
    expect(formatMeasure(1.4996, 3)).toBe('1.500')
    expect(formatMeasure(0)).toBe('0.000')
  })

  it('a share is never rounded to none or all', () => {
    expect(formatPercent(0.0001)).toBe('<1 %')
    expect(formatPercent(0.9999)).toBe('>99 %')
    expect(formatPercent(1)).toBe('100 %')
    expect(formatPercent(0)).toBe('0 %')
  })

  it('a quantity keeps four significant digits and a missing one is a dash', () => {
    expect(formatQuantity(9.48803557)).toBe('9.488')
    expect(formatQuantity(154000)).toBe('154,000')
    expect(formatQuantity(-0.000012)).toBe('−1.20e−5')
    expect(formatQuantity(2e9)).toBe('2.00e9')
    expect(formatQuantity(null)).toBe('–')
  })

  it('a threshold is written as finely as it was chosen', () => {
    expect([0.5, 0.463, 1].map(formatThreshold)).toEqual(['0.50', '0.463', '1.00'])
  })

  it('sizes and counts carry their unit', () => {
    expect(formatBytes(10)).toBe('10 B')
    expect(formatBytes(3 * 1024 * 1024)).toBe('3.0 MB')
    expect(counted(1, 'row')).toBe('1 row')
    expect(counted(7720, 'row')).toBe('7,720 rows')
  })
})
