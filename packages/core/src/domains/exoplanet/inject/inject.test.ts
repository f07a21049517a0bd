import type { Injection } from '@vouch/contracts/domains/injection'
import type { CurveSource } from '@vouch/contracts/domains/light-curve'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../random.ts'
import { simulateCurve } from '../../../series/simulate-curve.ts'
import { type DrawnPlanet, drawInjections } from './draw-injections.ts'
import { openInjectedStar, type Recovery, recoverInjection } from './open-injected-star.ts'
import { sumUpInjections } from './sum-up-injections.ts'

const SUN = { massSolar: 1, radiusSolar: 1 }
const SOURCE: CurveSource = {
  object: null,
  mission: null,
  flux_of: 'flux',
  time_zero: null,
  pieces: [null],
  teff_kelvin: null,
  logg: null,
  radius_solar: null,
  magnitude: null,
  cadences: 0,
  dropped: [],
}
const RANGES = { n: 12, periodDays: [2, 5], radiusEarth: [0.4, 12], impact: [0, 0.8] } as const
const range = { fromDays: 1.5, toDays: 6 }
const HOT = { periodDays: 3.1, epochDays: 0.7, durationDays: 0.12, ratio: 0.1 }
const random = createRandom('injections')
const curve = simulateCurve(
  { days: 24, noise: 2e-4, planets: [HOT], star: (time) => 1 + 2e-3 * Math.sin(time / 2) },
  random.fork('curve'),
)
const views = [
  { name: 'global', description: '', bins: 101, reach_durations: null, layer: 'global' },
  { name: 'local', description: '', bins: 31, reach_durations: 4, layer: 'local' },
] as const
const star = openInjectedStar(curve, SOURCE, range)
const planets = drawInjections(RANGES, { star: SUN, startDays: 0 }, random)
const recover = (planet: DrawnPlanet) =>
  recoverInjection(star, planet, { search: { ...range, most: 1 }, views: [...views] })

function toInjection({ periodDays, radiusEarth }: DrawnPlanet, { found, factor, expectedSnr }: Recovery): Injection {
  return {
    period_days: periodDays,
    epoch_days: 0,
    radius_earth: radiusEarth,
    impact: 0,
    duration_hours: 1,
    depth_ppm: 1,
    transits: 3,
    expected_snr: expectedSnr,
    found: found !== null,
    alias_factor: factor === 1 ? null : factor,
    found_period_days: null,
    found_epoch_days: null,
    snr: null,
    probability: null,
    called: factor === 1,
  }
}

describe('injected transits', () => {
  it('are drawn within their ranges, the same from the same seed, and the first of many are those of few', () => {
    const draw = (n: number, seed: string) =>
      drawInjections({ ...RANGES, n }, { star: SUN, startDays: 10 }, createRandom(seed))
    expect(draw(50, 'a')).toEqual(draw(50, 'a'))
    expect(draw(50, 'a').slice(0, 5)).toEqual(draw(5, 'a'))
    expect(draw(5, 'b')).not.toEqual(draw(5, 'a'))
    for (const { periodDays, radiusEarth, impact, epochDays, durationDays, ratio } of draw(200, 'a')) {
      expect(periodDays).toBeGreaterThanOrEqual(2)
      expect(periodDays).toBeLessThanOrEqual(5)
      expect(radiusEarth).toBeGreaterThanOrEqual(0.4)
      expect(radiusEarth).toBeLessThanOrEqual(12)
      expect(impact).toBeLessThanOrEqual(0.8)
      expect(epochDays).toBeGreaterThanOrEqual(10)
      expect(epochDays).toBeLessThan(10 + periodDays)
      // an orbit of days about the sun crosses it in an hour or some
      expect(durationDays).toBeGreaterThan(0.03)
      expect(durationDays).toBeLessThan(0.2)
      expect(ratio).toBeCloseTo(radiusEarth / 109.08, 4)
    }
  })

  it('are looked for in a curve without its own signals', () => {
    expect(star.own.length).toBeGreaterThan(0)
    expect(star.own[0]?.period_days).toBeCloseTo(HOT.periodDays, 2)
    expect(star.curve.timeDays.length).toBeLessThan(curve.timeDays.length)
    expect(star.noise).toBeGreaterThan(1.8e-4)
    expect(star.noise).toBeLessThan(2.2e-4)
  })

  it('are found where they are deep and not where they are lost in the noise, with views for the model', () => {
    const base = planets[0]!
    const large = recover({ ...base, ratio: 0.1 })
    expect(large.factor).toBe(1)
    expect(large.found?.period_days).toBeCloseTo(base.periodDays, 2)
    expect(large.candidate?.views.length).toBe(132)
    expect(Math.min(...(large.candidate?.views ?? []))).toBeCloseTo(-1, 5)
    expect(large.candidate?.row).toMatchObject({ period: large.found?.period_days })
    const tiny = recover({ ...base, ratio: 0.002 })
    expect(tiny).toMatchObject({ found: null, factor: null, candidate: null })
    expect(tiny.expectedSnr).toBeLessThan(4)
    expect(large.expectedSnr).toBeGreaterThan(50)
    expect(large.transits).toBe(tiny.transits)
  })

  it('come to the same each time, and the larger ones are found more often', () => {
    const once = planets.map(recover)
    expect(planets.slice(0, 2).map(recover)).toEqual(once.slice(0, 2))
    const injections = planets.map((planet, i) => toInjection(planet, once[i]!))
    const counted = sumUpInjections(injections, { period: RANGES.periodDays, radius: RANGES.radiusEarth })
    const shares = (from: number, to: number) => counted.over_radius.slice(from, to)
    const value = (bins: ReturnType<typeof shares>) =>
      bins.reduce((sum, { recovered }) => sum + recovered, 0) / bins.reduce((sum, { injected }) => sum + injected, 0)
    expect(value(shares(3, 6))).toBeGreaterThan(value(shares(0, 3)))
    expect(value(shares(4, 6))).toBeGreaterThan(0.8)
    expect(counted.recovered).toBeLessThan(RANGES.n)
  })
})

describe('injections summed up', () => {
  const one = (period_days: number, radius_earth: number, more: Partial<Injection> = {}): Injection => ({
    ...toInjection(planets[0]!, { transits: 3, expectedSnr: 9, found: null, factor: null, candidate: null }),
    period_days,
    radius_earth,
    called: false,
    ...more,
  })
  const found = { found: true, found_period_days: 1, found_epoch_days: 1, snr: 9 }
  const ranges = { period: [1, 32], radius: [1, 64] } as const

  it('count each once, aliases apart, and give Wilson’s interval of what was called', () => {
    const counted = sumUpInjections(
      [
        one(1.5, 1.5, { ...found, called: true }),
        one(1.5, 1.5, found),
        one(1.5, 1.5),
        one(20, 40, { ...found, alias_factor: 0.5 }),
        one(32, 64),
      ],
      ranges,
    )
    expect(counted).toMatchObject({ n: 5, found: 3, recovered: 2, aliases: 1, called_planet: 1 })
    expect(counted.cells.length).toBe(30)
    expect(counted.cells.reduce((sum, { injected }) => sum + injected, 0)).toBe(5)
    const [first] = counted.cells
    expect(first).toMatchObject({ period: [1, 2], radius: [1, 2], injected: 3, found: 2, recovered: 2, called: 1 })
    // Wilson 1927, one of three
    expect(first?.completeness?.value).toBeCloseTo(1 / 3, 12)
    expect(first?.completeness?.interval[0]).toBeCloseTo(0.0615, 3)
    expect(first?.completeness?.interval[1]).toBeCloseTo(0.7923, 3)
    expect(counted.cells.at(-1)).toMatchObject({ injected: 2, found: 1, recovered: 0 })
  })

  it('say nothing of a bin that nothing was put into', () => {
    const counted = sumUpInjections([one(1.5, 1.5)], ranges)
    expect(counted.cells.filter(({ completeness }) => completeness !== null).length).toBe(1)
    expect(counted.cells.at(-1)).toMatchObject({ injected: 0, search: null, completeness: null })
    expect(counted.over_period.map(({ injected }) => injected)).toEqual([1, 0, 0, 0, 0])
    expect(counted.over_snr.find(({ from }) => from === 8)).toMatchObject({ injected: 1 })
  })
})
