import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { koiTableCsv } from '@vouch/core/domains/exoplanet/simulate/koi-table-csv'
import { simulateKoiTable } from '@vouch/core/domains/exoplanet/simulate/simulate-koi-table'
import { openModel } from '@vouch/core/model/session'
import { selfTest } from '@vouch/core/model/self-test'
import { Golden, Manifest } from '@vouch/contracts/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { koi } from './exoplanet/koi-specs.ts'
import { makeTransitModel } from './exoplanet/make-transit-model.ts'
import { readTrainingData, type TrainingData } from './exoplanet/training-data.ts'
import { renderCard } from './render-card.ts'

/** The whole way from a table to a model's folder, short: simulated signals with known truth, few trees. */
describe('training', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vouch-train-'))
  const spec = { ...koi, settings: { ...koi.settings, trees: 20, depth: 4 } }
  let data: TrainingData
  let manifest: Manifest
  const make = (name: string) =>
    makeTransitModel(spec, { data, folder: join(folder, name), trainedAt: '2026-01-01', log: () => undefined })
  const file = (...path: string[]) => readFileSync(join(folder, ...path))

  beforeAll(async () => {
    const table = join(folder, 'table.csv')
    writeFileSync(table, koiTableCsv(simulateKoiTable({ seed: 'train', rows: 900 }), { withTruth: true }))
    data = await readTrainingData(spec, table, null)
    manifest = await make('first')
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('gives the same bytes from the same seed', async () => {
    await make('second')
    for (const name of ['model.onnx', 'golden.json', 'out-of-fold.json', 'manifest.json', 'CARD.md'])
      expect(file('second', name).equals(file('first', name)), name).toBe(true)
  }, 120_000)

  it('learns what the simulation knows, and measures it with n, split and interval', () => {
    const auc = manifest.evaluation.find(({ metric }) => metric === 'roc_auc')
    expect(auc?.value).toBeGreaterThan(0.8)
    expect(auc?.value).toBeLessThan(0.995)
    expect(auc?.n).toBe(data.own.labelled.labels.length - notFitted())
    expect(auc?.interval?.[0]).toBeLessThan(auc?.value ?? 0)
  })

  it('writes a folder that holds its contract and scores its golden rows', async () => {
    const read = Manifest.parse(JSON.parse(file('first', 'manifest.json').toString()))
    const model = await openModel(read, file('first', 'model.onnx'))
    await expect(
      selfTest(model, Golden.parse(JSON.parse(file('first', 'golden.json').toString()))),
    ).resolves.toBeUndefined()
    await model.close()
    expect(file('first', 'CARD.md').toString()).toBe(renderCard(read))
  })

  it('never learns from a table’s own verdict under another name', () => {
    const names = manifest.inputs.map(({ name }) => name)
    for (const word of ['disposition', 'truth', 'score', 'kepid'])
      expect(names.some((name) => name.includes(word))).toBe(false)
  })

  function notFitted(): number {
    const { depth, radius, snr } = data.own.labelled.quantities.values
    return [...data.own.labelled.labels.keys()].filter((row) =>
      [depth, radius, snr].every((column) => Number.isNaN(column?.[row] ?? Number.NaN)),
    ).length
  }
})
