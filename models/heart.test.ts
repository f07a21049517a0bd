import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { patientKey } from '@vouch/core/domains/heart/patient-key'
import { rocAuc } from '@vouch/core/measure/ranking'
import { openGraph } from '@vouch/core/model/session'
import { GRAPH } from '@vouch/core/learn/to-onnx'
import { createRandom } from '@vouch/core/random'
import { describe, expect, it } from 'vitest'
import { calibrateAcross } from './heart/calibrate-across.ts'
import { readHospitals } from './heart/hospitals.ts'
import { judgeLeftOut, setOf } from './heart/procedure.ts'
import { SEED } from './heart/settings.ts'
import { readFolder } from './read-folder.ts'

const here = dirname(fileURLToPath(import.meta.url))
const folder = process.env['VOUCH_DATA'] ?? join(here, '../../shared/data')
const isThere = existsSync(join(folder, 'heart', 'cleveland.csv'))

describe('heart-risk', () => {
  const { manifest, outOfFold, graph } = readFolder('heart/heart-risk')
  const figure = (metric: string, split: RegExp) =>
    manifest.evaluation.find((one) => one.metric === metric && split.test(one.split))?.value ?? Number.NaN

  it('says on its card what it reaches where it never was, hospital by hospital', () => {
    const each = manifest.folds.map(({ roc_auc: auc }) => auc ?? Number.NaN)
    expect(each).toHaveLength(4)
    const mean = each.reduce((sum, auc) => sum + auc, 0) / each.length
    expect(figure('roc_auc', /^one hospital left out/)).toBeCloseTo(mean, 4)
    expect(mean).toBeGreaterThanOrEqual(0.785)
    expect(figure('roc_auc', /^Cleveland Clinic Foundation alone/)).toBeGreaterThanOrEqual(0.9)
    for (const name of ['calibration_slope', 'calibration_intercept', 'brier'])
      expect(
        manifest.evaluation.filter(({ metric, split }) => metric === name && split.endsWith(', left out')),
      ).toHaveLength(4)
    expect(figure('roc_auc', /logistic regression alone/)).toBeGreaterThan(0.75)
    expect(figure('roc_auc', /boosted trees of depth 2/)).toBeGreaterThan(0.75)
  })

  it('finds one slope where hospitals differ only in how common the disease is', () => {
    const random = createRandom('hospitals')
    const parts = [-2, 0, 2].map((intercept) => {
      const margins = Float64Array.from({ length: 4000 }, () => random.normal())
      const labels = Uint8Array.from(margins, (m) =>
        Number(random.uniform() < 1 / (1 + Math.exp(-(1.5 * m + intercept)))),
      )
      return { margins, labels }
    })
    const { slope, offset } = calibrateAcross(parts)
    expect(slope).toBeGreaterThan(1.4)
    expect(slope).toBeLessThan(1.6)
    expect(Math.abs(offset)).toBeLessThan(0.1)
  })

  it.skipIf(!isThere)(
    `reaches the figures of its card when the hospitals are left out again${isThere ? '' : ' (skipped: the four files of heart/ are not in VOUCH_DATA)'}`,
    { timeout: 60_000 },
    async () => {
      const hospitals = await readHospitals(folder)
      const left = judgeLeftOut(hospitals, createRandom(SEED).fork('left out'))
      for (const [fold, { hospital, probabilities }] of left.entries()) {
        expect(rocAuc(hospital.labels, probabilities)).toBeCloseTo(manifest.folds[fold]?.roc_auc ?? Number.NaN, 5)
        for (const row of hospital.labels.keys())
          expect(outOfFold.calls[patientKey(hospital.patients, row) ?? '']).toBeCloseTo(probabilities[row]!, 5)
      }
    },
  )

  it.skipIf(!isThere)(
    `gives no patient of its files as a background row or a golden row${isThere ? '' : ' (skipped: the four files of heart/ are not in VOUCH_DATA)'}`,
    async () => {
      const { matrix, rows, features } = setOf(await readHospitals(folder))
      const known = new Set(
        Array.from({ length: rows }, (_, row) => [...matrix.subarray(row * features, (row + 1) * features)].join()),
      )
      const { background, golden } = readFolder('heart/heart-risk')
      const made = [...(background?.rows ?? []), ...golden.rows.map((row) => row.features)]
      for (const row of made) expect(known.has(row.map((value) => Math.fround(value ?? Number.NaN)).join())).toBe(false)
      const open = await openGraph(
        { id: 'heart-risk', width: features, graph: { input: GRAPH.input, outputs: GRAPH } },
        graph,
      )
      expect((await open.run(matrix, rows)).probability).toHaveLength(rows)
      await open.close()
    },
  )
})
