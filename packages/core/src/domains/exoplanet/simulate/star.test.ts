import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../random.ts'
import { bodyAt, drawStar } from './star.ts'

describe('bodyAt', () => {
  it('makes a solar mass of 4.6 billion years a Sun', () => {
    const sun = bodyAt(1, 4.6)
    expect(sun.radiusSolar).toBeCloseTo(1, 1)
    expect(sun.luminositySolar).toBeGreaterThan(0.85)
    expect(sun.luminositySolar).toBeLessThan(1.1)
    expect(Math.abs(sun.teffK - 5772)).toBeLessThan(120)
  })

  it('makes heavier dwarfs larger, brighter and hotter, and all of them grow with age', () => {
    for (let mass = 0.3; mass < 1.5; mass += 0.1) {
      const [lighter, heavier] = [bodyAt(mass, 1), bodyAt(mass + 0.1, 1)]
      expect(heavier.radiusSolar).toBeGreaterThan(lighter.radiusSolar)
      expect(heavier.luminositySolar).toBeGreaterThan(lighter.luminositySolar)
      expect(heavier.teffK).toBeGreaterThan(lighter.teffK)
      expect(bodyAt(mass, 5).radiusSolar).toBeGreaterThan(lighter.radiusSolar)
    }
  })
})

describe('drawStar', () => {
  const random = createRandom('stars')
  const stars = Array.from({ length: 5000 }, () => drawStar(random))

  it('keeps gravity, density and luminosity those of its mass, radius and temperature', () => {
    for (const star of stars) {
      expect(star.loggCgs).toBeCloseTo(4.438 + Math.log10(star.massSolar) - 2 * Math.log10(star.radiusSolar), 9)
      expect(star.densitySolar).toBeCloseTo(star.massSolar / star.radiusSolar ** 3, 9)
      const blackBody = 5772 * (star.luminositySolar / star.radiusSolar ** 2) ** 0.25
      expect(star.teffK).toBeCloseTo(blackBody - 300 * star.metallicityDex, 6)
    }
  })

  it('draws mostly dwarfs in Kepler’s field, magnitudes 8 to 16 and a little', () => {
    expect(stars.filter((star) => star.loggCgs > 4).length / stars.length).toBeGreaterThan(0.8)
    for (const star of stars) {
      const across = (star.raDegrees - 290.667) * Math.cos((star.decDegrees * Math.PI) / 180)
      expect(Math.hypot(across, star.decDegrees - 44.5)).toBeLessThanOrEqual(7.5 + 1e-9)
      expect(star.kepmag).toBeGreaterThan(8)
      expect(star.kepmag).toBeLessThan(16.6)
    }
  })
})
