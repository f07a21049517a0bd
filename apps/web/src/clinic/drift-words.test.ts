import { expect, it } from 'vitest'
import { driftWords } from './drift-words.ts'

it('says that a value has moved only where that is beyond chance, after adjusting for how many were looked at', () => {
  const drift = {
    n: 90,
    reference_n: 80,
    population_stability_index: 0.4,
    chance: 0.1,
    test: 'ks',
    p: 0.001,
    p_adjusted: 0.01,
  }
  expect(driftWords(drift)).toBe(
    'has moved (PSI 0.40, chance alone up to 0.10, adjusted p 0.010; 90 patients against 80)',
  )
  expect(driftWords({ ...drift, p_adjusted: 0.2 })).toMatch(/^no more than chance/)
  expect(driftWords({ ...drift, chance: 0.5 })).toMatch(/^no more than chance/)
  expect(driftWords({ ...drift, population_stability_index: null })).toBe('too few values')
  expect(driftWords(null)).toBe('nothing from before')
})
