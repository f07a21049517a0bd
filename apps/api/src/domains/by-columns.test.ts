import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Manifest } from '@vouch/contracts/model'
import type { Row } from '@vouch/contracts/submission'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyCounts, openRows } from '../prediction/rows-table.ts'
import { writeModel } from '../testing/write-model.ts'
import { scoreRows } from '../worker/score-rows.ts'
import { domainOf } from './domains.ts'

const ROW = { koi_period: 3.5, koi_depth: 400, koi_impact: 0.75, koi_impact_err1: 0.2, koi_impact_err2: -0.2 }

describe('a model that takes columns', () => {
  let folder: string
  let ofQuantities: Manifest
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vouch-columns-'))
    ofQuantities = await writeModel(folder, { id: 'test-impact', inputs: ['impact'] })
  })
  afterAll(() => rm(folder, { recursive: true }))

  const taking = (...names: readonly string[]): Manifest => {
    const [input] = ofQuantities.inputs
    return { ...ofQuantities, takes: 'columns', inputs: names.flatMap((name) => (input ? [{ ...input, name }] : [])) }
  }
  const read = (manifest: Manifest, rows: readonly Row[], comments: readonly string[] = []) => {
    const domain = domainOf(manifest)
    const table = openRows(rows)
    const plan = domain.plan({ columns: table.columns, comments })
    const chunk = table.read(plan.requests, 0, rows.length, emptyCounts(plan.requests))
    return { domain, columns: plan.convert(chunk).columns, variant: plan.variant }
  }
  /** flip rates at a threshold on the first input */
  const rates = async (manifest: Manifest, rows: readonly Row[], threshold = 0.8) => {
    const { domain, columns, variant } = read(manifest, rows)
    const run = async (features: Float32Array, count: number) => {
      const first = Float32Array.from({ length: count }, (_, r) => features[r * manifest.inputs.length] ?? 0)
      return { probability: first, margin: first }
    }
    const { flipRate } = await scoreRows(
      domain,
      { manifest, run, close: async () => undefined },
      { kind: 'score', model: manifest.id, variant, columns, catalogue: null, fragileAt: threshold, features: false },
    )
    return [...(flipRate ?? [])]
  }

  it('is drawn within the errors that its table gives: near the threshold a call is fragile, far from it it is not', async () => {
    const sure = { ...ROW, koi_impact: 0.1, koi_impact_err1: 0.01, koi_impact_err2: -0.01 }
    const [near, far] = await rates(taking('koi_impact'), [ROW, sure])
    expect(near).toBeGreaterThan(0.1)
    expect(far).toBe(0)
  })

  it('has the flip rates of a model that takes the same values as quantities, wherever a row stands', async () => {
    const other = { ...ROW, koi_impact: 0.82, koi_impact_err1: 0.03 }
    const found = await rates(taking('koi_impact'), [ROW, other])
    expect(found).toEqual(await rates(ofQuantities, [ROW, other]))
    expect((await rates(taking('koi_impact'), [other, ROW])).toReversed()).toEqual(found)
    expect(new Set(found).size).toBe(2)
  })

  it('has no flip rate where no error is known of what it takes, and neither has one that takes quantities', async () => {
    const bare = { koi_period: 3.5, koi_depth: 400, koi_impact: 0.75 }
    const elsewhere = { ...bare, koi_depth_err1: 90, koi_depth_err2: -90 }
    for (const manifest of [taking('koi_impact'), ofQuantities]) {
      expect(await rates(manifest, [bare])).toEqual([Number.NaN])
      expect(await rates(manifest, [elsewhere])).toEqual([Number.NaN])
      expect(await rates(manifest, [{ ...bare, koi_impact_err1: 0, koi_impact_err2: null }])).toEqual([Number.NaN])
    }
    expect(await rates(taking('koi_impact_err1'), [ROW])).toEqual([Number.NaN])
    const [known, unknown] = await rates(taking('koi_impact'), [
      ROW,
      { ...ROW, koi_impact_err1: '', koi_impact_err2: '' },
    ])
    expect(known).toBeGreaterThan(0)
    expect(unknown).toBeNaN()
  })

  it('has its columns moved in the table’s own unit, and errors and whatever is no measurement left alone', () => {
    const table = [{ ...ROW, koi_duration: 120, koi_duration_err1: 6, koi_duration_err2: -6, pixel: 7 }]
    const manifest = taking('koi_duration', 'koi_duration_err1', 'koi_impact', 'koi_period', 'pixel')
    const { domain, columns } = read(
      manifest,
      table,
      ['', '_err1', '_err2'].map((end) => `COLUMN koi_duration${end}: Transit Duration [minutes]`),
    )
    const { values, rows } = domain.drawWithinErrors(columns, 0)
    expect(columns.values['duration']?.[0]).toBeCloseTo(2, 12)
    const minutes = [...(values['column:koi_duration'] ?? [])]
    const hours = [...(values['duration'] ?? [])]
    expect(minutes).toEqual(hours.map((value) => value / (1 / 60)))
    expect(new Set(minutes).size).toBe(rows)
    expect(values['column:koi_impact']).toEqual(values['impact'])
    for (const [name, value] of [
      ['koi_duration_err1', 6],
      ['koi_period', 3.5],
      ['pixel', 7],
    ] as const)
      expect([name, ...new Set(values[`column:${name}`])]).toEqual([name, value])
    expect([...domain.movable(columns, 0)].toSorted()).toEqual(['column:koi_duration', 'column:koi_impact'])
    expect(columns.values['column:koi_duration']?.[0]).toBe(120)
  })
})
