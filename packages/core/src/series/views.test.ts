import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { fold, phaseDays, transitNumber } from './fold.ts'
import { simulateCurve } from './simulate-curve.ts'
import { KEPLER_VIEWS, makeViews } from './views.ts'
import { vetSignal } from './vet-signal.ts'

const PLANET = { periodDays: 3.7, epochDays: 1.2, durationDays: 0.15, ratio: 0.1 }
const random = createRandom('views')
const planet = simulateCurve({ days: 90, noise: 2e-4, planets: [PLANET] }, random.fork('planet'))
// two stars: every second eclipse is shallower
const BINARY = { ...PLANET, periodDays: 7.4 }
const binary = simulateCurve(
  { days: 90, noise: 2e-4, planets: [BINARY, { ...BINARY, epochDays: BINARY.epochDays + 3.7, ratio: 0.07 }] },
  random.fork('binary'),
)
// and one that is hidden half a period later
const eclipsed = simulateCurve(
  { days: 90, noise: 2e-4, planets: [PLANET, { ...PLANET, epochDays: PLANET.epochDays + 1.85, ratio: 0.05 }] },
  random.fork('eclipsed'),
)

describe('a phase', () => {
  it('is counted from the nearest transit, and transits from the first', () => {
    const ephemeris = { periodDays: 2, epochDays: 10 }
    expect([10, 10.5, 11, 9.5, 4.2].map((t) => Number(phaseDays(t, ephemeris).toFixed(9)))).toEqual([
      0, 0.5, -1, -0.5, 0.2,
    ])
    expect([10, 12.4, 9.1, 8.9].map((t) => transitNumber(t, ephemeris))).toEqual([0, 1, 0, -1])
  })

  it('orders a folded curve, and each cadence is in it once', () => {
    const { phaseDays: phases, place } = fold(planet, PLANET)
    expect(phases.every((phase, i) => i === 0 || phases[i - 1]! <= phase)).toBe(true)
    expect(new Set(place).size).toBe(planet.flux.length)
  })
})

describe('views', () => {
  const views = makeViews(planet, PLANET, KEPLER_VIEWS)

  it('have their median at 0 and their deepest point at −1, with the transit in the middle', () => {
    for (const [view, size] of [
      [views.global, 2001],
      [views.local, 201],
    ] as const) {
      expect(view.values.length).toBe(size)
      expect(Math.min(...view.values)).toBe(-1)
      expect([...view.values].sort((a, b) => a - b)[size >> 1]).toBe(0)
      const deepest = view.values.indexOf(-1)
      expect(Math.abs(deepest - (size >> 1)) / size).toBeLessThan(0.06)
    }
    expect(views.local.scale).toBeGreaterThan(0.01)
    expect(views.local.scale).toBeLessThan(0.0135)
  })

  it('show no second dip of a planet, and where it is of two stars', () => {
    expect(Math.min(...views.secondary.values)).toBeGreaterThan(-0.2)
    const two = makeViews(eclipsed, PLANET, KEPLER_VIEWS)
    expect(two.secondaryPhase).toBeCloseTo(0.5, 1)
    expect(Math.min(...two.secondary.values)).toBeLessThan(-0.2)
  })

  it('show odd and even transits alike of a planet, and of two stars apart', () => {
    const depth = (view: typeof views.odd) => Math.min(...(view?.values ?? []))
    expect(Math.abs(depth(views.odd) - depth(views.even))).toBeLessThan(0.15)
    const two = makeViews(binary, PLANET, KEPLER_VIEWS)
    expect(Math.abs(depth(two.odd) - depth(two.even))).toBeGreaterThan(0.3)
  })
})

describe('the tests of a vetter', () => {
  it('pass a planet', () => {
    const tests = vetSignal(planet, PLANET, 0.5)
    expect(tests.transits).toBe(25)
    expect(tests.snr).toBeGreaterThan(100)
    expect(Math.abs(tests.oddEvenSigmas ?? 9)).toBeLessThan(4)
    expect(Math.abs(tests.secondarySigmas ?? 9)).toBeLessThan(4)
  })

  it('tell two stars by odd and even, and by a second eclipse', () => {
    expect(Math.abs(vetSignal(binary, PLANET, 0.5).oddEvenSigmas ?? 0)).toBeGreaterThan(10)
    expect(vetSignal(eclipsed, PLANET, 0.5).secondarySigmas).toBeGreaterThan(10)
  })

  it('say nothing of a signal that was not seen', () => {
    const tests = vetSignal(planet, { ...PLANET, periodDays: 500, epochDays: 300 }, 0.5)
    expect(tests).toMatchObject({ depth: null, snr: null, transits: 0, oddEvenSigmas: null })
  })
})
