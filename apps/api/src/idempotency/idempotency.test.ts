import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { idempotency, prediction } from '../db/schema.ts'
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
    expect(await claimRequest(database, { scope: 'acc_1', key: 'shared' }, 'a')).toEqual({ kind: 'begun' })
    expect(await claimRequest(database, { scope: 'acc_2', key: 'shared' }, 'b')).toEqual({ kind: 'begun' })
    expect(await claimRequest(database, { scope: 'acc_1', key: 'shared' }, 'a')).toEqual({ kind: 'under way' })
  })

  it('may be begun again once its holder is dead, and is kept for a day at least', async () => {
    const { sql: database } = server.services.database
    const key = { scope: 'acc_1', key: 'died' }
    const answer = { status: 200, headers: {}, body: Buffer.from('x') }
    await claimRequest(database, key, 'a')
    await database
      .update(idempotency)
      .set({ heldUntil: sql`now() - interval '1 second'` })
      .where(sql`key = 'died'`)
    expect(await claimRequest(database, key, 'b')).toEqual({ kind: 'another request' })
    expect(await claimRequest(database, key, 'a')).toEqual({ kind: 'begun' })
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
    expect(await claimRequest(database, key, 'a')).toEqual({ kind: 'begun' })
  })

  it('leaves no password and no token behind', async () => {
    const secret = 'correct horse battery staple 17'
    await send('secret', { email: 'a@example.com', password: secret }, '/api/auth/register')
    const Kept = z.array(z.object({ key: z.string() }))
    const kept = Kept.parse(await server.services.database.sql.select().from(idempotency))
    expect(kept.map(({ key }) => key)).not.toContain('secret')
  })
})
