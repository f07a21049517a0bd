import { DatasetAudit } from '@vouch/contracts/dataset'
import { HeartPredictOutput } from '@vouch/contracts/domains/heart'
import { ModelDetail } from '@vouch/contracts/model'
import { patientTableCsv } from '@vouch/core/domains/heart/simulate-patients'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountClient } from '../../testing/accounts.ts'
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts'
import { openTrainer, type Trainer } from '../../testing/trainer.ts'

const ROWS = 300
const LABEL = { label: 'num', positive_labels: ['1'], negative_labels: ['0'], group_key: null }

describe('an upload of heart patients', () => {
  let server: TestServer
  let trainer: Trainer
  beforeAll(async () => {
    server = await startTestServer()
    const { tokens } = await accountClient(server).member()
    const table = patientTableCsv({ seed: 'training', rows: ROWS }, { withTruth: true })
    trainer = await openTrainer(server, { tokens, rows: ROWS, table })
  }, 60_000)
  afterAll(() => server.end())

  it('is known for one: its features are those of patients, and what names or diagnoses them is refused', async () => {
    const answer = await trainer.post(`/api/datasets/${trainer.dataset.dataset_id}/audit`, {
      ...LABEL,
      takes: 'quantities',
    })
    const { columns, features } = DatasetAudit.parse(await answer.json())
    expect(columns.find(({ column }) => column === 'patient_id')?.verdict).toBe('refused')
    expect(features.find(({ column }) => column === 'ca_any')).toMatchObject({ made_of: ['ca'], verdict: 'ok' })
    expect(features.map(({ column }) => column)).not.toContain('log_period')
  })

  it('is not taught to say DISEASE of healthy people: in Kaggle’s copies a target of 1 is none', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => {
      const sick = i % 2
      return [50 + (i % 20), i % 2, sick ? 0 : 2, i % 3, sick, sick * (i % 4), sick ? 3 : 2, 120 - 30 * sick, 1 - sick]
    })
    const table = ['age,sex,cp,restecg,slope,ca,thal,thalach,target', ...lines.map((cells) => cells.join(','))].join(
      '\n',
    )
    const { tokens } = await accountClient(server).member()
    const other = await openTrainer(server, { tokens, rows: 60, table })
    const config = (more: object) => other.config({ ...LABEL, label: 'target', folds: 2, ...more })
    const wrong = await other.post('/api/validate-config', config({}))
    expect(await wrong.json()).toMatchObject({
      valid: false,
      errors: [
        { field: 'positive_labels', message: expect.stringContaining('“1” of “target” is NO DISEASE') },
        { field: 'negative_labels', message: expect.stringContaining('“0” of “target” is DISEASE') },
      ],
    })
    const right = await other.post('/api/validate-config', config({ positive_labels: ['0'], negative_labels: ['1'] }))
    expect(await right.json()).toMatchObject({ errors: [] })
  })

  it('makes a model that says DISEASE or NO DISEASE, of rows in any coding', { timeout: 60_000 }, async () => {
    const done = await trainer.ended(
      await trainer.start({ ...LABEL, takes: 'quantities', model_type: 'logistic_regression', hyperparameters: {} }),
    )
    expect([done.status, done.reason]).toEqual(['completed', null])
    const model = done.result?.model_id ?? ''
    const { manifest } = ModelDetail.parse(await (await trainer.get(`/api/models/${model}`)).json())
    expect(manifest).toMatchObject({ domain: 'heart', transfer: { trained_on: ['patients'] } })
    const call = async (row: object) => {
      const answer = await trainer.post('/api/predict', { rows: [row], model })
      return HeartPredictOutput.parse(await answer.json()).predictions[0]
    }
    const values = { age: 66, sex: 1, trestbps: 150, chol: 280, fbs: 0, thalach: 105, exang: 1, oldpeak: 3, ca: 3 }
    const uci = await call({ ...values, cp: 4, restecg: 2, slope: 2, thal: 7 })
    const kaggle = await call({ ...values, cp: 0, restecg: 0, slope: 1, thal: 3 })
    expect(uci?.prediction).toBe('DISEASE')
    expect(kaggle?.probability).toBe(uci?.probability)
  })
})
