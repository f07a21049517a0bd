import { PredictionDeleted, PredictionPage } from '@vouch/contracts/prediction'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prediction } from '../db/schema/predictions.ts'
import { accountClient, PASSWORD, type Send, type TestAccount } from '../testing/accounts.ts'
import { countKept, findTorn } from '../testing/kept.ts'
import { KOIS, postJson, readCalls, readProblem } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { sweep } from './sweep.ts'

describe('predictions of an account', { timeout: 120_000 }, () => {
  let server: TestServer
  let people: { anna: TestAccount; bert: TestAccount; expert: TestAccount; admin: TestAccount }
  let send: Record<keyof typeof people | 'nobody', Send>
  beforeAll(async () => {
    server = await startTestServer()
    const client = accountClient(server)
    const [anna, bert] = [await client.member(), await client.member()]
    people = { anna, bert, expert: await client.withRole('expert', 'exoplanet'), admin: await client.withRole('admin') }
    send = {
      anna: client.as(anna.tokens),
      bert: client.as(bert.tokens),
      expert: client.as(people.expert.tokens),
      admin: client.as(people.admin.tokens),
      nobody: client.stranger().send,
    }
  }, 120_000)
  afterAll(() => server.end())

  const keep = async (by: Send, i = 0) =>
    String((await readCalls(await by('POST', '/api/predict', { rows: KOIS.slice(i % 4) }))).prediction_id)
  const list = async (by: Send, query = '') =>
    PredictionPage.strict().parse(await (await by('GET', `/api/predictions${query}`)).json())

  it('are in its list, the newest first and page by page, and in nobody else’s', async () => {
    const ids: string[] = []
    for (let i = 0; i < 5; i++) ids.unshift(await keep(send.anna, i))
    const first = await list(send.anna, '?limit=3')
    expect(first.predictions.map((one) => one.prediction_id)).toEqual(ids.slice(0, 3))
    expect(first.predictions[0]).toMatchObject({ model_used: 'koi', upload_name: 'rows.json', total_samples: 4 })
    expect(first.predictions[0]?.summary).toHaveProperty('predicted_planets')
    const second = await list(send.anna, `?limit=3&cursor=${first.next_cursor}`)
    expect([second.predictions.map((one) => one.prediction_id), second.next_cursor]).toEqual([ids.slice(3), null])
    for (const other of [send.bert, send.expert, send.admin]) expect((await list(other)).predictions).toEqual([])
    expect(await readProblem(await send.nobody('GET', '/api/predictions'))).toMatchObject({ status: 401 })
    for (const query of ['cursor=x', 'cursor=%00', 'limit=0', 'limit=1e9', 'cursor=acc_00000000000000000000000000'])
      expect(await readProblem(await send.anna('GET', `/api/predictions?${query}`))).toMatchObject({ status: 422 })
  })

  it('are for everybody else what is not there, to the letter, on every route', async () => {
    const id = await keep(send.anna)
    const missing = 'prd_00000000000000000000000000'
    for (const path of ['', '/calls', '/calls/0', '/download', '/download?format=parquet']) {
      const seen = async (by: Send, which: string) => {
        const {
          request_id: _,
          instance: __,
          ...problem
        } = await readProblem(await by('GET', `/api/predictions/${which}${path}`))
        return problem
      }
      for (const other of [send.nobody, send.bert, send.expert]) {
        expect(await seen(other, id)).toEqual(await seen(other, missing))
        expect((await seen(other, id)).status).toBe(404)
      }
      for (const one of [send.anna, send.admin])
        expect((await one('GET', `/api/predictions/${id}${path}`)).status).toBe(200)
    }
    for (const other of [send.bert, send.expert])
      expect(await readProblem(await other('DELETE', `/api/predictions/${id}`))).toMatchObject({ status: 404 })
    expect(await readProblem(await send.nobody('DELETE', `/api/predictions/${id}`))).toMatchObject({ status: 401 })
    expect((await send.anna('GET', `/api/predictions/${id}`)).status).toBe(200)
  })

  it('are deleted whole by it or by an admin; one that is nobody’s by an admin alone', async () => {
    const before = await countKept(server.services.database, server.home)
    const odd = { ...KOIS[0], kepoi_name: 'only here' }
    const mine = await readCalls(await send.anna('POST', '/api/predict', { rows: [odd] }))
    const nobodys = await readCalls(await postJson(server.url, { rows: [{ ...odd, koi_period: 77 }] }))
    const path = `/api/predictions/${nobodys.prediction_id}`
    expect(await readProblem(await send.anna('DELETE', path))).toMatchObject({ status: 403 })
    for (const [by, id] of [
      [send.anna, mine.prediction_id],
      [send.admin, nobodys.prediction_id],
    ] as const) {
      const answer = await by('DELETE', `/api/predictions/${id}`)
      expect(PredictionDeleted.strict().parse(await answer.json())).toEqual({ prediction_id: id, deleted: true })
      expect((await by('GET', `/api/predictions/${id}`)).status).toBe(404)
      expect((await by('DELETE', `/api/predictions/${id}`)).status).toBe(404)
    }
    expect(await countKept(server.services.database, server.home)).toEqual(before)
    expect(await findTorn(server.services.database, server.home)).toEqual([])
  })

  it('are gone when the account is deleted, for admins too', async () => {
    const client = accountClient(server)
    const carla = await client.member()
    const by = client.as(carla.tokens)
    const id = await keep(by)
    expect((await by('DELETE', '/api/account', { password: PASSWORD })).ok).toBe(true)
    for (const one of [send.nobody, send.admin])
      expect(await readProblem(await one('GET', `/api/predictions/${id}`))).toMatchObject({ status: 404 })
    await sweep(server.services)
    const { sql: database } = server.services.database
    expect(await database.select().from(prediction).where(eq(prediction.id, id))).toEqual([])
  })
})
