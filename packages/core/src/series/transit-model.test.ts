import { describe, expect, it } from 'vitest'
import { SUN_LIMB, transitFlux, transitShape } from './transit-model.ts'

const DISK = { u1: 0, u2: 0 }

describe('a transit', () => {
  it('of an even disk covers the area of the planet, and at the limb what two circles share', () => {
    expect(transitFlux(0.3, 0.1, DISK)).toBeCloseTo(0.99, 9)
    expect(transitFlux(0, 2, DISK)).toBeCloseTo(0, 9)
    expect(transitFlux(1.1, 0.1, DISK)).toBe(1)
    // Mandel & Agol 2002, eq. 1, written out for p = .1, z = 1
    const [p, z] = [0.1, 1]
    const k0 = Math.acos((p * p + z * z - 1) / (2 * p * z))
    const k1 = Math.acos((1 - p * p + z * z) / (2 * z))
    const shared = (p * p * k0 + k1 - Math.sqrt((4 * z * z - (1 + z * z - p * p) ** 2) / 4)) / Math.PI
    expect(transitFlux(z, p, DISK)).toBeCloseTo(1 - shared, 9)
  })

  it('of a darkened limb is deeper in the middle, by the ratio of the brightness there to the mean', () => {
    const mean = 1 - SUN_LIMB.u1 / 3 - SUN_LIMB.u2 / 6
    expect((1 - transitFlux(0, 0.001, SUN_LIMB)) / 1e-6).toBeCloseTo(1 / mean, 4)
    // and the whole star in the end
    expect(transitFlux(0, 1, SUN_LIMB)).toBeCloseTo(0, 5)
  })

  it('is a shape from 0 to 1, alike before and after its middle, rounder than a box', () => {
    const shape = transitShape(101)
    expect(Math.max(...shape)).toBe(1)
    expect(shape[0]).toBeLessThan(0.1)
    expect(shape[50]).toBe(1)
    shape.forEach((value, i) => expect(value).toBeCloseTo(shape[100 - i]!, 9))
    const mean = shape.reduce((sum, value) => sum + value, 0) / 101
    expect(mean).toBeGreaterThan(0.75)
    expect(mean).toBeLessThan(0.95)
  })
})
