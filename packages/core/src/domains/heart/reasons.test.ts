import { ATTRIBUTE_WORDS } from '@vouch/contracts/domains/heart-words'
import { describe, expect, it } from 'vitest'
import { ATTRIBUTE_NAMES, ATTRIBUTES } from './attributes.ts'
import { readCategory } from './codings.ts'
import { FEATURES } from './features.ts'
import { reasonsInWords, toReasons, valueInWords } from './reasons.ts'

const VALUES = { age: 63, sex: 1, cp: 4, oldpeak: 2.3, thalach: 150, chol: null }

describe('reasons of a patient’s call', () => {
  it('adds up what the inputs made of one value add, and loses none of it', () => {
    const contributions = FEATURES.map(({ name }, i) => ({ name, log_odds: Math.sin(i * 7) }))
    const reasons = toReasons(contributions, VALUES)
    const sum = (of: readonly { log_odds: number }[]) => of.reduce((total, { log_odds }) => total + log_odds, 0)
    expect(sum(reasons)).toBeCloseTo(sum(contributions), 12)
    const weights = reasons.map(({ log_odds }) => Math.abs(log_odds))
    expect(weights).toEqual([...weights].sort((a, b) => b - a))
    expect(new Set(reasons.map(({ name }) => name)).size).toBe(reasons.length)
  })

  it('says a category by its name, a number with its unit, and of what is missing that it is not known', () => {
    const [pain] = toReasons(
      [
        { name: 'cp_asymptomatic', log_odds: 1 },
        { name: 'cp', log_odds: 0.5 },
      ],
      VALUES,
    )
    expect(pain).toEqual({ name: 'cp', text: 'chest pain: asymptomatic', value: 4, unit: '1', log_odds: 1.5 })
    expect(valueInWords('oldpeak', 2.3)).toBe('2.3 mm')
    expect(valueInWords('thalach', 150)).toBe('150 beats a minute')
    expect(toReasons([{ name: 'chol', log_odds: 0.1 }], VALUES)[0]?.text).toBe('serum cholesterol: not known')
  })

  it('names no more than three of each side, and none that weighs little', () => {
    const reason = (text: string, log_odds: number) => ({ name: text, text, value: null, unit: '', log_odds })
    const words = reasonsInWords([...['a', 'b', 'c', 'd'].map((text) => reason(text, 1)), reason('e', -0.01)])
    expect(words).toBe('For disease: a; b; c. Nothing speaks against it.')
    expect(reasonsInWords([reason('e', -0.01)])).toBe('None of the values weighs much by itself.')
  })

  it('lets an input that no value of a patient is behind stand for itself', () => {
    const [reason] = toReasons([{ name: 'troponin', log_odds: 1 }], VALUES)
    expect(reason).toEqual({ name: 'troponin', text: 'troponin', value: null, unit: '', log_odds: 1 })
  })

  it('has a name without codes for every attribute, and words for each of its kinds that are read back as the same', () => {
    for (const name of ATTRIBUTE_NAMES) {
      const { name: words, kinds } = ATTRIBUTE_WORDS[name]
      expect(words).toMatch(/^[^:,0-9]+(120 mg\/dl)?$/)
      const attribute = ATTRIBUTES[name]
      const codes = attribute.kind === 'category' ? [...attribute.words.keys()] : null
      expect(kinds?.map(([code]) => code) ?? null, name).toEqual(codes)
      for (const [code, kind] of kinds ?? []) expect(readCategory(name, kind), kind).toEqual({ kind: 'word', code })
    }
  })
})
