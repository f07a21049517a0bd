import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { deletionInsertion } from './deletion-insertion.ts'
import type { Score } from './score.ts'

const BINS = 40
const FROM = 3
const WIDTH = FROM + BINS + 2
/** Half of what a bin is worth to the call lies in five bins of forty. */
const WORTH = Float64Array.from({ length: BINS }, (_, bin) => (bin >= 18 && bin < 23 ? 0.1 : 0.5 / 35))
const ROW = Float32Array.from({ length: WIDTH }, (_, column) => (column === 1 ? Number.NaN : 1))

/** The share of the view's worth that is there. */
const score: Score = (matrix, rows) =>
  Float64Array.from({ length: rows }, (_, r) =>
    WORTH.reduce((sum, worth, bin) => sum + worth * matrix[r * WIDTH + FROM + bin]!, 0),
  )

const judge = (saliency: ArrayLike<number>, called: 'positive' | 'negative' = 'positive', steps = 20) =>
  deletionInsertion(score, { row: ROW, from: FROM, saliency }, { called, random: createRandom('orders'), steps })

describe('deletion and insertion', () => {
  it('of what matters most fall and rise early, and beat random orders', async () => {
    const { fractions, bySaliency, atRandom } = await judge(WORTH)
    expect(fractions).toHaveLength(21)
    expect([fractions[0], fractions[1], fractions[20]]).toEqual([0, 0.05, 1])
    expect(bySaliency.deletion[0]).toBeCloseTo(1, 6)
    expect(bySaliency.deletion[1]).toBeCloseTo(0.8, 6)
    expect(bySaliency.deletion[20]).toBeCloseTo(0, 6)
    expect(bySaliency.insertion[0]).toBeCloseTo(0, 6)
    expect(bySaliency.insertion[1]).toBeCloseTo(0.2, 6)
    expect(bySaliency.insertion[20]).toBeCloseTo(1, 6)
    expect(bySaliency.deletionArea).toBeLessThan(atRandom.deletionArea - 0.1)
    expect(bySaliency.insertionArea).toBeGreaterThan(atRandom.insertionArea + 0.1)
    expect(atRandom.draws).toBe(10)
    // on a sum of bins a random order goes down a straight line
    expect(atRandom.deletionArea).toBeCloseTo(0.5, 1)
  })

  it('are the areas of the trapezoidal rule over shares of the bins', async () => {
    const { bySaliency } = await judge(WORTH, 'positive', 2)
    const half = 0.5 + 15 * (0.5 / 35)
    expect(bySaliency.insertion[1]).toBeCloseTo(half, 6)
    expect(bySaliency.insertionArea).toBeCloseTo(0.25 * half + 0.25 * (half + 1), 6)
    expect(bySaliency.deletionArea).toBeCloseTo(0.25 * (1 + 1 - half) + 0.25 * (1 - half), 6)
  })

  it('of what matters least are the other way round', async () => {
    const { bySaliency, atRandom } = await judge(WORTH.map((worth) => -worth))
    expect(bySaliency.deletionArea).toBeGreaterThan(atRandom.deletionArea)
    expect(bySaliency.insertionArea).toBeLessThan(atRandom.insertionArea)
  })

  it('of a negative call follow its own probability', async () => {
    const [positive, negative] = [await judge(WORTH), await judge(WORTH, 'negative')]
    expect(negative.bySaliency.deletionArea).toBeCloseTo(1 - positive.bySaliency.deletionArea, 9)
    expect(negative.atRandom.insertionArea).toBeCloseTo(1 - positive.atRandom.insertionArea, 9)
  })

  it('of equal bins go from the first, and a view of few bins in as many steps', async () => {
    const saliency = [1, 1, 1]
    const { fractions, bySaliency } = await judge(saliency)
    expect([...fractions]).toEqual([0, 1 / 3, 2 / 3, 1])
    const first = WORTH[0]!
    for (const [i, value] of [1, 1 - first, 1 - 2 * first, 1 - 3 * first].entries())
      expect(bySaliency.deletion[i]).toBeCloseTo(value, 6)
  })

  it('come out the same from the same seed, and change neither row nor saliency', async () => {
    const row = ROW.slice()
    expect(await judge(WORTH)).toEqual(await judge(WORTH))
    expect(ROW).toEqual(row)
  })

  it('set deleted bins to what the view holds where nothing is', async () => {
    const found = await deletionInsertion(
      score,
      { row: ROW, from: FROM, saliency: WORTH, baseline: 0.5 },
      { called: 'positive', random: createRandom('orders'), draws: 1 },
    )
    expect(found.bySaliency.deletion.at(-1)).toBeCloseTo(0.5, 6)
  })

  it('are refused where the row has no such view, or a bin no saliency', async () => {
    const random = createRandom('orders')
    const called = 'positive'
    const view = { row: ROW, from: 6, saliency: WORTH }
    await expect(deletionInsertion(score, view, { called, random })).rejects.toThrow(/45 columns has no 40 bins/)
    await expect(judge(WORTH.map((worth, bin) => (bin === 3 ? Number.NaN : worth)))).rejects.toThrow(/no number/)
  })
})
