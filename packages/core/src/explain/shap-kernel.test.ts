import { describe, expect, it } from 'vitest'
import { trainBoostedTrees } from '../learn/boosted-trees.ts'
import { predictMargin, sigmoid } from '../learn/tree.ts'
import { createRandom } from '../random.ts'
import { gappyRows } from './fixtures/gappy-rows.ts'
import { shapley } from './fixtures/shapley.ts'
import { kernelShap } from './shap-kernel.ts'
import { treeShap } from './shap-tree.ts'

const ensembleOf = (features: number) =>
  trainBoostedTrees(
    gappyRows(500, features, 1),
    {
      trees: 15,
      depth: 4,
      learningRate: 0.3,
      subsample: 1,
      columnSample: 0.7,
      bins: 32,
      minChildWeight: 1,
      lambda: 1,
      gamma: 0,
    },
    createRandom(2),
  )

describe('Kernel SHAP', () => {
  it('is exact where all coalitions can be tried, of any score: here the probability', async () => {
    const features = 6
    const ensemble = ensembleOf(features)
    const score = (matrix: Float32Array, rows: number) =>
      Float64Array.from(predictMargin(ensemble, matrix, rows), sigmoid)
    const { matrix } = gappyRows(3, features, 3)
    const background = gappyRows(7, features, 4).matrix
    const found = await kernelShap(score, { features, matrix, background }, { coalitions: 62, random: createRandom(1) })
    for (let r = 0; r < 3; r++) {
      const worth = (coalition: number) => {
        const mixed = background.map((value, i) =>
          coalition & (1 << (i % features)) ? matrix[r * features + (i % features)]! : value,
        )
        return score(mixed, 7).reduce((sum, value) => sum + value, 0) / 7
      }
      for (const [f, expected] of shapley(features, worth).entries())
        expect(found.values[r * features + f]).toBeCloseTo(expected, 9)
      expect(found.base).toBeCloseTo(worth(0), 12)
    }
    expect(found.standardErrors.every((error) => error === 0)).toBe(true)
  })

  describe('where coalitions are drawn', () => {
    const features = 14
    const ensemble = ensembleOf(features)
    const score = (matrix: Float32Array, rows: number) => Promise.resolve(predictMargin(ensemble, matrix, rows))
    const rows = { features, matrix: gappyRows(2, features, 5).matrix, background: gappyRows(10, features, 6).matrix }
    const explain = (seed: number, coalitions = 400) =>
      kernelShap(score, rows, { coalitions, random: createRandom(seed) })
    const exact = treeShap(ensemble, rows.matrix, { background: rows.background })

    it('lies about the exact values as far as its standard errors say', async () => {
      let squares = 0
      let count = 0
      for (let seed = 0; seed < 25; seed++) {
        const { values, standardErrors } = await explain(seed)
        for (const [i, value] of values.entries()) {
          if (exact.values[i] === 0) continue
          squares += ((value - exact.values[i]!) / standardErrors[i]!) ** 2
          count++
        }
      }
      expect(squares / count).toBeGreaterThan(0.7)
      expect(squares / count).toBeLessThan(1.4)
    })

    it('comes closer with more of them', async () => {
      const [few, many] = [await explain(1, 200), await explain(1, 3200)]
      const error = ({ standardErrors }: typeof few) => standardErrors.reduce((sum, value) => sum + value, 0)
      expect(error(many)).toBeLessThan(error(few) / 3)
    })

    it('adds up exactly, and is the same from the same seed', async () => {
      const first = await explain(3)
      expect(first.residuals.every((residual) => Math.abs(residual) < 1e-9)).toBe(true)
      expect(await explain(3)).toEqual(first)
      expect((await explain(4)).values).not.toEqual(first.values)
    })

    it('explains a row alike whichever rows are with it', async () => {
      const alone = { ...rows, matrix: rows.matrix.slice(features) }
      const { values } = await kernelShap(score, alone, { coalitions: 400, random: createRandom(3) })
      expect(values).toEqual((await explain(3)).values.slice(features))
    })

    it('refuses fewer coalitions than tell its features apart', async () => {
      await expect(explain(1, 40)).rejects.toThrow('too few')
    })
  })

  it('gives nothing to features that a row shares with all of the background', async () => {
    const score = (matrix: Float32Array, rows: number) =>
      Float32Array.from({ length: rows }, (_, r) => matrix[3 * r]! * 2 + matrix[3 * r + 1]!)
    const matrix = Float32Array.of(1, 5, Number.NaN, 0, 5, Number.NaN)
    const background = Float32Array.of(0, 5, Number.NaN)
    const found = await kernelShap(
      score,
      { features: 3, matrix, background },
      { coalitions: 6, random: createRandom(1) },
    )
    expect([...found.values]).toEqual([2, 0, 0, 0, 0, 0])
    expect(found.base).toBe(5)
  })
})
