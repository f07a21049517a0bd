import { PredictOutput } from '@vouch/contracts/domains/exoplanet'
import { JobAccepted } from '@vouch/contracts/job'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { idempotency, job } from '../db/schema/jobs.ts'
import { prediction } from '../db/schema/predictions.ts'
import { KOIS, postTable, readProblem, tableForm, toCsv } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { claimRequest, forgetOldAnswers, keepAnswer } from './store.ts'

describe('a request with an Idempotency-Key', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server.end())

  const send = (key: string, body: unknown, path = '/api/predict') =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  /** What is left when a process dies between the effect of a request and its answer, some time later. */
  const forgetAnswer = async (key: string) =>
    server.services.database.sql
      .update(idempotency)
      .set({ done: false, status: null, headers: null, body: null, heldUntil: sql`now() - interval '1 second'` })
      .where(eq(idempotency.key, key))
  const madeUnder = async (key: string) => {
    const [row] = await server.services.database.sql.select().from(idempotency).where(eq(idempotency.key, key))
    return `prd_${row?.reserved}`
  }
  const stored = async () => (await server.services.database.sql.select({ id: prediction.id }).from(prediction)).length

  it('has one effect, and the same bytes for an answer, however often it is repeated', async () => {
    const before = await stored()
    const first = await send('repeat', { rows: KOIS })
    const bytes = await first.text()
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([200, null])
    for (let i = 0; i < 3; i++) {
      const again = await send('"repeat"', { rows: KOIS })
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
      expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'))
      expect(await again.text()).toBe(bytes)
    }
    expect(await stored()).toBe(before + 1)
  })

  it('has one effect when twenty come at once: the others are told to come again', async () => {
    const before = await stored()
    const answers = await Promise.all(Array.from({ length: 20 }, () => send('at-once', { rows: KOIS.slice(0, 2) })))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(1)
    expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([])
    for (const answer of answers.filter(({ status }) => status === 409)) {
      expect(answer.headers.get('retry-after')).toBe('1')
      expect(await readProblem(answer)).toMatchObject({ code: 'conflict' })
    }
    expect(await stored()).toBe(before + 1)
    expect((await send('at-once', { rows: KOIS.slice(0, 2) })).headers.get('idempotency-replayed')).toBe('true')
  })

  it('is refused when its key stands for another request', async () => {
    await send('other', { rows: KOIS })
    for (const [body, path] of [
      [{ rows: KOIS.slice(1) }, '/api/predict'],
      [{ rows: KOIS }, '/api/exoplanet/predict'],
    ] as const) {
      const problem = await readProblem(await send('other', body, path))
      expect(problem).toMatchObject({ status: 422, errors: [{ field: 'idempotency-key' }] })
    }
  })

  it('may be mended and sent again when it was refused', async () => {
    expect((await send('mend', '{"rows":')).status).toBe(400)
    expect((await send('mend', { rows: [] })).status).toBe(422)
    expect((await send('mend', { rows: KOIS })).status).toBe(200)
  })

  it('is refused when its key is none', async () => {
    for (const key of ['a b', 'x'.repeat(256), '""']) expect((await send(key, { rows: KOIS })).status).toBe(400)
  })

  it('counts as the same when it brings the same file in a form with other boundaries', async () => {
    const upload = (csv: string) =>
      fetch(`${server.url}/api/predict`, {
        method: 'POST',
        headers: { 'idempotency-key': 'file' },
        body: tableForm(csv, { threshold: '0.4' }),
      })
    const first = await (await upload(toCsv(KOIS))).text()
    const again = await upload(toCsv(KOIS))
    expect([again.headers.get('idempotency-replayed'), await again.text()]).toEqual(['true', first])
    expect((await upload(toCsv(KOIS.slice(1)))).status).toBe(422)
    expect((await postTable(server.url, toCsv(KOIS.slice(1)))).status).toBe(200)
  })

  it('is the same over tRPC', async () => {
    const before = await stored()
    const first = await send('trpc', { rows: KOIS }, '/trpc/exoplanet.predict')
    const again = await send('trpc', { rows: KOIS }, '/trpc/exoplanet.predict')
    expect([first.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
    expect(await again.text()).toBe(await first.text())
    expect(await stored()).toBe(before + 1)
  })

  it('is nobody else’s: another account or address may use the same key', async () => {
    const { sql: database } = server.services.database
    expect(await claimRequest(database, { scope: 'acc_1', key: 'shared' }, 'a')).toMatchObject({ kind: 'begun' })
    expect(await claimRequest(database, { scope: 'acc_2', key: 'shared' }, 'b')).toMatchObject({ kind: 'begun' })
    expect(await claimRequest(database, { scope: 'acc_1', key: 'shared' }, 'a')).toEqual({ kind: 'under way' })
  })

  it('may be begun again once its holder is dead, and is kept for a day at least', async () => {
    const { sql: database } = server.services.database
    const key = { scope: 'acc_1', key: 'died' }
    const answer = { status: 200, headers: {}, body: Buffer.from('x') }
    const begun = await claimRequest(database, key, 'a')
    await database
      .update(idempotency)
      .set({ heldUntil: sql`now() - interval '1 second'` })
      .where(sql`key = 'died'`)
    expect(await claimRequest(database, key, 'b')).toEqual({ kind: 'another request' })
    // what it makes has the ids that the dead one's had
    expect(await claimRequest(database, key, 'a')).toEqual(begun)
    await keepAnswer(database, key, answer)
    const age = (hours: number) =>
      database
        .update(idempotency)
        .set({ createdAt: sql`now() - ${hours} * interval '1 hour'` })
        .where(sql`key = 'died'`)
    await age(24)
    await forgetOldAnswers(database)
    expect(await claimRequest(database, key, 'a')).toEqual({ kind: 'answered', answer })
    await age(26)
    await forgetOldAnswers(database)
    expect(await claimRequest(database, key, 'a')).toMatchObject({ kind: 'begun' })
  })

  it('has had its effect when its process died before the answer was kept, and has it no second time', async () => {
    const before = await stored()
    const first = PredictOutput.parse(await (await send('effect', { rows: KOIS })).json())
    await forgetAnswer('effect')
    const again = await send('effect', { rows: KOIS })
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, null])
    const second = PredictOutput.parse(await again.json())
    expect({ ...second, processing_time_ms: 0 }).toEqual({ ...first, processing_time_ms: 0 })
    expect(await stored()).toBe(before + 1)
  })

  it('gives the job that was begun when its process died before it could say so', async () => {
    const later = () =>
      fetch(`${server.url}/api/predict`, {
        method: 'POST',
        headers: { 'idempotency-key': 'later', prefer: 'respond-async' },
        body: tableForm(toCsv(KOIS)),
      })
    const first = await later()
    await forgetAnswer('later')
    const again = await later()
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 202, null])
    const told = JobAccepted.omit({ status: true })
    expect(told.parse(await again.json())).toEqual(told.parse(await first.json()))
    const jobs = await server.services.database.sql.select({ id: job.id }).from(job)
    expect(jobs).toHaveLength(1)
  })

  it('is refused rather than answered otherwise when its effect was another model’s', async () => {
    await send('model', { rows: KOIS })
    await forgetAnswer('model')
    await server.services.database.sql
      .update(prediction)
      .set({ inputSha256: 'of another model' })
      .where(eq(prediction.id, await madeUnder('model')))
    expect(await readProblem(await send('model', { rows: KOIS }))).toMatchObject({ status: 409, code: 'conflict' })
  })

  it('stands for one call of tRPC', async () => {
    const path = '/trpc/exoplanet.predict,exoplanet.predict?batch=1'
    const problem = await send('batch', { 0: { rows: KOIS }, 1: { rows: KOIS } }, path)
    expect(problem.status).toBe(400)
    expect(await problem.text()).toContain('idempotency-key')
  })

  it('leaves no password and no token behind', async () => {
    const secret = 'correct horse battery staple 17'
    await send('secret', { email: 'a@example.com', password: secret }, '/api/auth/register')
    const Kept = z.array(z.object({ key: z.string() }))
    const kept = Kept.parse(await server.services.database.sql.select().from(idempotency))
    expect(kept.map(({ key }) => key)).not.toContain('secret')
  })
})
