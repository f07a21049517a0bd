import { DatasetAudit } from '@vouch/contracts/dataset'
import { Explanation } from '@vouch/contracts/explanation'
import { ConfigCheck } from '@vouch/contracts/learner'
import { ModelDetail } from '@vouch/contracts/model'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountClient } from '../testing/accounts.ts'
import { labelledSurvey, surveyRows } from '../testing/labelled-survey.ts'
import { readCalls, readProblem, tableForm } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { openTrainer, type Trainer } from '../testing/trainer.ts'

const ROWS = 500
const LONG = { timeout: 60_000 }
const LABEL = { label: 'koi_disposition', positive_labels: ['CONFIRMED'], negative_labels: ['FALSE POSITIVE'] }
/** The survey's columns as somebody else would call them. */
const RENAMED = { koi_period: 'period', koi_duration: 'Transit Duration [d]', koi_prad: 'radius' }

describe('a training on what its field makes of the columns', () => {
  let server: TestServer
  let trainer: Trainer
  beforeAll(async () => {
    server = await startTestServer()
    const { tokens } = await accountClient(server).member()
    trainer = await openTrainer(server, { tokens, rows: ROWS })
  }, 60_000)
  afterAll(() => server.end())

  const audit = async (more: object = {}) => {
    const answer = await trainer.post(`/api/datasets/${trainer.dataset.dataset_id}/audit`, { ...LABEL, ...more })
    return DatasetAudit.strict().parse(await answer.json())
  }
  const check = async (more: object) =>
    ConfigCheck.parse(
      await (await trainer.post('/api/validate-config', trainer.config({ takes: 'quantities', ...more }))).json(),
    )

  it('is offered those that the table gives, each held against the label and against what it is made of', async () => {
    expect((await audit()).features).toEqual([])
    const { columns, features } = await audit({ takes: 'quantities' })
    const named = new Map(features.map((feature) => [feature.column, feature]))
    expect(named.get('log_density')).toMatchObject({ verdict: 'ok', made_of: ['koi_slogg', 'koi_srad'] })
    // the same order; made in float32, in which a few periods are alike
    const period = columns.find(({ column }) => column === 'koi_period')?.rank
    expect(named.get('log_period')?.rank?.auc).toBeCloseTo(period?.auc ?? 0, 3)
    // of a column that is warned of: so is all that is made of it
    const warned = columns.find(({ column }) => column === 'koi_steff_err1')
    expect(named.get('stellar_temperature_error_upper')).toMatchObject({
      verdict: 'warning',
      reason: `it is made of “koi_steff_err1”: ${warned?.reason}`,
    })
    // what this table has no columns for
    expect(named.has('log_distance')).toBe(false)
    for (const { made_of } of features) for (const column of made_of) expect(trainer.dataset.columns).toContain(column)
  })

  it('makes a model that takes any table with these quantities, as the training judged it', LONG, async () => {
    const done = await trainer.ended(await trainer.start({ takes: 'quantities' }))
    expect([done.status, done.reason]).toEqual(['completed', null])
    const model = done.result?.model_id ?? ''
    const { features } = await audit({ takes: 'quantities' })
    const clean = features.filter(({ verdict }) => verdict === 'ok').map(({ column }) => column)
    expect(done.result?.features).toEqual(clean)
    const detail = ModelDetail.strict().parse(await (await trainer.get(`/api/models/${model}`)).json())
    expect(detail.manifest).toMatchObject({ takes: 'quantities', badge: null, transfer: { trained_on: ['koi'] } })
    const depth = detail.manifest?.inputs.find(({ name }) => name === 'log_depth')
    expect(depth).toMatchObject({ unit: 'dex(ppm)', description: 'transit depth', group: 'row' })
    expect(detail.manifest?.requires[0]).toContain('depth')

    const predict = async (table: string) => {
      const body = tableForm(table, { model, fragile: 'true' })
      return readCalls(await fetch(`${server.url}/api/predict`, { method: 'POST', body, headers: trainer.headers }))
    }
    const survey = labelledSurvey(ROWS)
    const answer = await predict(survey)
    expect(answer.mapping).toMatchObject({ mission: 'koi', warnings: [] })
    const bytes = await (await trainer.get(`/api/download/${done.session_id}?part=calls`)).arrayBuffer()
    const locked = (await parquetReadObjects({ file: bytes })).filter(({ fold }) => fold === 0)
    expect(locked.length).toBeGreaterThan(50)
    const served = new Map(answer.predictions.map(({ row, probability }) => [row, probability]))
    for (const { row, probability } of locked) expect(served.get(Number(row))).toBeCloseTo(Number(probability), 5)
    // the catalogue's errors flip some of its calls
    expect(answer.predictions.some(({ fragile }) => fragile)).toBe(true)

    const other = await fetch(`${server.url}/api/predict`, {
      method: 'POST',
      body: tableForm('period,radius\n3.5,2.1\n,\n', { model }),
      headers: trainer.headers,
    })
    expect((await readProblem(other)).detail).toMatch(/it has \d+ of the \d+ values that the model goes by/)
  })

  it('makes one that reads the same values under other names and in other units', LONG, async () => {
    const features = ['log_period', 'log_duration', 'log_radius', 'log_duration_period']
    const { result } = await trainer.ended(await trainer.start({ takes: 'quantities', features }))
    const cells = surveyRows(1)[0] ?? {}
    const call = async (record: object) => {
      const answer = await readCalls(await trainer.post('/api/predict', { rows: [record], model: result?.model_id }))
      return answer.predictions[0]?.probability
    }
    const own = Object.keys(RENAMED).map((name) => [name, cells[name] ?? ''] as const)
    const inDays = (name: string, value: string) => (name === 'koi_duration' ? String(Number(value) / 24) : value)
    const renamed = own.map(([name, value]) => [RENAMED[name as keyof typeof RENAMED], inDays(name, value)])
    const asKoi = await call(Object.fromEntries([...own, ['kepid', '1'], ['koi_slogg', '4.4'], ['koi_depth', '']]))
    expect(asKoi).toBeGreaterThan(0)
    expect(await call(Object.fromEntries(renamed))).toBeCloseTo(asKoi ?? 0, 5)
  })

  it.each(['xgboost', 'knn'])('makes a %s whose calls are explained by these features', LONG, async (model_type) => {
    const { result } = await trainer.ended(
      await trainer.start({ model_type, hyperparameters: {}, takes: 'quantities' }),
    )
    const row = { ...surveyRows(1)[0], koi_impact: '0.2' }
    const explain = async (more: object) => {
      const sent = { model: result?.model_id, row, against: 'background', ...more }
      return Explanation.strict().parse(await (await trainer.post('/api/explain-prediction', sent)).json())
    }
    const found = await explain({})
    expect(found.background?.name).toMatch(/rows of koi\.csv$/)
    expect(Math.abs(found.residual.log_odds)).toBeLessThanOrEqual(1e-5)
    expect(found.contributions.map(({ name }) => name).toSorted()).toEqual(result?.features.toSorted())
    const grazing = await explain({ changes: { impact: 1.4 } })
    expect(grazing.values.find(({ name }) => name === 'impact')?.value).toBe(1.4)
    expect(grazing.output.log_odds).not.toBe(found.output.log_odds)
  })

  it('over a feature that is made of a warned column wears the badge for it', LONG, async () => {
    const features = ['log_period', 'stellar_temperature_error_upper']
    const { valid, warnings } = await check({ features })
    expect(valid).toBe(true)
    expect(warnings.find(({ field }) => field === 'features')?.message).toContain('“koi_steff_err1”')
    const { result } = await trainer.ended(await trainer.start({ takes: 'quantities', features }))
    const { manifest } = ModelDetail.parse(await (await trainer.get(`/api/models/${result?.model_id}`)).json())
    expect(manifest?.badge?.columns).toMatchObject([{ column: 'stellar_temperature_error_upper', causes: ['known'] }])
  })

  it('refuses what is no feature of the table, each by its name', async () => {
    const { valid, errors } = await check({ features: ['log_period', 'koi_period', 'log_distance', 'log_period'] })
    expect(valid).toBe(false)
    expect(errors).toEqual([
      { field: 'features', message: '“koi_period” is not a feature of the table' },
      { field: 'features', message: '“log_distance” is not a feature of the table' },
      { field: 'features', message: '“log_period” is there more than once' },
    ])
    expect((await check({ takes: 'everything' })).errors).toMatchObject([{ field: 'takes' }])
  })

  it('of a table whose columns no field knows is refused', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `${i % 7},${(i * 13) % 11},${i % 2}`)
    const body = tableForm(['first,second,answer', ...lines].join('\n'))
    const sent = await fetch(`${server.url}/api/upload`, { method: 'POST', body, headers: trainer.headers })
    const { dataset_id } = (await sent.json()) as { dataset_id: string }
    const found = await check({
      dataset_id,
      label: 'answer',
      positive_labels: ['1'],
      negative_labels: ['0'],
      group_key: null,
    })
    expect(found.errors).toEqual([
      { field: 'takes', message: 'its columns are not known: no feature can be made of this table' },
    ])
  })
})
