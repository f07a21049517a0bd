import { ModelState, TrainModelOutput } from '@vouch/contracts/clinic'
import { HeartPredictOutput } from '@vouch/contracts/domains/heart'
import { patientTableCsv, simulatePatients } from '@vouch/core/domains/heart/simulate-patients'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { accountClient, type Send } from '../testing/accounts.ts'
import { recordOutcomes } from '../testing/judge-calls.ts'
import { readProblem, tableForm } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'

const TABLE = { seed: 'trained in the clinic', rows: 200 }

describe('training in the clinic', { timeout: 120_000 }, () => {
  let server: TestServer
  let send: Send
  let doctorId = ''
  let headers: Record<string, string>
  beforeAll(async () => {
    server = await startTestServer({ models: [{ id: 'koi' }, { id: 'heart-risk', domain: 'heart' }] })
    const client = accountClient(server)
    const { id, tokens } = await client.withRole('expert', 'heart')
    send = client.as(tokens)
    doctorId = id
    headers = { authorization: `Bearer ${tokens.access_token}` }
  })
  afterAll(() => server.end())

  const state = async () => ModelState.parse(await (await send('GET', '/api/ml/model_status')).json())
  const train = async (path: string, body: object = {}) => {
    const answer = await send('POST', path, { model_type: 'decision_tree', ...body })
    const text = await answer.text()
    expect(answer.status, text).toBe(202)
    return TrainModelOutput.parse(JSON.parse(text))
  }
  const whenOver = () =>
    vi.waitFor(async () => expect((await state()).training?.status).toMatch(/completed|failed/), {
      timeout: 100_000,
      interval: 500,
    })

  it('says how many labels there are where they are too few, and begins nothing', async () => {
    const refused = await readProblem(await send('POST', '/api/ml/train_model', {}))
    expect(refused.status).toBe(422)
    expect(await state()).toMatchObject({ model: 'heart-risk', labelled_calls: { outcome: 0 }, training: null })
  })

  it('learns from what became known, once, and again only where that is asked for', async () => {
    const body = tableForm(patientTableCsv(TABLE), {}, 'patients.csv')
    const sent = await fetch(`${server.url}/api/heart/predict-table`, { method: 'POST', body, headers })
    const predictionId = HeartPredictOutput.parse(await sent.json()).prediction_id ?? ''
    const rows = simulatePatients(TABLE).map(({ diseased }, row) => ({
      predictionId,
      row,
      label: diseased ? 'DISEASE' : 'NO DISEASE',
    }))
    await recordOutcomes(server, { domain: 'heart', accountId: doctorId, rows })
    expect((await state()).labelled_calls).toMatchObject({ outcome: TABLE.rows })

    const first = await train('/api/ml/train_model')
    expect(first.status).toBe('started')
    await whenOver()
    const after = await state()
    expect(after.training).toMatchObject({ session_id: first.session_id, status: 'completed' })
    // what was trained answers nobody before the gate has let it
    expect(after.answered_by).toBeNull()
    expect(await train('/api/ml/train_model')).toMatchObject({ status: 'up_to_date', session_id: first.session_id })

    const again = await train('/api/ml/retrain_model')
    expect(again.status).toBe('started')
    expect(again.session_id).not.toBe(first.session_id)
    await whenOver()
    const gate = await send('POST', '/api/models/heart-risk/promote', {
      model: (await state()).training?.model_id,
      dry_run: true,
    })
    expect([gate.status, await gate.text()]).toEqual([200, expect.stringContaining('"passed"')])
  })

  it('is for doctors', async () => {
    const member = accountClient(server)
    const other = member.as((await member.member()).tokens)
    expect((await other('POST', '/api/ml/train_model', {})).status).toBe(403)
    const told = ModelState.parse(await (await other('GET', '/api/ml/model_status')).json())
    expect(told).toMatchObject({ labelled_calls: null, training: null })
  })
})
