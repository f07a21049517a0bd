import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KOIS, postTable, readProblem, toCsv } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'

const LIMIT = 30

describe('a server with a rate limit', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ environment: { RATE_LIMIT: String(LIMIT), TRUST_PROXY: '1' } })
  })
  afterAll(() => server.end())

  const get = (path: string, address: string, headers: Record<string, string> = {}) =>
    fetch(server.url + path, { headers: { 'x-forwarded-for': address, ...headers } })
  const left = (response: Response) => Number(/r=(\d+)/.exec(response.headers.get('ratelimit') ?? '')?.[1])

  it('says on every answer what is left, in the standard fields', async () => {
    const response = await get('/api/models', '192.0.2.1')
    expect(response.headers.get('ratelimit-policy')).toBe(`"address";q=${LIMIT};w=60`)
    expect(response.headers.get('ratelimit')).toMatch(/^"address";r=29;t=([1-9]|[1-5]\d|60)$/)
    expect(left(await get('/api/nothing', '192.0.2.1'))).toBe(LIMIT - 2)
  })

  it('refuses an address that has spent what it may, and no other', async () => {
    for (let i = 0; i < LIMIT; i++) expect((await get('/api/models', '192.0.2.2')).status).toBe(200)
    const refused = await get('/api/models', '192.0.2.2')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(left(refused)).toBe(0)
    expect(await readProblem(refused)).toMatchObject({ status: 429, code: 'too_many' })
    expect((await get('/api/models', '192.0.2.3')).status).toBe(200)
    // what it says beside the word of the proxy changes nothing
    expect((await get('/api/models', '1.2.3.4, 192.0.2.2')).status).toBe(429)
  })

  it('does not count what watches over it', async () => {
    for (let i = 0; i < LIMIT + 5; i++) expect((await get('/api/health/live', '192.0.2.4')).status).toBe(200)
    expect((await get('/', '192.0.2.4')).headers.get('ratelimit')).toBeNull()
    expect(left(await get('/api/models', '192.0.2.4'))).toBe(LIMIT - 1)
  })

  it('counts every call of a batch, and a file for more than a row', async () => {
    const three = 'model.list,model.list,model.list'
    expect(left(await get(`/trpc/${three}?batch=1&input=%7B%7D`, '192.0.2.5'))).toBe(LIMIT - 3)
    const before = left(await get('/api/models', '127.0.0.1'))
    const form = await postTable(server.url, toCsv(KOIS))
    expect(left(form)).toBe(before - 5)
  })

  it('answers tRPC’s clients with the same', async () => {
    for (let i = 0; i < LIMIT; i++) await get('/trpc/model.list', '192.0.2.6')
    const refused = await get('/trpc/model.list', '192.0.2.6')
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([429, true])
    expect(await refused.json()).toMatchObject({ error: { data: { code: 'TOO_MANY_REQUESTS' } } })
  })
})

describe('a server whose proxies are not known', () => {
  it('counts its clients by their own address, whatever they say', async () => {
    const server = await startTestServer({ environment: { RATE_LIMIT: '3' } })
    const statuses: number[] = []
    for (let i = 0; i < 5; i++)
      statuses.push(
        (await fetch(`${server.url}/api/models`, { headers: { 'x-forwarded-for': `192.0.2.${i}` } })).status,
      )
    expect(statuses).toEqual([200, 200, 200, 429, 429])
    await server.end()
  })
})
