import { describe, expect, it } from 'vitest'
import { signalOf, testRows } from './test-rows.ts'
import { candidateFixture } from './candidate.fixture.ts'

const answerOf = (question: string, changes: Parameters<typeof candidateFixture>[0] = {}) =>
  testRows(candidateFixture(changes)).find(([asked]) => asked === question)

describe('what a vetter asks', () => {
  it('has every test, in words', () => {
    expect(testRows(candidateFixture()).map(([question]) => question)).toEqual([
      'Period',
      'Depth',
      'Signal to noise',
      'Detection efficiency (SDE)',
      'Transits seen',
      'Odd against even',
      'Deepest other dip',
      'Aliases',
    ])
    expect(answerOf('Depth')).toEqual(['Depth', '1,000 ppm ± 21', '480 cadences'])
    expect(answerOf('Odd against even')?.[2]).toBe('depths agree')
  })

  it('depths that differ are named', () => {
    const { tests } = candidateFixture()
    expect(answerOf('Odd against even', { tests: { ...tests, odd_even_sigmas: -6.2 } })).toEqual([
      'Odd against even',
      '-6.2 σ'.replace('-', '−'),
      'depths differ: 1,010 ppm ± 30 and 990 ppm ± 30',
    ])
  })

  it('what was not seen, and a period that was given, are no nought', () => {
    const { tests } = candidateFixture()
    expect(answerOf('Depth', { tests: { ...tests, depth: null, snr: null } })?.[1]).toBe('not enough seen')
    expect(answerOf('Detection efficiency (SDE)', { search: null })?.[1]).toBe('the period was given')
    expect(answerOf('Aliases', { search: null })?.[1]).toBe('not assessed')
    expect(signalOf(candidateFixture({ search: null }))).toBeNull()
    expect(signalOf(candidateFixture())?.place).toBe(0)
  })
})
