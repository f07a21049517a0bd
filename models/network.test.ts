import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '@vouch/core/random'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lightCurveTess } from './exoplanet/curve-specs.ts'
import { makeCurveModel } from './exoplanet/make-curve-model.ts'
import { simulateSignals } from './exoplanet/simulate-signals.ts'
import { renderCard } from './render-card.ts'
import type { Manifest } from '@vouch/contracts/model'

const PYTHON = ['python3', '/usr/bin/python3'].find(
  (path) => spawnSync(path, ['-c', 'import torch, numpy'], { stdio: 'ignore' }).status === 0,
)

/** The whole way from views to a model's folder, short: simulated signals, one small network, two epochs. */
describe.skipIf(PYTHON === undefined)('training a network (needs Python with PyTorch)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vouch-network-'))
  const spec = {
    ...lightCurveTess,
    members: 1,
    simulated: 20,
    settings: { ...lightCurveTess.settings, epochs: 2, batch: 16, hidden: { scalars: 4, head: 8 } },
  }
  const before = process.env['VOUCH_PYTHON']
  let manifest: Manifest
  const make = (name: string) =>
    makeCurveModel(spec, {
      data: folder,
      folder: join(folder, name),
      work: join(folder, 'work'),
      trainedAt: '2026-01-01',
      log: () => undefined,
    })

  beforeAll(async () => {
    process.env['VOUCH_PYTHON'] = PYTHON
    const signals = simulateSignals(spec, 90, createRandom('network'))
    mkdirSync(join(folder, 'lightcurves'))
    writeFileSync(join(folder, 'views.f32'), new Uint8Array(signals.views.buffer))
    const script = [
      'import sys, numpy as np',
      'views = np.fromfile(sys.argv[1], "<f4").reshape(-1, 323)',
      'g, l, s = np.split(views, [201, 262], 1)',
      'np.savez(sys.argv[2], global_view=g, local_view=l, secondary_view=s)',
    ].join('\n')
    execFileSync(PYTHON ?? '', ['-c', script, join(folder, 'views.f32'), join(folder, spec.table.npz)])
    const columns = ['tic_id', 'Sectors', 'Disposition', 'Period', 'Epoc', 'Duration']
    // the first two rows are of one event; the third and fourth of a star with both labels
    const rows = Array.from({ length: signals.rows }, (_, i) => {
      const star = i < 2 ? 1 : i < 4 ? 2 : i
      const label = i === 3 || (i > 3 && i % 3 === 0) ? 'PC' : 'J'
      return [star, i < 2 ? 1 : i, label, 1 + i / 7, 2, 0.1].join(',')
    })
    writeFileSync(join(folder, spec.table.csv), [columns.join(','), ...rows, ''].join('\n'))
    manifest = await make('first')
  }, 180_000)
  afterAll(() => {
    process.env['VOUCH_PYTHON'] = before
    if (before === undefined) delete process.env['VOUCH_PYTHON']
    rmSync(folder, { recursive: true, force: true })
  })

  it('leaves out doubled events and stars with both labels, and says how many', () => {
    expect(manifest.training.dropped.map(({ count }) => count)).toEqual([1, 2])
    expect(manifest.training.rows).toBe(87)
  })

  it('gives a graph that says what PyTorch said, of every row', () => {
    const parity = manifest.evaluation.find(({ metric }) => metric === 'largest_difference_to_trainer')
    expect(parity?.n).toBe(87 + 24)
    expect(parity?.value).toBeLessThan(1e-4)
  })

  it('measures with n, split and interval, with scalars and without, and ranks inputs and views', () => {
    const auc = manifest.evaluation.filter(({ metric }) => metric === 'roc_auc')
    expect(auc.map(({ split }) => split)).toEqual([
      '5-fold by star',
      '5-fold by star, one network, the views alone',
      '5-fold by star, one network, 20 simulated signals to learn from beside',
      '5-fold by star, boosted trees on the values beside the views',
    ])
    expect(manifest.importance.map(({ name }) => name).sort()).toEqual(
      [...spec.features, 'global', 'local', 'secondary'].sort(),
    )
    expect(readFileSync(join(folder, 'first', 'CARD.md'), 'utf8')).toBe(renderCard(manifest))
  })

  it('goes on where it was broken off: what is trained is not trained again, and ends as the same', async () => {
    const work = join(folder, 'work', 'with-scalars')
    const times = () =>
      Object.fromEntries(readdirSync(work).map((name) => [name, statSync(join(work, name)).mtimeMs] as const))
    const before = times()
    const lost = 'whole-0.json'
    const weights = readFileSync(join(work, lost), 'utf8')
    // as if it had ended after its last epoch and before its weights were written
    rmSync(join(work, lost))
    await make('second')
    expect(readFileSync(join(work, lost), 'utf8')).toBe(weights)
    for (const [name, time] of Object.entries(times())) if (/^fold.*json$/.test(name)) expect(time).toBe(before[name])
    for (const name of ['model.onnx', 'golden.json', 'manifest.json'])
      expect(readFileSync(join(folder, 'second', name)).equals(readFileSync(join(folder, 'first', name))), name).toBe(
        true,
      )
  }, 120_000)
})
