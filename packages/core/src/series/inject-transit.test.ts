import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { injectTransit, transitDepth } from './inject-transit.ts'
import { matchSignal } from './match-signal.ts'
import { CADENCE_DAYS, simulateCurve } from './simulate-curve.ts'

const PLANET = { periodDays: 4.3, epochDays: 1.2, durationDays: 0.2, ratio: 0.1, impact: 0.2 }
const still = simulateCurve({ days: 40, noise: 0, planets: [] }, createRandom(1))

describe('an injected transit', () => {
  it('multiplies the flux as it was observed, and leaves it alone outside', () => {
    const waves = { ...still, flux: still.timeDays.map((time) => 1 + 0.01 * Math.sin(time)) }
    const { curve, transit } = injectTransit(waves, PLANET)
    for (const [i, value] of curve.flux.entries()) expect(value).toBe(waves.flux[i]! * transit[i]!)
    const outside = transit.filter((flux) => flux === 1).length
    expect(outside / transit.length).toBeGreaterThan(1 - (PLANET.durationDays + 2 * CADENCE_DAYS) / PLANET.periodDays)
    expect(waves.flux[0]).toBe(1 + 0.01 * Math.sin(still.timeDays[0]!))
  })

  it('is as deep as the planet covers of a star with a dark limb, and blunt by the length of a cadence', () => {
    const { transit } = injectTransit(still, PLANET)
    const deepest = 1 - Math.min(...transit)
    expect(deepest).toBeLessThanOrEqual(transitDepth(PLANET))
    expect(deepest).toBeGreaterThan(transitDepth(PLANET) * 0.995)
    // in a transit of an hour the half hour of a cadence takes some of the depth away, and none of the light that is lost
    const short = { ...PLANET, durationDays: 0.03 }
    const blunt = injectTransit(still, short).transit
    expect(1 - Math.min(...blunt)).toBeLessThan(transitDepth(short))
    const lost = (flux: Float64Array) => flux.reduce((sum, value) => sum + 1 - value, 0)
    expect(lost(blunt) / lost(transit)).toBeCloseTo(0.03 / 0.2, 1)
  })
})

describe('a found signal', () => {
  const span = 90

  it('is the injected one where period and epoch are, and not where either is off', () => {
    expect(matchSignal({ ...PLANET, epochDays: PLANET.epochDays + 2 * PLANET.periodDays }, PLANET, span)).toBe(1)
    expect(matchSignal({ ...PLANET, periodDays: PLANET.periodDays * 1.001 }, PLANET, span)).toBe(1)
    expect(matchSignal({ ...PLANET, periodDays: PLANET.periodDays * 1.01 }, PLANET, span)).toBeNull()
    expect(matchSignal({ ...PLANET, epochDays: PLANET.epochDays + 0.15 }, PLANET, span)).toBeNull()
    expect(matchSignal({ ...PLANET, periodDays: 5.7 }, PLANET, span)).toBeNull()
  })

  it('of twice or half the period is an alias of it', () => {
    expect(matchSignal({ ...PLANET, periodDays: 8.6, epochDays: PLANET.epochDays + 4.3 }, PLANET, span)).toBe(2)
    expect(matchSignal({ ...PLANET, periodDays: 2.15, epochDays: PLANET.epochDays + 2.15 }, PLANET, span)).toBe(0.5)
    expect(matchSignal({ ...PLANET, periodDays: 2.15, epochDays: PLANET.epochDays + 1 }, PLANET, span)).toBeNull()
  })
})
