import { expect, it } from 'vitest'
import { quantityWords, unitWords } from './unit-words.ts'

it('known units are written by their sign, also inside a logarithm', () => {
  expect(unitWords('R_earth')).toBe('R⊕')
  expect(unitWords('dex(R_earth)')).toBe('dex (R⊕)')
  expect(unitWords('dex(cm/s2)')).toBe('dex (cm/s²)')
  expect(unitWords('g/cm3')).toBe('g/cm³')
})

it('a pure number has no unit, and an unknown one keeps its name', () => {
  expect(unitWords('1')).toBe('')
  expect(unitWords('d')).toBe('d')
  expect(unitWords('furlong')).toBe('furlong')
})

it('the logarithm of a quantity is told as the quantity', () => {
  expect(quantityWords(1, 'dex(d)')).toBe('10 d')
  expect(quantityWords(-0.5, 'dex')).toBe('−0.5 dex')
  expect(quantityWords(0.18, '1')).toBe('0.18')
})
