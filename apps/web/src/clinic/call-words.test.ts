import { describe, expect, it } from 'vitest'
import { callInWords, ofHundred, reasonSides, rightBefore, statusForPatient } from './call-words.ts'

const CALL = { label: 'DISEASE', probability: 0.784, abstained: false } as const

describe('a call in words for whom it is about', () => {
  it('says people of a hundred, and never none or all that it is not', () => {
    expect(ofHundred(0.784)).toBe('about 78 of 100')
    expect(ofHundred(0.001)).toBe('fewer than 1 of 100')
    expect(ofHundred(0.9991)).toBe('more than 99 of 100')
  })

  it('says of an abstention that there is no call, and names no label', () => {
    expect(callInWords(CALL)).toMatch(/about 78 of 100 .* So its call is: disease\.$/)
    const abstained = callInWords({ ...CALL, abstained: true })
    expect(abstained).toMatch(/^The model abstained/)
    expect(abstained).not.toContain('its call is')
  })

  it('tells how often such a call was right with its n, and nothing where that was not measured', () => {
    const metric = (name: string, value: number | null) => ({
      metric: name,
      value,
      interval: null,
      n: 531,
      split: 'one left out',
    })
    const evaluation = [metric('accuracy_when_abstained', 0.59), metric('accuracy_when_not_abstained', 0.84)]
    expect(rightBefore(CALL, evaluation)).toBe(
      'Such a call was right about 84 of 100 times in its test (n = 531; one left out).',
    )
    expect(rightBefore({ ...CALL, abstained: true }, evaluation)).toContain('about 59 of 100')
    expect(rightBefore(CALL, [])).toBeNull()
    expect(rightBefore(CALL, [metric('accuracy_when_not_abstained', null)])).toBeNull()
  })

  it('tells what a doctor says in place of the call', () => {
    expect(statusForPatient('corrected', 'DISEASE')).toBe('A doctor has looked at it and says: no disease.')
    expect(statusForPatient('corrected', 'NO DISEASE')).toBe('A doctor has looked at it and says: disease.')
    expect(statusForPatient('pending', 'DISEASE')).toMatch(/^No doctor/)
  })

  it('names four reasons of each side at most, and none that weighs little', () => {
    const reason = (name: string, log_odds: number) => ({ name, text: name, value: null, unit: '', log_odds })
    const sides = reasonSides([...['a', 'b', 'c', 'd', 'e'].map((name) => reason(name, 1)), reason('f', -0.04)])
    expect(sides.towards.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
    expect(sides.against).toEqual([])
  })
})
