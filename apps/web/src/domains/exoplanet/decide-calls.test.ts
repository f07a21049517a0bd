import type { Call } from '@vouch/contracts/domains/exoplanet'
import { describe, expect, it } from 'vitest'
import { binCalls, countCalls, decideCalls } from './decide-calls.ts'

const call = (row: number, probability: number): Call => ({
  row,
  id: `K${row}`,
  prediction: 'PLANET',
  probability,
  abstained: false,
  features: { orbital_period: 1, planet_radius: null, transit_duration: 2 },
  fragile: null,
  flip_rate: null,
})
const calls = [0, 0.2, 0.4, 0.5, 0.8, 1].map((probability, row) => call(row, probability))

describe('deciding anew at another threshold', () => {
  it('a probability at the threshold is called a planet', () => {
    const [below, at] = decideCalls([call(0, 0.4999), call(1, 0.5)], 0.5, null)
    expect([below?.planet, at?.planet]).toEqual([false, true])
  })

  it('every call is a planet at 0, and only certainty is at 1', () => {
    expect(countCalls(decideCalls(calls, 0, null))).toEqual({ planets: 6, falsePositives: 0, abstained: 0 })
    expect(countCalls(decideCalls(calls, 1, null))).toEqual({ planets: 1, falsePositives: 5, abstained: 0 })
  })

  it('an abstention stands beside the call and is counted with it', () => {
    const counts = countCalls(decideCalls(calls, 0.5, { from: 0.4, to: 0.6 }))
    expect(counts).toEqual({ planets: 3, falsePositives: 3, abstained: 2 })
  })

  it('the histogram holds every call once, in the colours of the same threshold', () => {
    const decided = decideCalls(calls, 0.5, null)
    const bins = binCalls(decided, 5)
    expect(bins.map((bin) => bin.planets + bin.falsePositives)).toEqual([1, 1, 2, 0, 2])
    expect(bins.reduce((sum, bin) => sum + bin.planets, 0)).toBe(countCalls(decided).planets)
    expect(bins[2]).toMatchObject({ planets: 1, falsePositives: 1 })
  })
})
