import { describe, expect, it } from 'vitest'
import { faultOf, isEmpty, NOTHING_TYPED, readTyped, toFeatures, typedFrom } from './read-values.ts'

describe('values as they are typed', () => {
  it('takes a comma for a point, a true minus for a minus, and nothing for not measured', () => {
    expect(readTyped(' 2,6 ')).toBe(2.6)
    expect(readTyped('−1.5')).toBe(-1.5)
    expect(readTyped('')).toBeNull()
    for (const text of ['1e3', '0x10', 'about 5', '1.2.3', '-']) expect(readTyped(text), text).toBeNaN()
  })

  it('finds what no living adult has, and no fault with what was left out', () => {
    expect(faultOf('chol', '9999')).toBe('It must be 50 to 1000 mg/dl.')
    expect(faultOf('chol', 'high')).toBe('This is not a number.')
    expect(faultOf('chol', '')).toBeNull()
    expect(toFeatures({ ...NOTHING_TYPED, chol: '9999' })).toBeNull()
  })

  it('sends null for what was not measured, never 0', () => {
    const features = toFeatures({ ...NOTHING_TYPED, age: '64', cp: '4', exang: '0' })
    expect(features).toMatchObject({ age: 64, cp: 4, exang: 0, chol: null, thal: null })
    expect(isEmpty(NOTHING_TYPED)).toBe(true)
  })

  it('begins with a record as it was, but for codes that mean something else in another coding', () => {
    const features = { age: 61, cp: 0, chol: 240, exang: true, thal: 'fixed defect' } as const
    expect(typedFrom(features, 'kaggle')).toMatchObject({ age: '61', cp: '', chol: '240', exang: '1', thal: '6' })
    expect(typedFrom({ cp: 4 }, 'uci')).toMatchObject({ cp: '4', age: '' })
    const back = toFeatures(typedFrom({ cp: 4, oldpeak: -0.5 }, 'uci'))
    expect(back).toMatchObject({ cp: 4, oldpeak: -0.5 })
  })
})
