import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { detectionEfficiency } from './detection.ts'
import { findSignals, SEARCH } from './find-signals.ts'
import { searchBox } from './search-box.ts'
import { searchFolding } from './search-folding.ts'
import { plainGrid, searchGrid } from './search-grid.ts'
import { searchTransit } from './search-transit.ts'
import { simulateCurve } from './simulate-curve.ts'

const SUN = { massSolar: 1, radiusSolar: 1 }
const INNER = { periodDays: 5.31, epochDays: 2.2, durationDays: 0.13, ratio: 0.02 }
const OUTER = { periodDays: 17.9, epochDays: 11.4, durationDays: 0.2, ratio: 0.03 }
const random = createRandom('search')
const two = simulateCurve({ days: 120, noise: 2e-4, planets: [INNER, OUTER], gaps: [[40, 43]] }, random.fork('two'))
const noise = simulateCurve({ days: 120, noise: 2e-4, planets: [] }, random.fork('noise'))
const PERIODS = Float64Array.from({ length: 4000 }, (_, i) => 1 / (1 / 2 - (i / 4000) * (1 / 2 - 1 / 30)))

function highest(values: Float64Array): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0)
}

describe('the box search', () => {
  it('finds the period, depth, duration and time of a transit', () => {
    const found = searchBox(two, plainGrid(PERIODS, [0.08, 0.12, 0.2]))
    const best = highest(found.snr)
    expect(found.periodsDays[best]).toBeCloseTo(OUTER.periodDays, 1)
    expect(found.depth[best]).toBeGreaterThan(0.0007)
    expect(found.depth[best]).toBeLessThan(0.0013)
    const late = (found.epochDays[best]! - OUTER.epochDays) / OUTER.periodDays
    expect(Math.abs(late - Math.round(late)) * OUTER.periodDays).toBeLessThan(0.1)
    expect(found.snr[best]).toBeGreaterThan(20)
  })

  it('goes by the scatter of the cadences where none has an error', () => {
    const bare = { ...two, fluxError: two.fluxError.map(() => Number.NaN) }
    const [known, unknown] = [two, bare].map((curve) => searchBox(curve, plainGrid(PERIODS, [0.12])).snr)
    expect(highest(unknown!)).toBe(highest(known!))
    expect(Math.max(...unknown!)).toBeGreaterThan(0.8 * Math.max(...known!))
    expect(Math.max(...unknown!)).toBeLessThan(1.2 * Math.max(...known!))
  })

  it('stands out of its periodogram where there is a signal, and not where there is none', () => {
    const grid = plainGrid(PERIODS, [0.12])
    const of = (curve: typeof two) => Math.max(...detectionEfficiency(searchBox(curve, grid).snr))
    expect(of(two)).toBeGreaterThan(9)
    expect(of(noise)).toBeLessThan(7)
  })

  it('of the shape of a transit is as sure or surer than of a box', () => {
    const periods = Float64Array.from({ length: 21 }, (_, i) => OUTER.periodDays + (i - 10) * 0.004)
    const box = searchBox(two, plainGrid(periods, [0.16, 0.2, 0.24]), { oversample: 10 })
    const transit = searchTransit(two, plainGrid(periods, [0.16, 0.2, 0.24]))
    expect(Math.max(...transit.snr)).toBeGreaterThan(Math.max(...box.snr) * 0.99)
    expect(transit.periodsDays[highest(transit.snr)]).toBeCloseTo(OUTER.periodDays, 1)
  })

  it('by folding fast finds what it finds period by period', () => {
    const limits = { star: SUN, fromDays: 2, toDays: 40 }
    const fast = searchFolding(two, limits)
    const slow = searchBox(two, searchGrid(120, SUN, { ...limits, oversampling: 2 }))
    const [f, s] = [highest(fast.snr), highest(slow.snr)]
    expect(fast.periodsDays[f]).toBeCloseTo(slow.periodsDays[s]!, 1)
    expect(fast.snr[f]! / slow.snr[s]!).toBeGreaterThan(0.9)
    expect(Math.min(...fast.periodsDays)).toBeGreaterThan(1.9)
    expect(Math.max(...fast.periodsDays)).toBeLessThan(42)
  })
})

describe('the search by folding', () => {
  it('comes to its end whatever the length of a cadence, each period longer than the one before', () => {
    for (let i = 0; i < 60; i++) {
      const cadence = 0.0204340278 + i * 8.3e-6
      const timeDays = Float64Array.from({ length: 300 }, (_, k) => k * cadence)
      const flux = timeDays.map((_, k) => (k % 50 === 7 ? 0.99 : 1))
      const curve = { timeDays, flux, fluxError: timeDays.map(() => 1e-3), piece: new Uint16Array(300) }
      let told = 0
      const { periodsDays } = searchFolding(curve, { star: SUN, fromDays: 0.5, toDays: 3 }, () => told++ > 400)
      expect(told).toBeLessThan(400)
      expect(periodsDays.every((period, at) => at === 0 || period > periodsDays[at - 1]!)).toBe(true)
    }
  })
})

describe('a search for signals', () => {
  const search = { ...SEARCH, fromDays: 2, toDays: 40 }

  it('finds one planet after the other, the strongest first, and then stops', () => {
    const { signals } = findSignals(two, search)
    expect(signals.length).toBe(2)
    for (const planet of [INNER, OUTER]) {
      const found = signals.find(({ periodDays }) => Math.abs(periodDays / planet.periodDays - 1) < 0.001)
      expect(found, String(planet.periodDays)).toBeDefined()
      expect(found?.durationDays).toBeGreaterThan(planet.durationDays * 0.6)
      expect(found?.durationDays).toBeLessThan(planet.durationDays * 1.5)
      expect(Math.sqrt(found?.depth ?? 0)).toBeGreaterThan(planet.ratio * 0.9)
      expect(Math.sqrt(found?.depth ?? 0)).toBeLessThan(planet.ratio * 1.25)
    }
  })

  it('finds nothing in noise, and is ended when it is told to', () => {
    expect(findSignals(noise, search).signals).toEqual([])
    let told = 0
    const ended = findSignals(two, search, () => ++told > 1)
    expect(ended.signals).toEqual([])
    expect(told).toBe(2)
  })
})

const PYTHON = '/usr/bin/python3'
const hasAstropy = spawnSync(PYTHON, ['-c', 'import astropy.timeseries']).status === 0

describe(hasAstropy ? 'astropy' : 'astropy (skipped: python3-astropy is not installed)', () => {
  it.skipIf(!hasAstropy)('gives the same signal to noise on the same grid', () => {
    const script = `
import json, sys, numpy as np
from astropy.timeseries import BoxLeastSquares
d = json.load(sys.stdin)
r = BoxLeastSquares(np.array(d['t']), np.array(d['y']), np.array(d['e'])).power(np.array(d['p']), d['d'], objective='snr', method='fast', oversample=10)
print(json.dumps({'snr': r.depth_snr.tolist(), 'depth': r.depth.tolist()}))
`
    const periods = PERIODS.filter((_, i) => i % 20 === 0)
    const input = { t: [...two.timeDays], y: [...two.flux], e: [...two.fluxError], p: [...periods], d: [0.1, 0.2] }
    const theirs = JSON.parse(
      execFileSync(PYTHON, ['-c', script], { input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 1e8 }),
    )
    const ours = searchBox(two, plainGrid(periods, input.d), { oversample: 10 })
    const apart = Array.from(ours.snr, (snr, i) => Math.abs(snr - theirs.snr[i]))
    // bins may begin elsewhere: a cadence more or less in a box
    expect(Math.max(...apart)).toBeLessThan(1)
    expect(highest(ours.snr)).toBe(highest(Float64Array.from(theirs.snr)))
  })
})
