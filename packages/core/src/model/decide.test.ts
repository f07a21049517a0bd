import { describe, expect, it } from 'vitest'
import { countDecisions, decide, emptyCount, roundProbability } from './decide.ts'

const BAND = { from: 0.25, to: 0.75 }

describe('the decision', () => {
  it('is positive from the threshold on', () => {
    expect(decide(0.5, 0.5, null)).toEqual({ positive: true, abstained: false })
    expect(decide(0.499999, 0.5, null).positive).toBe(false)
  })

  it('is an abstention inside the band, beside the call', () => {
    expect([0.249999, 0.25, 0.749999, 0.75].map((p) => decide(p, 0.5, BAND).abstained)).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  it('is made on what is shown: six decimals', () => {
    expect(roundProbability(0.4999996)).toBe(0.5)
    expect(decide(roundProbability(0.4999996), 0.5, null).positive).toBe(true)
  })

  it('counts confident calls of both kinds', () => {
    const count = countDecisions(emptyCount(), [0.9, 0.71, 0.7, 0.5, 0.3, 0.29, 0.01], 0.5, BAND)
    expect(count).toMatchObject({ positives: 4, negatives: 3, abstained: 5, confident: 4 })
    expect(count.total).toBeCloseTo(3.41)
  })

  it('counts part by part as it counts the whole', () => {
    const parts = countDecisions(countDecisions(emptyCount(), [0.9, 0.1], 0.5, BAND), [0.4], 0.5, BAND)
    expect(parts).toEqual(countDecisions(emptyCount(), [0.9, 0.1, 0.4], 0.5, BAND))
  })
})
