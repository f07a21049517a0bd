import { whyNotAssessed } from '@vouch/core/domains/exoplanet/assess'
import { CATALOGUE_FEATURES } from '@vouch/core/domains/exoplanet/catalogue-features'
import { FEATURES } from '@vouch/core/domains/exoplanet/features'
import { MISSIONS } from '@vouch/core/domains/exoplanet/missions'
import { whyNotAssessed as whyNoPatient } from '@vouch/core/domains/heart/assess'
import { isFeature as isHeartFeature } from '@vouch/core/domains/heart/features'
import { leakReason } from '@vouch/core/domains/heart/leak-rules'
import { explainable } from '@vouch/core/explain/explain-rows'
import { explainableViews } from '@vouch/core/explain/explain-views'
import { type OpenModel, openModel } from '@vouch/core/model/session'
import { graphWidth } from '@vouch/core/model/graph-width'
import { selfTest } from '@vouch/core/model/self-test'
import { createRandom } from '@vouch/core/random'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReadFolder } from './read-folder.ts'

/** What every model must do that scores rows, with or without a light curve. */
export function conformsOnRows(folder: ReadFolder): void {
  const { manifest, golden, graph, background } = folder
  const width = graphWidth(manifest)
  const { views = [] } = manifest
  let model: OpenModel
  beforeAll(async () => {
    model = await openModel(manifest, graph)
  })
  afterAll(() => model.close())

  const goldenMatrix = Float32Array.from(golden.rows.flatMap(({ features }) => features.map((v) => v ?? Number.NaN)))
  const score = async (rows: readonly number[]) => {
    const matrix = Float32Array.from(rows.flatMap((r) => [...goldenMatrix.subarray(r * width, (r + 1) * width)]))
    return [...(await model.run(matrix, rows.length)).probability]
  }
  const all = golden.rows.map((_, r) => r)

  it('scores its golden rows as its trainer did', async () => {
    await expect(selfTest(model, golden)).resolves.toBeUndefined()
    expect(golden.rows.length).toBeGreaterThanOrEqual(20)
  })

  it('calls as many of its training rows positive as there are', () => {
    const calls = Object.values(folder.outOfFold.calls)
    const { positives, rows } = manifest.training
    const above = calls.filter((probability) => probability >= manifest.decision.threshold).length
    expect(above / calls.length).toBeCloseTo((positives ?? Number.NaN) / (rows ?? Number.NaN), 1)
  })

  it('gives probabilities', async () => {
    for (const probability of await score(all)) {
      expect(probability).toBeGreaterThanOrEqual(0)
      expect(probability).toBeLessThanOrEqual(1)
    }
  })

  it('scores a batch as it scores its rows one by one', async () => {
    const singles: number[] = []
    for (const row of all) singles.push(...(await score([row])))
    expect(await score(all)).toEqual(singles)
  })

  it('scores a row the same wherever it stands', async () => {
    const shuffled = createRandom('order').shuffle([...all])
    const inOrder = await score(all)
    expect(await score(shuffled)).toEqual(shuffled.map((row) => inOrder[row]))
  })

  it('takes a missing value in every input that may be missing', async () => {
    for (const [i, input] of manifest.inputs.entries()) {
      const row = goldenMatrix.slice(0, width)
      row[i] = Number.NaN
      const [probability] = (await model.run(row, 1)).probability
      if (input.may_be_missing) expect(Number.isFinite(probability), input.name).toBe(true)
    }
  })

  it('refuses a matrix of another width', async () => {
    await expect(model.run(new Float32Array(width + 1), 1)).rejects.toThrow(`takes ${width} features`)
  })

  it('ranks all of its inputs, and their shares are one', () => {
    const names = [...manifest.inputs, ...views].map(({ name }) => name)
    expect(manifest.importance.map(({ name }) => name).sort()).toEqual([...names].sort())
    expect(manifest.importance.map(({ rank }) => rank)).toEqual(names.map((_, i) => i + 1))
    expect(manifest.importance.reduce((sum, { importance }) => sum + importance, 0)).toBeCloseTo(1, 3)
  })

  describe.runIf(views.length > 0)('that looks at light curves', () => {
    it('shows where it looked in each of its views, and what its inputs and bins add sums up to its output', async () => {
      const explained = await explainableViews(manifest, graph)
      const row = goldenMatrix.slice(0, width)
      const run = async (matrix: Float32Array, rows: number) => (await model.run(matrix.slice(), rows)).probability
      const cams = await explained.cams(row, { target: 'positive', score: run })
      expect(cams.map(({ along }) => along.length)).toEqual(views.map(({ bins }) => bins))
      const { base, contributions, residual } = await explained.gradients(row)
      const [margin] = (await model.run(row.slice(), 1)).margin
      const sum = contributions.reduce((total, value) => total + value, base + residual)
      expect(sum).toBeCloseTo(margin ?? Number.NaN, 3)
      // what is left over is small beside the step that is shared out
      expect(Math.abs(residual)).toBeLessThan(0.1 * Math.max(1, Math.abs((margin ?? 0) - base)))
      await explained.close()
    })

    it('judges no row without a light curve: a missing view is no number', () => {
      expect(goldenMatrix.subarray(manifest.inputs.length, width).some(Number.isNaN)).toBe(false)
    })
  })

  describe.runIf(['linear-shap', 'kernel-shap'].includes(manifest.explanation.method))(
    'that is explained against rows',
    () => {
      it('brings such rows, and what its inputs add sums up to its output', async () => {
        if (!background) throw new Error('There is no background.json.')
        const rows = Float32Array.from(background.rows.flatMap((row) => row.map((value) => value ?? Number.NaN)))
        expect(rows.length).toBe(background.rows.length * width)
        const explained = await explainable(model, graph).explain(goldenMatrix.slice(), rows)
        expect(explained.method).toBe(manifest.explanation.method)
        for (const residual of explained.logOdds.residuals) expect(Math.abs(residual)).toBeLessThan(1e-4)
      })
    },
  )

  describe.runIf(manifest.domain === 'heart')('of heart disease', () => {
    it('has no leaking column among its inputs', () => {
      for (const { name } of manifest.inputs) {
        expect(isHeartFeature(name), name).toBe(true)
        expect(leakReason(name), name).toBeNull()
      }
    })

    it('judges no patient with a value that nobody can have, and none of an unknown sex', () => {
      const patient = (age: number, sex: number) => ({
        rows: 1,
        values: { age: Float64Array.of(age), sex: Float64Array.of(sex), cp: Float64Array.of(4) },
      })
      expect(whyNoPatient(manifest, patient(999, 1), 0)).toContain('age 999')
      expect(whyNoPatient(manifest, patient(60, Number.NaN), 0)).toContain('sex')
      expect(whyNoPatient(manifest, patient(60, 1), 0)).toBeNull()
    })
  })

  describe.runIf(manifest.domain === 'exoplanet')('of exoplanets', () => {
    const known = new Map<string, string>([
      ...FEATURES.map(({ name }) => [name, 'row'] as const),
      ...CATALOGUE_FEATURES.map(({ name }) => [name, 'catalogue'] as const),
    ])

    it('has no leaking column among its inputs', () => {
      for (const { name, group } of manifest.inputs) {
        expect(known.get(name), name).toBe(group)
        for (const { leaking } of Object.values(MISSIONS))
          for (const [pattern] of leaking) expect(pattern.test(name), `${name} ${pattern}`).toBe(false)
      }
    })

    it('judges no row without a period', () => {
      expect(whyNotAssessed(manifest, { rows: 1, values: { depth: Float64Array.of(100) } }, 0)).toContain('period')
    })
  })
}
