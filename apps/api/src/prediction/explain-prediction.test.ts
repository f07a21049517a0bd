import { Explanation } from '@vouch/contracts/explanation'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountClient, type Send } from '../testing/accounts.ts'
import { KOIS, readCalls, readProblem } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'

describe('an explanation', { timeout: 60_000 }, () => {
  let server: TestServer
  let anna: Send
  let nobody: Send
  beforeAll(async () => {
    server = await startTestServer({
      models: [
        { id: 'koi', aliases: ['xgb'] },
        { id: 'koi-catalogue', inputs: ['log_period', 'log_depth', 'log_duration', 'impact', 'ephemeris_matches'] },
      ],
    })
    const client = accountClient(server)
    anna = client.as((await client.member()).tokens)
    nobody = client.stranger().send
  }, 60_000)
  afterAll(() => server.end())

  const keep = async (by: Send, model = 'koi') =>
    readCalls(await by('POST', '/api/predict', { rows: [...KOIS, { kepoi_name: 'K5' }], model }))
  const ask = (by: Send, body: object) => by('POST', '/api/explain-prediction', body)
  const explain = async (by: Send, body: object) => {
    const answer = await ask(by, body)
    expect([answer.status, answer.status === 200 ? '' : await answer.clone().text()]).toEqual([200, ''])
    return Explanation.strict().parse(await answer.json())
  }

  it.each(['koi', 'koi-catalogue'])('of a call of %s adds up to it, input by input', async (model) => {
    const answer = await keep(anna, model)
    for (const [row, call] of answer.predictions.entries()) {
      const found = await explain(anna, { call: { prediction_id: answer.prediction_id, row } })
      expect(found).toMatchObject({
        model_used: model,
        row,
        method: 'tree-shap',
        against: 'training_paths',
        changed: [],
      })
      expect(found.output.probability).toBe(call.probability)
      expect(found.prediction).toBe(call.prediction)
      for (const unit of ['log_odds', 'probability'] as const) {
        const sum = found.contributions.reduce((total, item) => total + item[unit], found.base[unit])
        expect(sum + found.residual[unit]).toBeCloseTo(found.output[unit], 5)
        expect(Math.abs(found.residual[unit])).toBeLessThanOrEqual(1e-5)
      }
      const sizes = found.contributions.map(({ log_odds }) => Math.abs(log_odds))
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
      expect(sizes[0]).toBeGreaterThan(0)
    }
  })

  it('of a row that is only sent is the same as of its call', async () => {
    const { prediction_id } = await keep(nobody)
    const of = await explain(nobody, { call: { prediction_id, row: 1 } })
    const sent = await explain(nobody, { row: KOIS[1], model: 'xgb' })
    expect(sent).toEqual({ ...of, prediction_id: null, row: null })
    expect(await explain(nobody, { row: KOIS[1] })).toEqual(sent)
  })

  it('says what would be if a value were another, as if the row had it', async () => {
    const { prediction_id } = await keep(nobody)
    const call = { prediction_id, row: 0 }
    const before = await explain(nobody, { call })
    const period = before.values.find(({ name }) => name === 'period')
    expect(period).toMatchObject({ value: KOIS[0].koi_period, unit: 'd' })
    const changed = await explain(nobody, { call, changes: { impact: 1.3, duration: 5 } })
    const sent = await explain(nobody, { row: { ...KOIS[0], koi_impact: 1.3, koi_duration: 5 } })
    expect(changed).toMatchObject({ output: sent.output, changed: ['impact', 'duration'] })
    expect(changed.contributions).toEqual(sent.contributions)
    expect(changed.output.probability).not.toBe(before.output.probability)
    const far = await explain(nobody, { call, changes: { period: 1e6 } })
    expect(far.warnings.join()).toMatch(/has left what the model was trained on: .*period/)
  })

  it('is refused with what is wrong', async () => {
    const { prediction_id } = await keep(nobody)
    const call = { prediction_id, row: 0 }
    const refused = async (body: object) => readProblem(await ask(nobody, body))
    expect(await refused({ call, changes: { colour: 1 } })).toMatchObject({
      status: 422,
      errors: [{ field: 'changes.colour' }],
    })
    expect(await refused({ call, row: KOIS[0] })).toMatchObject({ status: 422, errors: [{ field: 'row' }] })
    expect(await refused({})).toMatchObject({ status: 422, errors: [{ field: 'row' }] })
    expect(await refused({ call, against: 'background' })).toMatchObject({ errors: [{ field: 'against' }] })
    expect(await refused({ call: { ...call, row: 4 } })).toMatchObject({ status: 422, errors: [{ field: 'row' }] })
    expect(await refused({ call: { ...call, row: 99 } })).toMatchObject({ status: 404 })
    expect(await refused({ row: { colour: 'red' } })).toMatchObject({ status: 422 })
    expect(await refused({ row: KOIS[0], model: 'mdl_00000000000000000000000000' })).toMatchObject({ status: 404 })
    expect(await refused({ row: KOIS[0], model: 'light-curve' })).toMatchObject({ status: 503 })
    const own = await keep(anna)
    expect(await refused({ call: { prediction_id: own.prediction_id, row: 0 } })).toMatchObject({ status: 404 })
  })
})
