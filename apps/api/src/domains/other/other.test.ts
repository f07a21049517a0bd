import { OtherCallPage, OtherEvidence, OtherPredictOutput, StoredOtherReceipt } from '@vouch/contracts/domains/other'
import { Explanation } from '@vouch/contracts/explanation'
import { ModelDetail } from '@vouch/contracts/model'
import { createRandom } from '@vouch/core/random'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountClient } from '../../testing/accounts.ts'
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts'
import { openTrainer, type Trainer } from '../../testing/trainer.ts'

const ROWS = 240
const LABEL = {
  label: 'quality',
  positive_labels: ['fine'],
  negative_labels: ['poor'],
  group_key: null,
  model_type: 'logistic_regression',
  hyperparameters: {},
}

/** Bottles of wine, fine where they are strong and not sour; no field that is known here. */
function wines(): string {
  const random = createRandom('wines')
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const [acidity, alcohol] = [random.uniform(), random.uniform()]
    const fine = alcohol - acidity + 0.2 * random.normal() > 0
    return `bottle ${row},${(3 + acidity).toFixed(3)},${(9 + 5 * alcohol).toFixed(3)},${fine ? 'fine' : 'poor'}`
  })
  return ['id,acidity,alcohol,quality', ...lines].join('\n')
}

describe('a table of no known field', () => {
  let server: TestServer
  let trainer: Trainer
  let model = ''
  const call = (rows: readonly object[], more: object = {}) => trainer.post('/api/predict', { rows, model, ...more })
  beforeAll(async () => {
    server = await startTestServer()
    const { tokens } = await accountClient(server).member()
    trainer = await openTrainer(server, { tokens, rows: ROWS, table: wines() })
    const done = await trainer.ended(await trainer.start(LABEL))
    expect([done.status, done.reason]).toEqual(['completed', null])
    model = done.result?.model_id ?? ''
  }, 90_000)
  afterAll(() => server.end())

  it('makes a model of no field, whose classes are the table’s own', async () => {
    const { manifest } = ModelDetail.parse(await (await trainer.get(`/api/models/${model}`)).json())
    expect(manifest).toMatchObject({ domain: 'other', labels: ['poor', 'fine'] })
  })

  it('is called in words that claim nothing of stars or patients, with its values and reasons', async () => {
    const rows = [
      { id: 'strong', acidity: 3.05, alcohol: 13.8 },
      { id: 'sour', acidity: 3.95, alcohol: 9.2 },
      { id: 'empty', acidity: null, alcohol: null },
    ]
    const sent = await call(rows)
    const answer = OtherPredictOutput.parse(await sent.json())
    expect(answer.predictions.map(({ id, prediction }) => [id, prediction])).toEqual([
      ['strong', 'POSITIVE'],
      ['sour', 'NEGATIVE'],
    ])
    expect(answer.not_assessed.map(({ id }) => id)).toEqual(['empty'])
    expect(answer.summary).toMatchObject({ predicted_positive: 1, predicted_negative: 1 })
    expect(answer.mapping).toMatchObject({ id_column: 'id', leaking: [], ignored: [] })
    const id = answer.prediction_id ?? ''
    const get = async (path: string) => (await trainer.get(path)).json()
    expect(StoredOtherReceipt.parse(await get(`/api/predictions/${id}`))).toMatchObject({ domain: 'other' })
    const [page, anyPage] = await Promise.all(
      [`/api/other/predictions/${id}/calls`, `/api/predictions/${id}/calls`].map(get),
    )
    expect(OtherCallPage.parse(page).predictions).toEqual(answer.predictions)
    expect(anyPage).toEqual(page)
    const evidence = OtherEvidence.parse(await get(`/api/other/predictions/${id}/calls/0`))
    expect(Object.fromEntries(evidence.evidence.map(({ name, value }) => [name, Number(value?.toFixed(2))]))).toEqual({
      acidity: 3.05,
      alcohol: 13.8,
    })
    const asked = await trainer.post('/api/explain-prediction', { call: { prediction_id: id, row: 0 } })
    const reasons = Explanation.parse(await asked.json())
    expect(reasons.prediction).toBe('POSITIVE')
    expect(reasons.contributions.every(({ log_odds }) => log_odds > 0)).toBe(true)
  })

  it('is another thing than a table of transit signals, which a model of one field says of the other’s calls', async () => {
    const { prediction_id: id } = OtherPredictOutput.parse(await (await call([{ acidity: 3.5, alcohol: 11 }])).json())
    expect((await trainer.get(`/api/exoplanet/predictions/${id}/calls`)).status).toBe(404)
    expect((await trainer.get(`/api/heart/predictions/${id}/calls/0`)).status).toBe(404)
  })

  it('has no features that a field would make, and says so', async () => {
    const checked = await trainer.post('/api/validate-config', trainer.config({ ...LABEL, takes: 'quantities' }))
    expect(await checked.json()).toMatchObject({ valid: false, errors: [{ field: 'takes' }] })
  })

  it('of judged calls there is no data set: such tables share no columns', async () => {
    const made = await accountClient(server).withRole('expert', 'other')
    const answer = await fetch(`${server.url}/api/datasets/from-reviews`, {
      method: 'POST',
      headers: { authorization: `Bearer ${made.tokens.access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ domain: 'other' }),
    })
    expect([answer.status, await answer.json()]).toMatchObject([422, { errors: [{ field: 'domain' }] }])
  })
})
