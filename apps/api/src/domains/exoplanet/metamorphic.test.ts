import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PredictOutput } from '@vouch/contracts/domains/exoplanet'
import { createRandom } from '@vouch/core/random'
import { koiTableCsv } from '@vouch/core/domains/exoplanet/simulate/koi-table-csv'
import { simulateKoiTable } from '@vouch/core/domains/exoplanet/simulate/simulate-koi-table'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSettings } from '../../env.ts'
import { modelsFolder } from '../../model/model-registry.ts'
import { type StartedServer, startServer } from '../../start-server.ts'
import { postTable, readCalls } from '../../testing/requests.ts'

const HAS_KOI = existsSync(join(modelsFolder(), 'exoplanet', 'koi', 'manifest.json'))

/** What a table may undergo without a change of any call. The model is the one that is served. */
describe.skipIf(!HAS_KOI)('the calls of the model koi', () => {
  let server: StartedServer
  let home: string
  let columns: string[]
  let rows: string[][]
  let plain: Map<string, number>
  let missing: PredictOutput['mapping']['missing']

  const csv = (names: readonly string[], lines: readonly (readonly string[])[]) =>
    `${[names, ...lines].map((line) => line.join(',')).join('\n')}\n`
  const call = async (text: string, fields = {}) =>
    readCalls(await postTable(server.url, text, { model: 'koi', store: 'false', ...fields }))
  const probabilities = ({ predictions }: PredictOutput) =>
    new Map(predictions.map(({ id, probability }) => [id, probability]))

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'vouch-metamorphic-'))
    const quiet = { LOG_LEVEL: 'silent', RATE_LIMIT: 'off', STOP_DELAY_SECONDS: '0' }
    const settings = readSettings({ PORT: '0', VOUCH_HOME: home, ...quiet })
    server = await startServer(settings)
    const lines = koiTableCsv(simulateKoiTable({ seed: 'metamorphic', rows: 2500 }))
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    columns = lines[0]?.split(',') ?? []
    rows = lines.slice(1).map((line) => line.split(','))
    const answer = await call(csv(columns, rows))
    plain = probabilities(answer)
    missing = answer.mapping.missing
  }, 60_000)
  afterAll(async () => {
    await server.stop()
    await rm(home, { recursive: true, force: true })
  })

  it('tell planets from false positives at all', () => {
    expect(plain.size).toBeGreaterThan(2400)
    const values = [...plain.values()]
    expect(Math.min(...values)).toBeLessThan(0.1)
    expect(Math.max(...values)).toBeGreaterThan(0.9)
  })

  it('stay when the rows are shuffled', async () => {
    const shuffled = createRandom('shuffle').shuffle([...rows])
    expect(shuffled[0]).not.toEqual(rows[0])
    expect(probabilities(await call(csv(columns, shuffled)))).toEqual(plain)
  })

  it('stay when the file is split, down to single rows', async () => {
    const parts = [rows.slice(0, 1), rows.slice(1, 1025), rows.slice(1025)]
    const answers = await Promise.all(parts.map((part) => call(csv(columns, part))))
    expect(new Map(answers.flatMap((answer) => [...probabilities(answer)]))).toEqual(plain)
  })

  it('stay when the columns change places, or columns are added that say nothing', async () => {
    const places = createRandom('columns').shuffle(columns.map((_, i) => i))
    const moved = rows.map((row) => [...places.map((i) => row[i] ?? ''), 'x'])
    expect(probabilities(await call(csv([...places.map((i) => columns[i] ?? ''), 'remark_of_mine'], moved)))).toEqual(
      plain,
    )
  })

  it('stay when the columns go by other names', async () => {
    const aliases = new Map([
      ['koi_period', 'orbital_period'],
      ['koi_duration', 'transit_duration'],
      ['koi_depth', 'transit_depth'],
      ['koi_prad', 'planet_radius'],
      ['koi_impact', 'impact_parameter'],
      ['koi_teq', 'equilibrium_temperature'],
      ['koi_insol', 'insolation_flux'],
      ['koi_model_snr', 'transit_snr'],
      ['koi_steff', 'stellar_teff'],
      ['koi_slogg', 'stellar_logg'],
      ['koi_srad', 'star_radius'],
      ['koi_kepmag', 'kepmag'],
      ['kepoi_name', 'id'],
    ])
    const names = columns.map((name) => {
      const [, stem = name, end = ''] = /^(.*?)(_err[12])?$/.exec(name) ?? []
      return (aliases.get(stem) ?? stem.replace(/^koi_time0bk$/, 'epoch')) + end
    })
    const answer = await call(csv(names, rows))
    expect(answer.mapping.mission).toBe('generic')
    expect(answer.mapping.missing).toEqual(missing)
    expect(probabilities(answer)).toEqual(plain)
  })

  it('stay when a column changes its unit and says so', async () => {
    // powers of two and ten that binary numbers take without rounding would prove little; hours to days round
    const scale = new Map<string, [string, number]>([
      ['koi_duration', ['days', 24]],
      ['koi_depth', ['ppt', 1000]],
    ])
    const units = columns.map((name) => scale.get(name.replace(/_err[12]$/, '')) ?? null)
    const names = columns.map((name, i) => (units[i] ? `${name} [${units[i][0]}]` : name))
    const scaled = rows.map((row) =>
      row.map((cell, i) => (units[i] && cell !== '' ? String(Number(cell) / units[i][1]) : cell)),
    )
    const other = probabilities(await call(csv(names, scaled)))
    // a value may land one float32 step beside a threshold of a tree: calls agree, and all but a few to six decimals
    const moved = [...plain].filter(([id, probability]) => Math.abs((other.get(id) ?? Number.NaN) - probability) > 1e-6)
    expect(other.size).toBe(plain.size)
    expect(moved.length).toBeLessThanOrEqual(plain.size / 500)
  })

  it('stay in any batch of JSON rows', async () => {
    const called = rows.filter((row) => plain.has(row[columns.indexOf('kepoi_name')] ?? ''))
    const objects = called
      .slice(0, 40)
      .map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i] === '' ? null : (row[i] ?? null)])))
    const answers = await Promise.all(
      objects.map(async (row) =>
        readCalls(
          await fetch(`${server.url}/api/predict`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ rows: [row], model: 'koi', store: false }),
          }),
        ),
      ),
    )
    for (const { predictions } of answers)
      for (const { id, probability } of predictions) expect(probability).toBe(plain.get(id))
    expect(answers.flatMap(({ predictions }) => predictions)).toHaveLength(40)
  })

  it('stay whether a catalogue’s verdict stands in the table or not', async () => {
    const told = rows.map((row, i) => [...row, i % 2 ? 'CONFIRMED' : 'FALSE POSITIVE', String(i % 2)])
    const answer = await call(csv([...columns, 'koi_disposition', 'koi_score'], told))
    expect(answer.mapping.leaking.map(({ column }) => column)).toEqual(
      expect.arrayContaining(['koi_disposition', 'koi_score']),
    )
    expect(probabilities(answer)).toEqual(plain)
  })
})
