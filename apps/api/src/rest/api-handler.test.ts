import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CallPage } from '@vouch/contracts/domains/exoplanet'
import { About, Health } from '@vouch/contracts/health'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KOIS, postJson, readCalls, readProblem } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'

/** A request as a browser's address bar makes it; `fetch` sends a mode of its own. */
function navigate(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => resolve(response.resume()))
      .on('error', reject)
      .end()
  })
}

describe('the server over plain HTTP', () => {
  let server: TestServer
  let pageRoot: string
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(server.url + path, { headers, redirect: 'manual' })

  beforeAll(async () => {
    pageRoot = await mkdtemp(join(tmpdir(), 'vouch-page-'))
    await mkdir(join(pageRoot, 'assets'))
    await writeFile(join(pageRoot, 'index.html'), '<!doctype html><title>Vouch</title>')
    await writeFile(join(pageRoot, 'assets', 'app-1a2b.js'), 'export {}')
    server = await startTestServer({ pageRoot, environment: { CORS_ORIGINS: 'http://localhost:3000' } })
  })
  afterAll(async () => {
    await server.end()
    await rm(pageRoot, { recursive: true, force: true })
  })

  it.each([
    '/api/nothing',
    '/api/models/koi/nothing',
    '/nothing',
    '/api/predictions/%ff',
    '/api/%2e%2e/%2e%2e/etc/passwd',
  ])('answers the unknown path %s with a problem', async (path) => {
    expect(await readProblem(await get(path, { accept: 'application/json' }))).toMatchObject({
      status: 404,
      code: 'not_found',
    })
  })

  it('answers a wrong method with 405 and the methods that there are', async () => {
    const response = await fetch(`${server.url}/api/predict`)
    expect(response.headers.get('allow')).toBe('POST')
    expect(await readProblem(response)).toMatchObject({ status: 405, code: 'method_not_allowed' })
    const other = await fetch(`${server.url}/api/models/koi/metrics`, { method: 'DELETE' })
    expect(other.headers.get('allow')).toBe('GET, HEAD')
  })

  it('answers HEAD as GET, without a body', async () => {
    const response = await fetch(`${server.url}/api/models`, { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  it('gives every response an id, taking over a sane one', async () => {
    for (const path of ['/api/health', '/api/nothing', '/', '/trpc/health.get', '/docs/', '/openapi.json'])
      expect((await get(path)).headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
    expect((await get('/api/health', { 'x-request-id': 'abc-123' })).headers.get('x-request-id')).toBe('abc-123')
    expect((await get('/api/health', { 'x-request-id': 'a b{}"' })).headers.get('x-request-id')).not.toContain('{')
    const problem = await readProblem(await get('/api/nothing', { 'x-request-id': 'mine' }))
    expect(problem.request_id).toBe('mine')
  })

  it('guards every response with the headers that browsers heed', async () => {
    for (const path of ['/api/health', '/api/nothing', '/', '/docs/', '/trpc/health.get']) {
      const { headers } = await get(path)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toMatch(
        /default-src 'self'.*script-src 'self';.*frame-ancestors 'none'/,
      )
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-powered-by')).toBeNull()
    }
  })

  it('lets only the pages that are listed call from a browser', async () => {
    const allowed = await get('/api/health', { origin: 'http://localhost:3000' })
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://localhost:3000')
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull()
    for (const origin of ['http://evil.example', 'null', 'http://localhost:3000.evil.example'])
      expect((await get('/api/health', { origin })).headers.get('access-control-allow-origin')).toBeNull()
    const preflight = await fetch(`${server.url}/api/predict`, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:3000',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'http://localhost:3000',
    ])
  })

  it('says how it is under both of its addresses', async () => {
    const health = Health.strict().parse(await (await get('/api/health')).json())
    expect(health).toMatchObject({ status: 'healthy', models_loaded: ['koi'], database: 'pglite' })
    expect((await get('/health')).status).toBe(200)
    expect(await (await get('/api/health/live')).json()).toEqual({ status: 'alive' })
    expect(await (await get('/api/health/ready')).json()).toEqual({
      status: 'ready',
      models: [{ id: 'koi', status: 'ready', reason: null }],
    })
  })

  it('shows its page to a browser and itself to a client', async () => {
    const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
    expect(await (await get('/', { accept: browser })).text()).toContain('<title>Vouch</title>')
    const about = About.strict().parse(await (await get('/', { accept: '*/*' })).json())
    expect(about).toMatchObject({ docs: '/docs', health: '/api/health' })
    const open = (path: string, mode: string) =>
      navigate(server.url + path, { accept: browser, 'sec-fetch-mode': mode })
    expect(await open('/predictions/abc', 'navigate')).toMatchObject({
      statusCode: 200,
      headers: { 'cache-control': 'no-cache' },
    })
    expect(await open('/predictions/abc', 'cors')).toMatchObject({ statusCode: 404 })
    expect(await open('/assets/missing.js', 'navigate')).toMatchObject({ statusCode: 404 })
    expect(await open('/api/nothing', 'navigate')).toMatchObject({ statusCode: 404 })
    expect((await get('/assets/app-1a2b.js')).headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect((await get('/../package.json', { accept: '*/*' })).status).toBe(404)
  })

  it('shows its documentation without anything from elsewhere', async () => {
    expect([(await get('/redoc')).status, (await get('/redoc')).headers.get('location')]).toEqual([301, '/docs'])
    const html = await (await get('/docs/')).text()
    expect(html).toContain('swagger-ui')
    expect([...html.matchAll(/(?:src|href)="(https?:)?\/\//g)]).toEqual([])
    expect([...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>/g)]).toEqual([])
    const script = await get('/docs/swagger-ui-init.js')
    expect(await script.text()).toContain('/api/predict')
  })

  it('coerces a query by the kind of its field, and refuses by its name what does not fit', async () => {
    const { prediction_id } = await readCalls(await postJson(server.url, { rows: KOIS }))
    const page = CallPage.strict().parse(
      await (await get(`/api/predictions/${prediction_id}/calls?limit=2&cursor=1`)).json(),
    )
    expect([page.predictions.map(({ row }) => row), page.next_cursor]).toEqual([[1, 2], '3'])
    const last = CallPage.parse(await (await get(`/api/predictions/${prediction_id}/calls?cursor=3`)).json())
    expect([last.predictions.length, last.next_cursor]).toEqual([1, null])
    for (const query of [
      'limit=abc',
      'limit=0',
      'limit=1001',
      'limit=1e9',
      'limit=1&limit=2',
      'limit=9007199254740993',
    ]) {
      const problem = await readProblem(await get(`/api/predictions/${prediction_id}/calls?${query}`))
      expect(problem.status).toBe(422)
      expect(new Set(problem.errors?.map(({ field }) => field))).toEqual(new Set(['limit']))
    }
    expect(await readProblem(await get(`/api/predictions/${prediction_id}/calls?cursor=x`))).toMatchObject({
      errors: [{ field: 'cursor' }],
    })
    expect(await readProblem(await get(`/api/predictions/${prediction_id}/calls/-1`))).toMatchObject({
      errors: [{ field: 'row' }],
    })
    expect(await readProblem(await get(`/api/predictions/${prediction_id}/calls/99`))).toMatchObject({ status: 404 })
  })

  it('shows no stack, no path of the server and no library in any refusal', async () => {
    const answers = await Promise.all([
      postJson(server.url, '{"rows":'),
      postJson(server.url, { rows: [{ koi_period: {} }] }),
      get('/api/predictions/prd_x'),
      get('/trpc/nothing.here'),
      get('/trpc/prediction.get?input=%7B'),
      fetch(`${server.url}/trpc/exoplanet.predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{',
      }),
      get('/%ff%fe'),
    ])
    for (const response of answers) {
      const text = await response.text()
      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(response.status).toBeLessThan(500)
      expect(text).not.toMatch(/node_modules|\.ts:|\.js:|at \w+ \(|\/work\/|\/tmp\/|"stack"/)
    }
  })
})
