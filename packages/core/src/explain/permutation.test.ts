import { describe, expect, it } from 'vitest'
import { rocAuc } from '../measure/ranking.ts'
import { createRandom } from '../random.ts'
import { permutationImportance, type PermutationOptions } from './permutation.ts'

/** Label by feature 0; feature 1 is its copy; feature 2 tells a little; feature 3 nothing. */
const random = createRandom(1)
const n = 400
const matrix = new Float32Array(n * 4)
const labels = new Uint8Array(n)
for (let r = 0; r < n; r++) {
  const value = random.normal()
  labels[r] = value + 0.5 * random.normal() > 0 ? 1 : 0
  matrix.set([value, value, labels[r]! + 2 * random.normal(), random.normal()], r * 4)
}
const rows = { features: 4, matrix, labels }
const score = (some: Float32Array, count: number) =>
  Float32Array.from({ length: count }, (_, r) => some[4 * r]! + some[4 * r + 1]! + 0.3 * some[4 * r + 2]!)
const measure = (options: Partial<PermutationOptions> = {}) =>
  permutationImportance(score, rows, { metric: rocAuc, repeats: 10, random: createRandom(2), ...options })

describe('permutation importance', () => {
  it('is what the metric loses: much where the score needs the feature, nothing where it does not read it', async () => {
    const { importances, metric, rows } = await measure()
    expect(rows).toBe(n)
    expect(metric).toBe(rocAuc(labels, score(matrix, n)))
    const [a, , little, nothing] = importances
    expect(a!.drop).toBeGreaterThan(3 * little!.drop)
    expect(little!.drop).toBeGreaterThan(0)
    expect([nothing!.drop, nothing!.standardError]).toEqual([0, 0])
  })

  it('deals features of a group together, so that copies do not hide each other', async () => {
    const { importances } = await measure({ groups: [[0], [0, 1]] })
    expect(importances[1]!.drop).toBeGreaterThan(2 * importances[0]!.drop)
    expect(importances.map(({ features }) => features)).toEqual([[0], [0, 1]])
  })

  it('says where shuffles fall: normal for few, percentiles for many, nothing for one', async () => {
    const few = (await measure({ groups: [[0]] })).importances[0]!
    expect((few.interval![0] + few.interval![1]) / 2).toBeCloseTo(few.drop, 12)
    expect(few.interval![1] - few.drop).toBeCloseTo(1.96 * few.standardError! * Math.sqrt(10), 4)
    const many = (await measure({ groups: [[0]], repeats: 200 })).importances[0]!
    const inside = many.drops.filter((drop) => drop >= many.interval![0] && drop <= many.interval![1])
    expect(inside.length).toBe(190)
    expect(await measure({ groups: [[0]], repeats: 1 })).toMatchObject({
      importances: [{ interval: null, standardError: null }],
    })
  })

  it('is the same from the same seed, and of a feature whichever others are measured', async () => {
    const all = await measure()
    expect(await measure()).toEqual(all)
    expect((await measure({ groups: [[2]] })).importances[0]).toEqual(all.importances[2])
    expect((await measure({ random: createRandom(3) })).importances[0]!.drops).not.toEqual(all.importances[0]!.drops)
  })
})
