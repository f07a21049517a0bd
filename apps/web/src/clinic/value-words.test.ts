import { describe, expect, it } from 'vitest'
import { ATTRIBUTE_NAMES, reasonTitle, sentWords, valueWords } from './value-words.ts'

describe('values in words', () => {
  it('names all thirteen', () => {
    expect(ATTRIBUTE_NAMES).toHaveLength(13)
  })

  it('says a category by its name and a number with its unit', () => {
    expect(valueWords('cp', 4)).toBe('asymptomatic')
    expect(valueWords('thalach', 112)).toBe('112 beats a minute')
    expect(valueWords('chol', null)).toBe('not measured')
  })

  it('gives a code that was sent no meaning where it is not known whose code it is', () => {
    expect(sentWords('cp', { cp: 0 }, 'kaggle')).toBe('code 0 (as kaggle writes it)')
    expect(sentWords('cp', { cp: 4 }, 'auto')).toBe('code 4')
    expect(sentWords('cp', { cp: 4 }, 'uci')).toBe('asymptomatic')
    expect(sentWords('cp', { cp: 'typical angina' }, 'auto')).toBe('typical angina')
    expect(sentWords('chol', { chol: 240 }, 'kaggle')).toBe('240 mg/dl')
  })

  it('names attributes that only count together together, and keeps a name it does not know', () => {
    expect(reasonTitle({ name: 'age and sex' })).toBe('Age and sex')
    expect(reasonTitle({ name: 'troponin' })).toBe('troponin')
  })
})
