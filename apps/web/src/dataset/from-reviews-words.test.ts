import { describe, expect, it } from 'vitest'
import { basisWords, leftOutWords } from './from-reviews-words.ts'

describe('a table of judged calls', () => {
  it('says why rows of a source count as much as they do, with the counts that were held against outcomes', () => {
    const right = { n: 60, count: 57 }
    expect(basisWords({ basis: 'declared', right: null })).toBe('It is what is to be learned.')
    expect(basisWords({ basis: 'measured', right })).toBe('Measured: 57 of 60 were right where the outcome is known.')
    expect(basisWords({ basis: 'assumed', right: { n: 4, count: 3 } })).toContain('(3 of 4 right)')
    expect(basisWords({ basis: 'assumed', right: { n: 0, count: 0 } })).not.toContain('(')
    expect(basisWords({ basis: 'given', right })).toBe('As you said.')
  })

  it('says what was left out and why, and nothing of what kept none out', () => {
    expect(leftOutWords({ gone: 0, withheld: 0, repeated: 0, other_label: 0 })).toEqual([])
    const told = leftOutWords({ gone: 1, withheld: 2, repeated: 0, other_label: 3 })
    expect(told).toHaveLength(3)
    expect(told[0]).toMatch(/^1 call: .*deleted/)
    expect(told[1]).toMatch(/^2 calls: .*may not see/)
  })
})
