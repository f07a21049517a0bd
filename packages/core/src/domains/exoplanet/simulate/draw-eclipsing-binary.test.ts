import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../random.ts'
import { contaminate, drawBackgroundBinary } from './draw-background-binary.ts'
import { drawEclipsingBinary, TARGET_BINARIES } from './draw-eclipsing-binary.ts'
import { drawPlanets } from './draw-planets.ts'
import type { Signal } from './signal.ts'
import { drawStar } from './star.ts'

const random = createRandom('binaries')
const systems = Array.from({ length: 6000 }, () => drawEclipsingBinary(drawStar(random), TARGET_BINARIES, random))
const binaries = systems.flat()
const planets = Array.from({ length: 6000 }, () => drawPlanets(drawStar(random), random)).flat()

function share(signals: readonly Signal[], holds: (signal: Signal) => boolean): number {
  return signals.filter(holds).length / signals.length
}

describe('drawEclipsingBinary', () => {
  it('gives eclipses that are deep and pointed far more often than a planet’s transit', () => {
    const isDeep = ({ depth }: Signal): boolean => depth > 0.03
    const isPointed = ({ ingressHours, durationHours }: Signal): boolean => ingressHours > 0.3 * durationHours
    expect(share(binaries, isDeep)).toBeGreaterThan(0.4)
    expect(share(planets, isDeep)).toBeLessThan(0.01)
    expect(share(binaries, isPointed)).toBeGreaterThan(0.4)
    expect(share(planets, isPointed)).toBeLessThan(0.1)
  })

  it('grazes in some systems', () => {
    expect(share(binaries, ({ impact, radiusRatio }) => (impact ?? 0) + (radiusRatio ?? 0) > 1)).toBeGreaterThan(0.2)
  })

  it('lists a second eclipse at the same period and another time, half an orbit off where the orbit is round', () => {
    const pairs = systems.filter((system) => system.length === 2)
    expect(pairs.length).toBeGreaterThan(20)
    for (const [first, second] of pairs) {
      if (first === undefined || second === undefined) throw new Error('a pair has two')
      expect(second.periodDays).toBe(first.periodDays)
      const phase = ((((second.epochBkjd - first.epochBkjd) / first.periodDays) % 1) + 1) % 1
      expect(phase).toBeGreaterThan(0.1)
      expect(phase).toBeLessThan(0.9)
      if (first.periodDays < 4) expect(phase).toBeCloseTo(0.5, 6)
    }
  })
})

describe('drawBackgroundBinary', () => {
  it('dilutes what a binary loses, to parts per million as often as not', () => {
    const blends = Array.from({ length: 3000 }, () => drawBackgroundBinary(random)).flat()
    expect(share(blends, ({ depth }) => depth < 0.14)).toBe(1)
    expect(share(blends, ({ depth }) => depth < 1e-3)).toBeGreaterThan(0.5)
    expect(share(blends, ({ truth }) => truth === 'background_binary')).toBe(1)
  })
})

describe('contaminate', () => {
  it('shows the parent’s eclipses at its period, epoch and length, fainter than they are', () => {
    const star = drawStar(random)
    for (const signal of binaries.slice(0, 200)) {
      const leaked = contaminate(star, { name: 'S00001.01', star, signal }, random)
      expect(leaked).toEqual({ ...signal, truth: 'background_binary', depth: leaked.depth, parent: 'S00001.01' })
      expect(leaked.depth).toBeLessThan(signal.depth * 0.01)
    }
  })
})
