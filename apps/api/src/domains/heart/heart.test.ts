import {
  HeartCallPage,
  HeartEvidence,
  HeartPredictOutput,
  HeartReceipt,
  type Patient,
} from '@vouch/contracts/domains/heart'
import { Problem } from '@vouch/contracts/error'
import { Explanation } from '@vouch/contracts/explanation'
import { Sample } from '@vouch/contracts/submission'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KOIS, postTable, toCsv } from '../../testing/requests.ts'
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts'

const ILL: Patient = {
  id: 'A',
  age: 64,
  sex: 'male',
  cp: 'asymptomatic',
  trestbps: 140,
  chol: 260,
  thalach: 112,
  exang: 'yes',
  oldpeak: 2.6,
  slope: 'flat',
  ca: 2,
  thal: 'reversible defect',
}
const WELL: Patient = {
  id: 'B',
  age: 41,
  sex: 'female',
  cp: 'atypical angina',
  trestbps: 120,
  thalach: 172,
  exang: 'no',
  oldpeak: 0,
  slope: 'upsloping',
}

/** The shipped model, over every door. */
describe('a table of heart patients', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ models: [], shipped: ['exoplanet/koi', 'heart/heart-risk'] })
  })
  afterAll(() => server.end())

  const json = (path: string, body: unknown) =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const get = async (path: string): Promise<unknown> => (await fetch(`${server.url}${path}`)).json()
  const problem = async (answer: Response) => {
    const { detail } = Problem.parse(await answer.json())
    return [answer.status, detail] as const
  }

  it('is called the same as CSV and as JSON, over the shared door and its own', async () => {
    const rows = [ILL, WELL]
    const shared = HeartPredictOutput.parse(await (await json('/api/predict', { model: 'heart-risk', rows })).json())
    const own = HeartPredictOutput.parse(await (await json('/api/heart/predict', { rows })).json())
    const columns = Object.keys(ILL) as (keyof Patient)[]
    const csv = [columns, ...rows.map((row) => columns.map((name) => row[name] ?? ''))].map((line) => line.join(','))
    const table = HeartPredictOutput.parse(
      await (await postTable(server.url, csv.join('\n'), { model: 'heart-risk' })).json(),
    )
    expect(shared.predictions.map(({ id, prediction }) => [id, prediction])).toEqual([
      ['A', 'DISEASE'],
      ['B', 'NO DISEASE'],
    ])
    expect(own.predictions).toEqual(shared.predictions)
    expect(table.predictions).toEqual(shared.predictions)
    expect([shared.model_used, shared.domain, shared.mapping.coding_from]).toEqual([
      'heart-risk',
      'heart',
      'not_needed',
    ])
    expect(shared.predictions[0]?.features).toMatchObject({ sex: 1, cp: 4, thal: 7, fbs: null })
    expect(shared.summary).toMatchObject({ predicted_disease: 1, predicted_no_disease: 1 })
  })

  it('in the Kaggle copies’ codes is called as in UCI’s, and one row as its sender says', async () => {
    const uci = { age: 58, sex: 1, cp: 3, thalach: 150, slope: 2, thal: 3 }
    const kaggle = { age: 58, sex: 1, cp: 2, thalach: 150, slope: 1, thal: 2 }
    const call = async (row: object, coding: string) => {
      const answer = await json('/api/heart/predict', { rows: [row], coding, store: false })
      return HeartPredictOutput.parse(await answer.json())
    }
    const [first, second, alone] = [await call(uci, 'uci'), await call(kaggle, 'kaggle'), await call(uci, 'auto')]
    expect(second.predictions[0]?.probability).toBe(first.predictions[0]?.probability)
    expect(second.predictions[0]?.features.cp).toBe(3)
    expect(alone.mapping.coding_from).toBe('assumed')
    expect(alone.mapping.warnings.map(({ code }) => code)).toContain('coding')
  })

  it('is kept: receipt, calls, evidence and reasons are read again, and another domain’s procedures do not know it', async () => {
    const made = HeartPredictOutput.parse(await (await json('/api/heart/predict', { rows: [ILL, WELL] })).json())
    const id = made.prediction_id ?? ''
    expect(HeartReceipt.parse(await get(`/api/predictions/${id}`)).summary).toEqual(made.summary)
    const calls = HeartCallPage.parse(await get(`/api/predictions/${id}/calls`))
    expect(calls.predictions).toEqual(made.predictions)
    expect(HeartCallPage.parse(await get(`/api/heart/predictions/${id}/calls`))).toEqual(calls)
    const evidence = HeartEvidence.parse(await get(`/api/predictions/${id}/calls/0`))
    expect(evidence.evidence.find(({ name }) => name === 'age')).toMatchObject({ value: 64, unit: 'years' })
    const reasons = Explanation.parse(
      await (await json('/api/explain-prediction', { call: { prediction_id: id, row: 0 } })).json(),
    )
    expect([reasons.method, reasons.prediction]).toEqual(['linear-shap', 'DISEASE'])
    expect(Math.abs(reasons.residual.log_odds)).toBeLessThan(1e-4)
    expect(reasons.values.map(({ name }) => name)).toContain('ca')
    expect((await fetch(`${server.url}/api/exoplanet/predictions/${id}/calls`)).status).toBe(404)
    const download = await (await fetch(`${server.url}/api/predictions/${id}/download`)).text()
    expect(download.split('\n')[0]).toContain('thal')
  })

  it('with values that nobody can have is not assessed, and the typed door names the field', async () => {
    const rows = [{ ...ILL, age: 999 }, WELL]
    const shared = HeartPredictOutput.parse(await (await json('/api/predict', { model: 'heart-risk', rows })).json())
    expect(shared.not_assessed).toMatchObject([{ row: 0, id: 'A', reason: expect.stringContaining('age 999') }])
    const [status, detail] = await problem(await json('/api/heart/predict', { rows }))
    expect(status).toBe(422)
    expect(detail).toMatch(/rows\.0\.age.*1 to 120 years/)
    const [unknown, words] = await problem(await json('/api/heart/predict', { rows: [{ ...WELL, thal: 'cloudy' }] }))
    expect(unknown).toBe(422)
    expect(words).toMatch(/rows\.0\.thal/)
  })

  it('has codes that no coding knows refused at the typed door', async () => {
    for (const row of [
      { ...WELL, thal: 4 },
      { ...WELL, cp: 5 },
      { ...WELL, sex: true },
      { ...WELL, target: 1 },
    ]) {
      const [status, detail] = await problem(await json('/api/heart/predict', { rows: [row] }))
      expect(status, detail).toBe(422)
    }
  })

  it('and a table of transit signals are each refused by the other’s model, in words', async () => {
    const [status, detail] = await problem(await postTable(server.url, toCsv(KOIS), { model: 'heart-risk' }))
    expect(status).toBe(422)
    expect(detail).toMatch(/None of the \d+ rows can be judged: the table has no column for age/)
    const sample = Sample.parse(await get('/api/heart/sample'))
    const [other, words] = await problem(await postTable(server.url, sample.csv, { model: 'koi' }))
    expect(other).toBe(422)
    expect(words).toMatch(/period/)
    const [third] = await problem(await json('/api/heart/predict', { model: 'koi', rows: [ILL] }))
    expect(third).toBe(415)
  })

  it('that is simulated says so, and so do its calls', async () => {
    const { csv, note } = Sample.parse(await get('/api/heart/sample'))
    expect(note).toMatch(/simulated/i)
    const answer = HeartPredictOutput.parse(
      await (await postTable(server.url, csv, { model: 'heart-risk', features: 'all' })).json(),
    )
    expect([answer.simulated, answer.total_samples]).toEqual([true, 120])
    expect(answer.predictions[0]?.features).toHaveProperty('ca_any')
  })
})
