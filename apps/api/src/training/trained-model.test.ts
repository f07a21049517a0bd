import { Evidence, Receipt } from '@vouch/contracts/domains/exoplanet'
import { Explanation } from '@vouch/contracts/explanation'
import { Job, JobAccepted } from '@vouch/contracts/job'
import { ModelDetail, ModelMetrics } from '@vouch/contracts/model'
import { TrainingCalls } from '@vouch/contracts/training'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountClient } from '../testing/accounts.ts'
import { labelledSurvey, surveyRows } from '../testing/labelled-survey.ts'
import { postTable, readCalls, readProblem, tableForm } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { openTrainer, type Trainer } from '../testing/trainer.ts'

const ROWS = 500
const LONG = { timeout: 60_000 }

describe('a training', () => {
  let server: TestServer
  let trainer: Trainer
  beforeAll(async () => {
    server = await startTestServer()
    const { tokens } = await accountClient(server).member()
    trainer = await openTrainer(server, { tokens, rows: ROWS })
  }, 60_000)
  afterAll(() => server.end())

  const get: Trainer['get'] = (path) => trainer.get(path)
  const post: Trainer['post'] = (...sent) => trainer.post(...sent)
  const start: Trainer['start'] = (more) => trainer.start(more)
  const ended: Trainer['ended'] = (id) => trainer.ended(id)

  it('makes a model that answers under its id, for whoever may see it, as the training judged it', LONG, async () => {
    const { session_id: id, result } = await ended(await start({ model_type: 'random_forest', hyperparameters: {} }))
    const model = result?.model_id ?? ''
    const survey = labelledSurvey(ROWS)
    const predict = (content: string, fields: object = {}) =>
      fetch(`${server.url}/api/predict`, {
        method: 'POST',
        body: tableForm(content, { model, ...fields }),
        headers: trainer.headers,
      })
    const answer = await readCalls(await predict(survey))
    expect(answer).toMatchObject({ model_used: model, model_sha256: result?.model_sha256, total_samples: ROWS })
    expect(answer.threshold).toBe(result?.threshold)
    expect(answer.mapping.mapped.map(({ column }) => column).toSorted()).toEqual(result?.features.toSorted())
    expect(answer.mapping).toMatchObject({ mission: 'koi', missing: [], warnings: [] })
    const calls = await parquetReadObjects({ file: await (await get(`/api/download/${id}?part=calls`)).arrayBuffer() })
    const locked = calls.filter(({ fold }) => fold === 0)
    expect(locked.length).toBeGreaterThan(50)
    const served = new Map(answer.predictions.map(({ row, probability }) => [row, probability]))
    for (const { row, probability } of locked) expect(served.get(Number(row))).toBeCloseTo(Number(probability), 5)
    const page = async (path: string) => TrainingCalls.strict().parse(await (await get(path)).json())
    const first = await page(`/api/predictions/${id}?limit=100`)
    expect(first).toMatchObject({ session_id: id, model_id: model, total: calls.length, next_cursor: '100' })
    const second = await page(`/api/training/calls/${id}?cursor=100`)
    expect(second.next_cursor).toBeNull()
    expect([...first.predictions, ...second.predictions]).toEqual(
      calls.map(({ row, label, fold, probability, threshold }) => ({
        row,
        label: label === 1 ? 'CONFIRMED' : 'FALSE POSITIVE',
        prediction: Number(probability) >= Number(threshold) ? 'CONFIRMED' : 'FALSE POSITIVE',
        probability,
        threshold,
        fold: fold === 0 ? null : fold,
      })),
    )
    expect((await get(`/api/predictions/${id}?cursor=x`)).status).toBe(422)
    // the same rows as JSON, with more beside the call
    const rows = surveyRows(ROWS).slice(0, 3)
    const again = await readCalls(await post('/api/predict', { rows, model, features: 'all', fragile: true }))
    expect(again.predictions.map(({ probability }) => probability)).toEqual(
      answer.predictions.slice(0, 3).map(({ probability }) => probability),
    )
    for (const { fragile, flip_rate: flips } of again.predictions) expect(fragile).toBe((flips ?? Number.NaN) > 0.1)
    expect(again.predictions[0]?.features).toMatchObject({ koi_impact: Math.fround(Number(rows[0]?.['koi_impact'])) })
    const evidence = Evidence.strict().parse(
      await (await get(`/api/predictions/${answer.prediction_id}/calls/0`)).json(),
    )
    expect(evidence.call?.probability).toBe(answer.predictions[0]?.probability)
    expect(evidence.call?.flip_rate).toBe(again.predictions[0]?.flip_rate)
    expect(evidence.evidence.map(({ name }) => name).toSorted()).toEqual(result?.features.toSorted())
    // a table with fewer columns, and one with none of them
    const features = result?.features ?? []
    const half = features.slice(0, Math.ceil(features.length / 2))
    const cells = half.map((name) => rows[0]?.[name] ?? '')
    const table = [half, cells, half.map((_, i) => (i < 2 ? cells[i] : '')), half.map(() => '')].map((line) =>
      line.join(','),
    )
    const some = await readCalls(await predict(table.join('\n')))
    expect(some.mapping.warnings.map(({ code }) => code)).toContain('columns_missing')
    expect(some.predictions.map(({ row }) => row)).toEqual([0])
    const few = `it has 2 of the ${features.length} values that the model goes by`
    expect(some.not_assessed).toMatchObject([
      { row: 1, reason: `${few}, and no row that it learned from had so few` },
      { row: 2, reason: 'no value in any of the columns that the model takes' },
    ])
    expect((await readProblem(await predict('colour\nred\n'))).status).toBe(422)
    // whoever may not see it does not learn that it is there
    const stranger = await postTable(server.url, survey, { model })
    expect(await readProblem(stranger)).toMatchObject({ status: 404, code: 'not_found' })
    expect((await fetch(`${server.url}/api/models/${model}`)).status).toBe(404)
    const detail = ModelDetail.strict().parse(await (await get(`/api/models/${model}`)).json())
    expect(detail).toMatchObject({ id: model, status: 'ready', manifest: { takes: 'columns' } })
    expect(ModelMetrics.parse(await (await get(`/api/models/${model}/metrics`)).json()).n).toBeGreaterThan(0)
    expect((await get(`/api/models/${model}/importance`)).status).toBe(200)
  })

  it.each(['xgboost', 'logistic_regression', 'knn'])(
    'makes a %s whose calls are explained, against rows of its training where it has to be',
    LONG,
    async (model_type) => {
      const { result } = await ended(await start({ model_type, hyperparameters: {} }))
      const model = result?.model_id ?? ''
      const row = { ...surveyRows(1)[0], koi_impact: '0.2' }
      const explain = async (more: object = {}) => {
        const answer = await post('/api/explain-prediction', { model, row, ...more })
        return Explanation.strict().parse(await answer.json())
      }
      const found = await explain({ against: 'background' })
      expect(found.background?.name).toMatch(/^(100|32) rows of koi\.csv$/)
      expect(Math.abs(found.residual.log_odds)).toBeLessThanOrEqual(1e-5)
      expect(found.contributions.map(({ name }) => name).toSorted()).toEqual(result?.features.toSorted())
      expect(await explain({ against: 'background' })).toEqual(found)
      const worse = await explain({ changes: { koi_impact: 1.4 } })
      expect(worse.values.find(({ name }) => name === 'koi_impact')?.value).toBe(1.4)
      expect(worse.output.log_odds).toBeLessThan(found.output.log_odds)
      const answer = await post('/api/explain-prediction', { model, row, against: 'training_paths' })
      expect(answer.status).toBe(model_type === 'xgboost' ? 200 : 422)
    },
  )

  it('makes a model that judges a table too large for one answer as a job', LONG, async () => {
    const { result } = await ended(await start({ model_type: 'knn', hyperparameters: {} }))
    const model = result?.model_id ?? ''
    const [header = '', ...lines] = labelledSurvey(ROWS).trim().split('\n')
    const many = [header, ...Array.from({ length: 41 }, () => lines).flat()].join('\n')
    const sent = await fetch(`${server.url}/api/predict`, {
      method: 'POST',
      body: tableForm(many, { model }),
      headers: trainer.headers,
    })
    expect(sent.status).toBe(202)
    const { job_id, prediction_id } = JobAccepted.parse(await sent.json())
    const state = async () => Job.parse(await (await get(`/api/jobs/${job_id}`)).json()).state
    await expect.poll(state, { timeout: 50_000, interval: 200 }).toMatch(/completed|failed/)
    const kept = Receipt.parse(await (await get(`/api/predictions/${prediction_id}`)).json())
    expect(kept).toMatchObject({ model_used: model, total_samples: 41 * ROWS })
  })
})
