import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../random.ts'
import { detect, noisePpm, observedTransits } from './detect.ts'
import { drawStar, type Star } from './star.ts'

const quiet: Star = { ...drawStar(createRandom(1)), kepmag: 12, variabilityPpm: 19.5, noiseFactor: 1.4 }

/** A box whose expected significance is this. */
function dipOf(significance: number, periodDays = 10) {
  const durationHours = 4
  const transits = Math.round(Math.floor(1459 / periodDays) * 0.88)
  const depth = (significance * noisePpm(quiet, durationHours)) / 1e6 / Math.sqrt(transits)
  return { periodDays, depth, durationHours, ingressHours: 0 }
}

function detectedShare(significance: number, periodDays?: number): number {
  const random = createRandom(`share ${significance} ${periodDays}`)
  const dip = dipOf(significance, periodDays)
  let found = 0
  for (let trial = 0; trial < 3000; trial += 1) if (detect(quiet, dip, random) !== null) found += 1
  return found / 3000
}

describe('noisePpm', () => {
  it('is about 30 ppm in six hours and a half for a Sun-like star of magnitude 12, as Kepler’s was', () => {
    expect(noisePpm(quiet, 6.5)).toBeGreaterThan(26)
    expect(noisePpm(quiet, 6.5)).toBeLessThan(36)
  })

  it('grows for fainter stars and shrinks for longer events', () => {
    expect(noisePpm({ ...quiet, kepmag: 15 }, 6.5)).toBeGreaterThan(2.5 * noisePpm(quiet, 6.5))
    expect(noisePpm(quiet, 13)).toBeLessThan(noisePpm(quiet, 6.5))
  })
})

describe('detect', () => {
  it('misses what is far below the threshold, finds half near it and most of what is far above', () => {
    expect(detectedShare(3)).toBe(0)
    expect(detectedShare(9)).toBeGreaterThan(0.3)
    expect(detectedShare(9)).toBeLessThan(0.7)
    expect(detectedShare(40)).toBeCloseTo(0.945, 1)
  })

  it('finds a strong signal of three or four events less surely than one of many', () => {
    expect(detectedShare(60, 400)).toBeLessThan(detectedShare(60, 10) - 0.1)
  })

  it('never claims a signal with fewer than three transits or below the threshold', () => {
    const random = createRandom(9)
    const strong = { periodDays: 600, depth: 0.5, durationHours: 10, ingressHours: 0 }
    for (let trial = 0; trial < 1000; trial += 1) {
      const found = detect(quiet, trial % 2 === 0 ? strong : dipOf(7.5), random)
      if (found === null) continue
      expect(found.transits).toBeGreaterThanOrEqual(3)
      expect(found.significance).toBeGreaterThanOrEqual(7.1)
    }
  })

  it('counts the transits of 1459 days at 88 % duty', () => {
    const random = createRandom(10)
    expect(observedTransits(1, random)).toBe(Math.round(1459 * 0.88))
    let sum = 0
    for (let trial = 0; trial < 4000; trial += 1) sum += observedTransits(100, random)
    expect(sum / 4000).toBeCloseTo(14.59 * 0.88, 1)
  })
})
