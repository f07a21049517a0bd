import { fold } from '@vouch/core/series/fold'
import { describe, expect, it } from 'vitest'
import { foldLive, periodAfterDrag } from './live-fold.ts'

const timeDays = Float64Array.from({ length: 5000 }, (_, i) => 100 + i * 0.0204)
const planet = { periodDays: 3.5, epochDays: 101 }
const flux = timeDays.map((time) => (Math.abs(((time - 101 + 1.75) % 3.5) - 1.75) < 0.1 ? 0.99 : 1))
const WHOLE = { fromHours: -42, toHours: 42, count: 84 }

describe('folding while the period is dragged', () => {
  it('has the phases that an ordered fold has', () => {
    const ordered = fold({ timeDays, flux }, planet)
    const live = foldLive({ timeDays, flux }, planet, WHOLE)
    expect(Float64Array.from(ordered.place, (i) => live.phaseHours[i]! / 24)).toEqual(
      ordered.phaseDays.map((phase) => (phase * 24) / 24),
    )
    expect(live.n).toBe(5000)
  })

  it('has the mean of each bin, and no value where nothing was seen', () => {
    const { binHours, binFlux, binCounts } = foldLive({ timeDays, flux }, planet, WHOLE)
    const middle = binHours.findIndex((hours) => hours === 0.5)
    expect(binFlux[middle]).toBeCloseTo(0.99, 12)
    expect(binFlux[0]).toBe(1)
    expect(binCounts.reduce((sum, n) => sum + n, 0)).toBe(5000)
    const few = foldLive({ timeDays: [101], flux: [1] }, planet, WHOLE)
    expect([...few.binFlux].filter((value) => !Number.isNaN(value))).toEqual([1])
  })

  it('odd and even transits share all cadences between them', () => {
    const of = (parity: 'odd' | 'even') => foldLive({ timeDays, flux }, planet, WHOLE, parity)
    expect(of('odd').n + of('even').n).toBe(5000)
    expect(Number.isNaN(of('odd').phaseHours[0])).toBe(!Number.isNaN(of('even').phaseHours[0]))
  })

  it('moving the last transit by an hour moves the period by its share of it', () => {
    expect(periodAfterDrag(planet, { lastDays: 101 + 35, hours: 24 })).toBeCloseTo(3.6, 12)
    // a curve that begins at its epoch and shows one transit
    expect(periodAfterDrag(planet, { lastDays: 101, hours: 24 })).toBeCloseTo(4.5, 12)
  })
})
