import { describe, expect, it } from 'vitest'
import { createRandom } from './random.ts'

function draws(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw)
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return { mean, variance }
}

describe('createRandom', () => {
  it('gives the same stream for the same seed, number or text', () => {
    expect(draws(100, createRandom(7).uniform)).toEqual(draws(100, createRandom('7').uniform))
  })

  it('gives another stream for another seed, a near one included', () => {
    const first = draws(1000, createRandom(7).uniform)
    const second = draws(1000, createRandom(8).uniform)
    expect(first.filter((value, index) => value === second[index])).toEqual([])
  })

  it('keeps its stream from version to version', () => {
    const random = createRandom('vouch')
    expect([random.int(1000), random.int(1000), random.int(1000), random.poisson(40), random.uniform()])
      .toMatchInlineSnapshot(`
      [
        750,
        37,
        939,
        47,
        0.9101769387267986,
      ]
    `)
    expect(random.fork('child').uniform()).toMatchInlineSnapshot(`0.7292885385866635`)
  })

  it('draws uniforms that fill [0, 1) evenly', () => {
    const random = createRandom(1)
    const counts = new Array<number>(20).fill(0)
    for (let draw = 0; draw < 100_000; draw += 1) {
      const value = random.uniform()
      expect(value >= 0 && value < 1).toBe(true)
      const bin = Math.floor(value * 20)
      counts[bin] = (counts[bin] ?? 0) + 1
    }
    const chiSquared = counts.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0)
    expect(chiSquared).toBeLessThan(43.8) // 19 degrees of freedom, one in a thousand
  })

  it('draws normals with mean 0, variance 1 and the tails of the bell', () => {
    const values = draws(100_000, createRandom(2).normal)
    const { mean, variance } = moments(values)
    expect(Math.abs(mean)).toBeLessThan(0.013)
    expect(Math.abs(variance - 1)).toBeLessThan(0.018)
    expect(values.filter((value) => Math.abs(value) > 1.96).length / 100_000).toBeCloseTo(0.05, 2)
  })

  it.each([0.3, 4, 15.9, 16, 100, 1234])('draws Poisson counts with mean and variance %d', (mean) => {
    const random = createRandom(3)
    const found = moments(draws(20_000, () => random.poisson(mean)))
    expect(Math.abs(found.mean - mean)).toBeLessThan(4 * Math.sqrt(mean / 20_000))
    expect(Math.abs(found.variance / mean - 1)).toBeLessThan(4 * Math.sqrt((2 + 1 / mean) / 20_000))
  })

  it('draws whole numbers below the bound, each about as often', () => {
    const random = createRandom(4)
    const counts = [0, 0, 0]
    for (let draw = 0; draw < 30_000; draw += 1) {
      const value = random.int(3)
      counts[value] = (counts[value] ?? 0) + 1
    }
    expect(counts).toHaveLength(3)
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(330)
  })

  it('shuffles in place, loses nothing, and reaches every order as often', () => {
    const random = createRandom(5)
    const seen = new Map<string, number>()
    for (let draw = 0; draw < 12_000; draw += 1) {
      const items = [1, 2, 3]
      expect(random.shuffle(items)).toBe(items)
      seen.set(items.join(''), (seen.get(items.join('')) ?? 0) + 1)
    }
    expect([...seen.keys()].sort()).toEqual(['123', '132', '213', '231', '312', '321'])
    for (const count of seen.values()) expect(Math.abs(count - 2000)).toBeLessThan(170)
    expect([...random.shuffle(Uint16Array.from([5, 6, 7, 8]))].sort((a, b) => a - b)).toEqual([5, 6, 7, 8])
  })

  it('forks by seed and label alone, whatever was drawn before', () => {
    const used = createRandom(6)
    used.normal()
    used.uniform()
    expect(used.fork('fold 3').uniform()).toBe(createRandom(6).fork('fold 3').uniform())
  })

  it('gives no two labels, parents or splittings of a label the same stream', () => {
    const root = createRandom(6)
    const firsts = [
      root.uniform(),
      root.fork('a').fork('b').uniform(),
      root.fork('b').fork('a').uniform(),
      root.fork('ab').uniform(),
      root.fork('').uniform(),
      ...Array.from({ length: 100_000 }, (_, index) => root.fork(`star ${index}`).uniform()),
    ]
    expect(new Set(firsts).size).toBe(firsts.length)
  })

  it('draws forks that are independent of each other', () => {
    const root = createRandom(8)
    const firsts = Array.from({ length: 20_000 }, (_, index) => root.fork(`star ${index}`).normal())
    const { mean, variance } = moments(firsts)
    expect(Math.abs(mean)).toBeLessThan(0.03)
    expect(Math.abs(variance - 1)).toBeLessThan(0.04)
    const lagged = firsts.slice(1).reduce((sum, value, index) => sum + value * (firsts[index] ?? 0), 0)
    expect(Math.abs(lagged / firsts.length)).toBeLessThan(0.03)
  })

  it('refuses a seed, a bound and a mean that are not numbers, naming them', () => {
    expect(() => createRandom(Number.NaN)).toThrow(/seed.*NaN/)
    expect(() => createRandom(1).int(0)).toThrow(/whole number.*0/)
    expect(() => createRandom(1).int(2.5)).toThrow(/2\.5/)
    expect(() => createRandom(1).poisson(-1)).toThrow(/mean.*-1/)
  })
})
