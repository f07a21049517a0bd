import { describe, expect, it } from 'vitest'
import { coveredShare, relativeBrightness, scaledAxis, transitDepth, transitTimes } from './transit.ts'

describe('transit', () => {
  it('puts the Earth at 215 solar radii by Kepler’s third law', () => {
    expect(scaledAxis(365.25, 1)).toBeCloseTo(215.03, 0)
  })

  it('gives a central transit of the Sun by the Earth its 13 hours', () => {
    const { durationHours } = transitTimes({
      periodDays: 365.25,
      densitySolar: 1,
      radiusRatio: 0.00917,
      impact: 0,
      eccentricFactor: 1,
    })
    expect(durationHours).toBeCloseTo(13.1, 1)
  })

  it('shortens a transit off the centre as its chord and makes a grazing one half ingress', () => {
    const passage = { periodDays: 10, densitySolar: 1, radiusRatio: 0.1, eccentricFactor: 1 }
    const central = transitTimes({ ...passage, impact: 0 })
    const off = transitTimes({ ...passage, impact: 0.8 })
    expect(off.durationHours / central.durationHours).toBeCloseTo(Math.sqrt(1.1 ** 2 - 0.8 ** 2) / 1.1, 2)
    expect(off.ingressHours).toBeGreaterThan(central.ingressHours)
    const grazing = transitTimes({ ...passage, impact: 1.05 })
    expect(grazing.ingressHours).toBe(grazing.durationHours / 2)
  })

  it('covers k² inside the disc, nothing outside it, and half of a small body at the limb', () => {
    expect(coveredShare(0.1, 0.5)).toBeCloseTo(0.01, 12)
    expect(coveredShare(0.1, 1.1)).toBe(0)
    expect(coveredShare(0.001, 1) / 0.001 ** 2).toBeCloseTo(0.5, 2)
    expect(coveredShare(1, 0)).toBe(1)
    expect(coveredShare(3, 0.5)).toBe(1)
  })

  it('covers what a count of random points finds', () => {
    const steps = 400
    for (const [ratio, impact] of [
      [0.3, 0.9],
      [0.7, 0.6],
      [1, 0.8],
      [2, 1.6],
    ] as const) {
      let inside = 0
      let covered = 0
      for (let column = 0; column < steps; column += 1) {
        for (let line = 0; line < steps; line += 1) {
          const x = ((column + 0.5) / steps) * 2 - 1
          const y = ((line + 0.5) / steps) * 2 - 1
          if (x * x + y * y > 1) continue
          inside += 1
          if ((x - impact) ** 2 + y * y < ratio * ratio) covered += 1
        }
      }
      expect(coveredShare(ratio, impact)).toBeCloseTo(covered / inside, 2)
    }
  })

  it('deepens a central transit by limb darkening, more on cool stars, and weakens it at the limb', () => {
    expect(transitDepth(0.1, 0, 5800) / 0.01).toBeGreaterThan(1.15)
    expect(transitDepth(0.1, 0, 4000)).toBeGreaterThan(transitDepth(0.1, 0, 6500))
    expect(relativeBrightness(0.02, 0.95, 5800)).toBeLessThan(0.85)
  })

  it('never takes more light than there is, and no less for a larger body', () => {
    for (let impact = 0; impact < 1.4; impact += 0.1) {
      let before = 0
      for (let ratio = 0.02; ratio < 1 + impact; ratio += 0.02) {
        const depth = transitDepth(ratio, impact, 5700)
        expect(depth).toBeGreaterThanOrEqual(before * 0.98)
        expect(depth).toBeLessThanOrEqual(1)
        before = depth
      }
    }
  })
})
