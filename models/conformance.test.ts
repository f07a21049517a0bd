import { createHash } from 'node:crypto'
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
import { modelPaths, readFolder } from './read-folder.ts'
import { renderCard } from './render-card.ts'

/**
 * Above these, a ROC AUC by star, or by hospital left out, is a leak until shown otherwise. A table with the diagnostics of Data Validation is told
 * by untuned trees and clean columns to .9994: most of its events are noise.
 */
const LEAK_ABOVE: Readonly<Record<'table' | 'light-curve', Readonly<Record<string, number>>>> = {
  table: { koi: 0.995, k2: 0.985, toi: 0.97, tce: 0.9998, patients: 0.92 },
  // most events of TESS’ first sectors are noise, and look like it; signals with a row and a curve are the brighter ones
  'light-curve': { koi: 0.998, tce: 0.995, toi: 0.993 },
}

/** Every folder goes through every check. A check may name a modality or a method, never a model. */
describe.each(modelPaths())('model %s', (path) => {
  const folder = readFolder(path)
  const { manifest, golden, graph, card, outOfFold, background } = folder
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

  it('lies in the folder of its own domain and id', () => {
    expect(path).toBe(`${manifest.domain}/${manifest.id}`)
  })

  it('has the graph its manifest was written for', () => {
    expect(createHash('sha256').update(graph).digest('hex')).toBe(manifest.graph.sha256)
    expect(graph.length).toBe(manifest.graph.bytes)
  })

  it('scores its golden rows as its trainer did', async () => {
    await expect(selfTest(model, golden)).resolves.toBeUndefined()
    expect(golden.rows.length).toBeGreaterThanOrEqual(20)
  })

  it('brings what was said of each of its training rows by a model that had not seen it', () => {
    const calls = Object.values(outOfFold.calls)
    const rows = manifest.training.rows ?? Number.NaN
    // a signal that nothing tells from another has no key
    expect(calls.length).toBeLessThanOrEqual(rows)
    expect(calls.length).toBeGreaterThan(0.99 * rows)
    expect(outOfFold.split).toBe(manifest.curves?.split)
    const above = calls.filter((probability) => probability >= manifest.decision.threshold).length
    expect(above / calls.length).toBeCloseTo((manifest.training.positives ?? Number.NaN) / rows, 1)
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

  it('names each input once, and measures none without n, split and interval or a reason', () => {
    expect(new Set(manifest.inputs.map(({ name }) => name)).size).toBe(manifest.inputs.length)
    for (const { metric, n, split, interval, note, value } of manifest.evaluation) {
      expect(n, metric).toBeGreaterThan(0)
      expect(split, metric).not.toBe('')
      expect(interval !== null || note !== undefined || value === null, metric).toBe(true)
      if (interval && value !== null) {
        expect(value, metric).toBeGreaterThanOrEqual(interval[0])
        expect(value, metric).toBeLessThanOrEqual(interval[1])
      }
    }
  })

  it('ranks all of its inputs, and their shares are one', () => {
    const names = [...manifest.inputs, ...views].map(({ name }) => name)
    expect(manifest.importance.map(({ name }) => name).sort()).toEqual([...names].sort())
    expect(manifest.importance.map(({ rank }) => rank)).toEqual(names.map((_, i) => i + 1))
    expect(manifest.importance.reduce((sum, { importance }) => sum + importance, 0)).toBeCloseTo(1, 3)
  })

  it('has a card that is its manifest, and names intended use, limits and licence', () => {
    expect(card).toBe(renderCard(manifest))
    for (const words of [manifest.intended_use, manifest.licence, ...manifest.limits]) expect(card).toContain(words)
  })

  it('stays below the figure that would be a leak', () => {
    const auc = manifest.evaluation.find(({ metric }) => metric === 'roc_auc')
    expect(auc?.value).toBeLessThan(LEAK_ABOVE[manifest.modality][manifest.transfer.trained_on[0] ?? ''] ?? 0.995)
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
    it('has no leaking column among its inputs, and says that it is not a medical device', () => {
      for (const { name } of manifest.inputs) {
        expect(isHeartFeature(name), name).toBe(true)
        expect(leakReason(name), name).toBeNull()
      }
      for (const words of [manifest.summary, manifest.intended_use, manifest.limits.join(' ')])
        expect(words).toMatch(/not a medical device/i)
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
})

describe('the served models', () => {
  it('have ids and aliases that name one model each', () => {
    const names = modelPaths().flatMap((path) => {
      const { id, aliases } = readFolder(path).manifest
      return [id, ...aliases]
    })
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('koi')
  })
})
