import { createRandom } from '@vouch/core/random'
import { MISSIONS } from '@vouch/core/domains/exoplanet/missions'
import { predictTable, type TableCalls } from '@vouch/core/domains/exoplanet/predict-table'
import type { QuantityName } from '@vouch/core/domains/exoplanet/quantities'
import { openModel } from '@vouch/core/model/session'
import { describe, expect, it } from 'vitest'
import { readFolder } from './read-folder.ts'

type MissionModel = 'koi' | 'k2' | 'toi' | 'tce'

/** What names a row and its star in each mission's table, and a verdict that must not be read. */
const NAMES = {
  koi: { kepid: '1', kepoi_name: 'K00001.01', koi_disposition: 'CONFIRMED' },
  k2: { pl_name: 'K2-1 b', hostname: 'K2-1', default_flag: '1', disposition: 'CONFIRMED' },
  toi: { toi: '1.01', tid: '1', tfopwg_disp: 'KP' },
  tce: { tceid: '1-1', target_id: '1', label: 'PC', koi_period: '1', koi_depth: '1', tce_nkoi: '3' },
} as const satisfies Record<MissionModel, Record<string, string>>

/** Values of a hot Jupiter for what every table has; anything else is drawn. */
const TYPICAL: Partial<Record<QuantityName, number>> = {
  period: 3.5,
  duration: 2.8,
  radius: 12,
  radius_ratio: 0.1,
  stellar_temperature: 5700,
  stellar_gravity: 4.4,
  stellar_radius: 1,
  impact: 0.2,
}

/** A table of a mission with every column that the mission is known to have. */
function tableOf(mission: MissionModel, rows = 3): Blob {
  const random = createRandom(`table of ${mission}`)
  const names = Object.entries<string>(NAMES[mission])
  const known = new Set(names.map(([name]) => name))
  const columns = [...MISSIONS[mission].columns].filter(([name]) => !known.has(name))
  const lines = Array.from({ length: rows }, () => [
    ...names.map(([, value]) => value),
    ...columns.map(([, { quantity }]) => ((TYPICAL[quantity] ?? 2) * (0.9 + 0.2 * random.uniform())).toFixed(6)),
  ])
  const header = [...names.map(([name]) => name), ...columns.map(([name]) => name)]
  return new Blob([[header, ...lines].map((cells) => cells.join(',')).join('\n')])
}

async function callsOf(model: MissionModel, table: Blob): Promise<TableCalls> {
  const { manifest, graph } = readFolder(`exoplanet/${model}`)
  const open = await openModel(manifest, graph)
  try {
    return await predictTable(open, table)
  } finally {
    await open.close()
  }
}

describe('a table of a mission', () => {
  it.each(['koi', 'k2', 'toi', 'tce'] as const)(
    'of %s is known for one, and its own model calls every row',
    async (mission) => {
      const { calls, mapping, notAssessed } = await callsOf(mission, tableOf(mission))
      expect(mapping.mission).toBe(mission)
      expect(mapping.warnings.filter(({ code }) => code === 'outside_training')).toEqual([])
      expect([calls.length, notAssessed.length]).toEqual([3, 0])
      // the events' table gives one uncertainty for both sides; a ratio of radii may come from the radii
      const missing = mapping.missing.map(({ quantity }) => quantity)
      expect(missing.filter((name) => name !== 'radius_ratio' && !name.endsWith('_err_lower'))).toEqual([])
    },
  )

  it.each([
    ['toi', 'koi'],
    ['toi', 'k2'],
    ['k2', 'toi'],
    ['koi', 'toi'],
    ['koi', 'k2'],
  ] as const)(
    'is called by %s, which did not learn from %s, with a word of how well it does there',
    async (model, mission) => {
      const { calls, mapping } = await callsOf(model, tableOf(mission))
      expect(calls).toHaveLength(3)
      const said = mapping.warnings.find(({ code }) => code === 'outside_training')?.message
      expect(said).toMatch(/it reached a ROC AUC of 0\.\d{3} \(n \d+\)/)
    },
  )

  it.each(['koi', 'k2', 'toi'] as const)(
    'of %s has no diagnostics: the model that lives by them judges none of it',
    async (mission) => {
      const { calls, notAssessed } = await callsOf('tce', tableOf(mission))
      expect(calls).toEqual([])
      expect(notAssessed[0]?.reason).toContain('multiple event statistic')
    },
  )

  it('of the events, called by koi, keeps all that koi asks for, and says that koi did not learn from it', async () => {
    const { calls, mapping } = await callsOf('koi', tableOf('tce'))
    expect(calls).toHaveLength(3)
    const said = mapping.warnings.find(({ code }) => code === 'outside_training')?.message
    expect(said).toMatch(/^Model koi was trained on KOI tables, not on .* has not been measured/)
  })

  it('never lends a model its verdict', async () => {
    const { mapping } = await callsOf('tce', tableOf('tce'))
    expect(mapping.leaking.map(({ column }) => column).sort()).toEqual(
      ['koi_depth', 'koi_period', 'label', 'tce_nkoi', 'tceid'].sort(),
    )
  })
})
