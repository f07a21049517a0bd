import { rm } from 'node:fs/promises'
import { ModelList } from '@vouch/contracts/model'
import { PromoteOutput, PromotionList } from '@vouch/contracts/promotion'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountClient, type Send, type TestAccount } from '../testing/accounts.ts'
import { labelledSurvey, surveyRows } from '../testing/labelled-survey.ts'
import { readCalls, readProblem } from '../testing/requests.ts'
import { writeOutOfFold } from '../testing/out-of-fold.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { openTrainer } from '../testing/trainer.ts'
import { sweep } from '../prediction/sweep.ts'

const LONG = { timeout: 120_000 }
const ROWS = 1500
const survey = labelledSurvey(ROWS)

describe('a promotion', LONG, () => {
  let server: TestServer
  let expert: Send
  let nobody: Send
  let person: TestAccount
  let good = ''
  let bad = ''
  let untested = ''

  beforeAll(async () => {
    server = await startTestServer()
    const client = accountClient(server)
    person = await client.withRole('expert', 'exoplanet')
    expert = client.as(person.tokens)
    nobody = client.stranger().send
    const trainer = await openTrainer(server, { tokens: person.tokens, rows: ROWS })
    const train = async (more: object) => {
      const hyperparameters = { n_estimators: 60, max_depth: 3, learning_rate: 0.1 }
      const { result } = await trainer.ended(await trainer.start({ hyperparameters, ...more }))
      return result?.model_id ?? ''
    }
    good = await train({})
    bad = await train({ features: ['koi_slogg'] })
    untested = await train({ test_share: 0 })
  }, 120_000)
  afterAll(() => server.end())

  const promote = async (model: string, more: object = {}) =>
    PromoteOutput.strict().parse(await (await expert('POST', '/api/models/koi/promote', { model, ...more })).json())
  const shown = async () =>
    PromotionList.strict().parse(await (await nobody('GET', '/api/models/xgb/promotions')).json())
  const rollBack = () => expert('POST', '/api/models/koi/roll-back', {})
  const answering = async (body: object = {}) =>
    (await readCalls(await nobody('POST', '/api/predict', { rows: surveyRows(4), ...body }))).model_used

  it('is not made of a model that has not been shown to be as good, and the refusal is kept with its reasons', async () => {
    const { promoted, gate, promotion } = await promote(bad)
    expect([promoted, gate.passed, promotion?.kind]).toEqual([false, false, 'refused'])
    expect(gate).toMatchObject({ candidate: bad, live: 'koi' })
    expect(gate.checks[0]).toMatchObject({ name: 'the locked test', verdict: 'fails' })
    expect(gate.checks.length).toBeGreaterThan(4)
    expect(gate.reasons[0]).toMatch(/On the locked test \(n \d+\) its AUC differs by −/)
    expect(gate.reasons.at(-2)).toMatch(/takes columns by their names/)
    expect(gate.reasons.at(-1)).toMatch(/koi was trained on tables that may hold the same, and may know these rows/)
    expect(await answering()).toBe('koi')
    expect((await shown()).promotions[0]).toEqual(promotion)
  })

  it('holds it against what the served model said of rows that it had not seen, where it brings that', async () => {
    // as good as knowing nothing
    const file = await writeOutOfFold(server, survey, () => 0.5)
    const { gate } = await promote(good, { dry_run: true })
    await rm(file)
    expect(gate.checks[0]?.paired.second.value).toBe(0.5)
    expect(gate.passed).toBe(true)
    expect(gate.reasons.join()).not.toMatch(/at an advantage/)
    expect(gate.checks.length).toBeGreaterThan(4)
  })

  it('is for the asking first: what the gate would say changes nothing', async () => {
    const before = await shown()
    const { promoted, gate, promotion } = await promote(good, { dry_run: true })
    expect([promoted, gate.passed, promotion]).toEqual([false, true, null])
    expect(await shown()).toEqual(before)
  })

  it('has a model answer under the name for everybody, until it is rolled back', async () => {
    expect((await readProblem(await nobody('POST', '/api/predict', { rows: surveyRows(4), model: good }))).status).toBe(
      404,
    )
    const { promoted, gate } = await promote(good)
    expect(promoted).toBe(true)
    const [first] = gate.checks
    expect(first?.paired.difference).toBeCloseTo(
      (first?.paired.first.value ?? 0) - (first?.paired.second.value ?? 0),
      9,
    )
    expect(await answering()).toBe(good)
    expect(await answering({ model: 'xgb' })).toBe(good)
    expect(await answering({ model: good })).toBe(good)
    expect(await shown()).toMatchObject({ slot: 'koi', live: good })
    const { models } = ModelList.parse(await (await nobody('GET', '/api/models')).json())
    expect(models.find(({ id }) => id === 'koi')?.answered_by).toBe(good)
    expect(await readProblem(await expert('POST', '/api/models/koi/promote', { model: good }))).toMatchObject({
      status: 409,
    })
    const { session_id } = gate
    expect(await readProblem(await expert('DELETE', `/api/training/sessions/${session_id}`))).toMatchObject({
      status: 409,
      detail: expect.stringContaining('was promoted'),
    })
    // the one before is judged by what it said of rows that it had not seen
    const second = await promote(bad)
    expect([second.promoted, second.gate.live]).toEqual([false, good])
    expect(second.gate.reasons.join()).not.toMatch(/at an advantage/)
    const list = PromotionList.strict().parse(await (await rollBack()).json())
    expect(list).toMatchObject({
      live: null,
      promotions: [{ kind: 'rolled_back', model: null, before: good }, {}, {}, {}],
    })
    expect(await answering()).toBe('koi')
    expect(await readProblem(await rollBack())).toMatchObject({ status: 409 })
  })

  it('needs a locked test to be judged by, and a served name', async () => {
    const admin = accountClient(server)
    const send = admin.as((await admin.withRole('admin')).tokens)
    const ask = async (path: string, model: string) => readProblem(await send('POST', path, { model }))
    expect(await ask('/api/models/koi/promote', untested)).toMatchObject({ status: 409, code: 'conflict' })
    expect((await ask('/api/models/nothing/promote', good)).status).toBe(404)
    expect((await ask('/api/models/light-curve/promote', good)).status).toBe(503)
    expect((await ask('/api/models/koi/promote', 'koi')).status).toBe(422)
  })

  it('outlives the account of whoever trained the model', async () => {
    await promote(good)
    const { status } = await expert('DELETE', '/api/account', { password: 'a dozen quiet photons' })
    expect(status).toBeLessThan(300)
    await sweep(server.services)
    expect(await answering()).toBe(good)
  })
})
