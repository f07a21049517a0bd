import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { type AssessedCalls, chooseItems, type ChooseOptions } from './choose-items.ts'

/** Calls whose probabilities are as a model's: most near 0 or 1. Rows are numbered with gaps, where others were not assessed. */
function makeCalls(seed: string, length: number, changes: Partial<AssessedCalls> = {}): AssessedCalls {
  const random = createRandom(seed)
  const column = () => Float64Array.from({ length }, () => random.normal())
  return {
    rows: Int32Array.from({ length }, (_, i) => 3 * i + 1),
    probability: Float64Array.from({ length }, () => 1 / (1 + Math.exp(-3 * random.normal()))),
    threshold: 0.4,
    other: null,
    features: [column(), column(), column()],
    ...changes,
  }
}

const ask = (seed: string, changes: Partial<ChooseOptions> = {}): ChooseOptions => ({
  count: 40,
  randomShare: 0.25,
  taken: new Set(),
  drawn: new Set(),
  random: createRandom(seed),
  ...changes,
})

const rowsOf = (choice: ReturnType<typeof chooseItems>, slice: string) =>
  choice.items.flatMap((item) => (item.slice === slice ? [item.row] : []))

/** 99.9 % of chi-square with 99 degrees of freedom. */
const CHI_SQUARE_99 = 148.23

describe('the calls that experts are asked about', () => {
  it('by chance alone are every row as often, near the threshold or far, and whatever else is chosen', () => {
    const other = { probability: Float64Array.from({ length: 100 }, (_, i) => (i % 2 ? 0.9 : 0.1)), threshold: 0.5 }
    const calls = makeCalls('calls', 100, { other })
    const seen = new Map<number, number>()
    const seeds = 2000
    for (let s = 0; s < seeds; s++)
      for (const row of rowsOf(chooseItems(calls, ask(`seed ${s}`, { count: 20 })), 'random'))
        seen.set(row, (seen.get(row) ?? 0) + 1)
    const expected = (seeds * 5) / 100
    // a row is drawn once of a sample without replacement, so that counts vary less than a Poisson's by this factor
    const factor = 1 - 5 / 100
    const chi = [...calls.rows].reduce((sum, row) => sum + ((seen.get(row) ?? 0) - expected) ** 2 / expected, 0)
    expect(chi / factor).toBeLessThan(CHI_SQUARE_99)
    expect(chi / factor).toBeGreaterThan(50)
  })

  it('by chance alone are the same whatever the model says', () => {
    const calls = makeCalls('calls', 500)
    const other = makeCalls('another model', 500, { threshold: 0.9 })
    const drawn = rowsOf(chooseItems(calls, ask('seed')), 'random')
    expect(drawn).toHaveLength(10)
    expect(rowsOf(chooseItems(other, ask('seed')), 'random')).toEqual(drawn)
    expect(rowsOf(chooseItems(calls, ask('another seed')), 'random')).not.toEqual(drawn)
  })

  it('by chance alone go on in one order, so that many times a few are as once all of them', () => {
    const calls = makeCalls('calls', 300)
    const all = rowsOf(chooseItems(calls, ask('seed', { count: 160 })), 'random')
    const [taken, drawn] = [new Set<number>(), new Set<number>()]
    for (let time = 0; time < 4; time++) {
      const choice = chooseItems(calls, ask('seed', { taken, drawn }))
      for (const row of rowsOf(choice, 'random')) drawn.add(row)
      for (const { row } of choice.items) {
        expect(taken.has(row)).toBe(false)
        taken.add(row)
      }
      expect(choice.drawnShare).toBeCloseTo(drawn.size / 300, 12)
    }
    expect([...drawn]).toEqual(all)
  })

  it('are otherwise those nearest the threshold, those that another model calls otherwise, and the most unlike', () => {
    const plain = makeCalls('calls', 1000)
    const flipped = plain.probability.map((p, i) => (i % 10 === 0 ? 1 - p : p))
    const calls = { ...plain, threshold: 0.5, other: { probability: flipped, threshold: 0.5 } }
    const choice = chooseItems(calls, ask('seed', { count: 60, randomShare: 0.2 }))
    const probability = (row: number) => calls.probability[(row - 1) / 3]!
    const uncertain = rowsOf(choice, 'uncertain')
    expect(uncertain).toHaveLength(16)
    const furthest = Math.max(...uncertain.map((row) => Math.abs(probability(row) - 0.5)))
    const nearer = [...calls.rows].filter((row) => Math.abs(probability(row) - 0.5) < furthest)
    // a fifth is kept for chance, and some are taken for the dispute
    expect(nearer.length).toBeLessThan(32)
    const disputed = rowsOf(choice, 'disagreement')
    expect(disputed).toHaveLength(16)
    expect(disputed.every((row) => ((row - 1) / 3) % 10 === 0)).toBe(true)
    expect(rowsOf(choice, 'diverse')).toHaveLength(16)
  })

  it('that are unlike reach the corners which chance leaves out', () => {
    const corner = Float64Array.from({ length: 400 }, (_, i) => (i < 3 ? 100 + i : (i % 20) / 20))
    const missing = Float64Array.from({ length: 400 }, (_, i) => (i === 5 ? Number.NaN : (i % 7) / 7))
    let reached = 0
    for (let s = 0; s < 40; s++) {
      const choice = chooseItems(makeCalls('calls', 400, { features: [corner, missing] }), ask(`seed ${s}`))
      if (choice.items.some(({ row, slice }) => row === 16 && slice === 'diverse')) reached++
    }
    // unless chance holds it back for itself, which is a fifth of the time, or it was chosen for its call
    expect(reached).toBeGreaterThan(24)
  })

  it('are as many as asked for while there are rows, each once, and none that stands there already', () => {
    fc.assert(
      fc.property(
        fc.record({
          length: fc.integer({ min: 0, max: 120 }),
          count: fc.integer({ min: 1, max: 150 }),
          share: fc.double({ min: 0.05, max: 1, noNaN: true }),
          times: fc.integer({ min: 1, max: 5 }),
          seed: fc.string(),
        }),
        ({ length, count, share, times, seed }) => {
          const calls = makeCalls(seed, length, {
            other: { probability: makeCalls(`${seed} other`, length).probability, threshold: 0.5 },
          })
          const [taken, drawn] = [new Set<number>(), new Set<number>()]
          for (let time = 0; time < times; time++) {
            const before = taken.size
            const choice = chooseItems(calls, ask(seed, { count, randomShare: share, taken, drawn }))
            for (const row of rowsOf(choice, 'random')) drawn.add(row)
            for (const { row } of choice.items) taken.add(row)
            expect(taken.size - before).toBe(choice.items.length)
            expect(choice.items.length).toBe(Math.min(count, length - before))
          }
        },
      ),
      { numRuns: 150, seed: 5 },
    )
  })
})
