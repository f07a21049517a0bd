import { VouchError } from '@vouch/core/error'
import { describe, expect, it } from 'vitest'
import { labelSaid } from './say.ts'

const TWO = { labels: ['yes', 'no'], reasons: new Set(['noise']) }
const THREE = { ...TWO, labels: ['a', 'b', 'c'] }
const say = (said: Partial<Parameters<typeof labelSaid>[0]>, called = 'yes', words = TWO) =>
  labelSaid({ verdict: 'accept', reasons: [], note: '', ...said }, { called, blind: false }, words)
const sayBlind = (said: Partial<Parameters<typeof labelSaid>[0]>) =>
  labelSaid({ verdict: 'unsure', reasons: [], note: '', ...said }, { called: 'yes', blind: true }, TWO)
const fieldOf = (said: Partial<Parameters<typeof labelSaid>[0]>) => {
  try {
    return say(said)
  } catch (error) {
    return error instanceof VouchError ? error.errors[0]?.field : error
  }
}

describe('what a verdict comes to', () => {
  it('is the call’s label, the one given instead, the other one of two, or none', () => {
    expect(say({})).toBe('yes')
    expect(say({ verdict: 'correct', label: 'no' })).toBe('no')
    expect(say({ verdict: 'reject', reasons: ['noise'] })).toBe('no')
    expect(say({ verdict: 'reject', note: 'not at all' }, 'b', THREE)).toBeNull()
    expect(say({ verdict: 'unsure' })).toBeNull()
  })

  it('is nothing where a word is missing, too many or unknown, and the field is named', () => {
    expect(fieldOf({ verdict: 'correct' })).toBe('label')
    expect(fieldOf({ verdict: 'correct', label: 'yes' })).toBe('label')
    expect(fieldOf({ verdict: 'correct', label: 'perhaps' })).toBe('label')
    expect(fieldOf({ verdict: 'accept', label: 'yes' })).toBe('label')
    expect(fieldOf({ verdict: 'reject', note: '  ' })).toBe('reasons')
    expect(fieldOf({ reasons: ['noise', 'rumour'] })).toBe('reasons.1')
  })

  it('names a label where the call was not shown, and no refusal tells which one was called', () => {
    expect(sayBlind({ verdict: 'correct', label: 'yes' })).toBe('yes')
    expect(sayBlind({ verdict: 'correct', label: 'no' })).toBe('no')
    expect(sayBlind({})).toBeNull()
    for (const verdict of ['accept', 'reject'] as const)
      expect(() => sayBlind({ verdict, reasons: ['noise'] })).toThrow(/^verdict: the call has not been shown/)
  })
})
