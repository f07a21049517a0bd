import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { binMedian } from './bin.ts'
import { detrend, dropBrightOutliers, type DetrendMethod } from './detrend.ts'
import { evaluateSpline, fitSpline } from './fit-spline.ts'
import { median, medianInPlace, robustSigma } from './median.ts'
import { simulateCurve } from './simulate-curve.ts'
import { splitGaps } from './split-gaps.ts'

const PLANET = { periodDays: 9.3, epochDays: 4.1, durationDays: 0.25, ratio: 0.05 }
const STAR = (t: number) => 1 + 0.004 * Math.sin((2 * Math.PI * t) / 11) + 0.002 * Math.sin((2 * Math.PI * t) / 4.7)
const CURVE = simulateCurve(
  { days: 80, noise: 1e-4, planets: [PLANET], star: STAR, gaps: [[30, 33]] },
  createRandom('detrend'),
)
const METHODS: readonly DetrendMethod[] = [{ kind: 'spline' }, { kind: 'biweight', windowDays: 1 }]

describe('a median', () => {
  it('is the one of a sorted copy, whatever the order and length', () => {
    const random = createRandom('median')
    for (const n of [1, 2, 3, 10, 101, 1000]) {
      const values = Float64Array.from({ length: n }, () => random.int(7) + random.uniform())
      const sorted = [...values].sort((a, b) => a - b)
      const wanted = (sorted[(n - 1) >> 1]! + sorted[n >> 1]!) / 2
      expect(median(values)).toBe(wanted)
      expect(medianInPlace(values.slice())).toBe(wanted)
    }
    expect(median([])).toBeNaN()
  })

  it('of distances is one sigma of normal noise', () => {
    const random = createRandom('sigma')
    expect(robustSigma(Float64Array.from({ length: 20_000 }, () => random.normal()))).toBeCloseTo(1, 1)
  })
})

describe('a curve', () => {
  it('is parted where it pauses and where a piece ends, and nowhere else', () => {
    expect(splitGaps({ timeDays: Float64Array.of(0, 0.5, 2, 2.1, 2.2), piece: Uint16Array.of(0, 0, 0, 0, 1) })).toEqual(
      [
        { from: 0, to: 2 },
        { from: 2, to: 4 },
        { from: 4, to: 5 },
      ],
    )
    expect(splitGaps(CURVE).length).toBe(2)
  })

  it.each(METHODS)('loses what its star does and keeps its transits, by $kind', (method) => {
    const { curve } = detrend(CURVE, method, [PLANET])
    const away = (i: number) => Math.abs(((curve.timeDays[i]! - PLANET.epochDays + 4.65) % 9.3) - 4.65)
    const places = Array.from(curve.timeDays.keys())
    const outside = places.filter((i) => away(i) > 0.3).map((i) => curve.flux[i]!)
    const within = places.filter((i) => away(i) < 0.05).map((i) => curve.flux[i]!)
    expect(robustSigma(outside)).toBeLessThan(1.5e-4)
    expect(median(outside)).toBeCloseTo(1, 4)
    // a darkened limb: deeper than ratio² in the middle
    expect(1 - median(within)).toBeGreaterThan(0.0027)
    expect(1 - median(within)).toBeLessThan(0.0033)
  })

  it('is smoothed less where its star changes faster: the criterion chooses the knots', () => {
    const calm = simulateCurve({ days: 80, noise: 1e-3, planets: [] }, createRandom('calm'))
    const fast = detrend(CURVE, { kind: 'spline' }).knotDays ?? 0
    expect(fast).toBeLessThan(3)
    expect(detrend(calm, { kind: 'spline' }).knotDays).toBeGreaterThan(10)
  })

  it('loses flares, and never a transit', () => {
    const flux = Float64Array.from({ length: 1000 }, (_, i) => 1 + (i % 2 === 0 ? 1e-4 : -1e-4))
    flux[10] = 1.1
    flux[20] = 0.9
    const kept = dropBrightOutliers({
      timeDays: flux.map((_, i) => i),
      flux,
      fluxError: flux.map(() => 1e-4),
      piece: new Uint16Array(1000),
    })
    expect(kept.flux.length).toBe(999)
    expect(Math.min(...kept.flux)).toBe(0.9)
    expect(Math.max(...kept.flux)).toBeLessThan(1.01)
  })
})

describe('a spline', () => {
  it('is any cubic itself, and leaves out what lies far from it', () => {
    const time = Float64Array.from({ length: 200 }, (_, i) => i / 20)
    const cubic = (t: number) => 1 + 0.3 * t - 0.05 * t * t + 0.004 * t ** 3
    const flux = time.map((t, i) => cubic(t) + (i % 2 === 0 ? 1e-4 : -1e-4))
    flux[50] = 9
    const fit = fitSpline(time, flux, { spacing: 2, usable: new Uint8Array(200).fill(1) })
    expect(fit?.used[50]).toBe(0)
    for (const t of [0, 2.5, 5.05, 9.95]) expect(evaluateSpline(fit!.spline, t)).toBeCloseTo(cubic(t), 3)
  })

  it('is none where there are fewer points than it has bends', () => {
    const few = Float64Array.of(0, 1, 2, 3)
    expect(fitSpline(few, few, { spacing: 0.5, usable: new Uint8Array(4).fill(1) })).toBeNull()
  })
})

describe('bins', () => {
  it('are medians of what lies in them, and the median of all where nothing does', () => {
    const x = Float64Array.of(0.1, 0.2, 0.3, 2.5)
    const y = Float64Array.of(1, 5, 2, 8)
    const { values, counts } = binMedian(x, y, { count: 3, from: 0, to: 3, width: 1 })
    expect([...values]).toEqual([2, 3.5, 8])
    expect([...counts]).toEqual([3, 0, 1])
  })
})
