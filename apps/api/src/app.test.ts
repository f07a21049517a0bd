import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KOIS, postJson, postTable, toCsv } from './testing/requests.ts'
import { startTestServer, type TestServer } from './testing/start-test-server.ts'

const PAGE = 'http://localhost:3000'

/** Kinds of answers, and a request of each that is refused. */
const KINDS: Readonly<Record<string, { readonly good: string; readonly bad: string; readonly stored: boolean }>> = {
  'JSON of the API': { good: '/api/models', bad: '/api/models/nothing', stored: false },
  health: { good: '/api/health', bad: '/api/health/nothing', stored: false },
  tRPC: { good: '/trpc/model.list', bad: '/trpc/nothing', stored: false },
  'a file': { good: '/api/exoplanet/sample.csv', bad: '/api/predictions/prd_x/download', stored: false },
  'the page': { good: '/', bad: '/nothing.js', stored: true },
  documentation: { good: '/docs/', bad: '/openapi.json/nothing', stored: true },
}

describe.each([false, true])('a server whose pages may send cookies: %s', (credentials) => {
  let server: TestServer
  let pageRoot: string
  beforeAll(async () => {
    pageRoot = await mkdtemp(join(tmpdir(), 'vouch-page-'))
    await writeFile(join(pageRoot, 'index.html'), '<!doctype html><title>Vouch</title>')
    const environment = { CORS_ORIGINS: PAGE, CORS_ALLOW_CREDENTIALS: String(credentials), TRUST_PROXY: 'loopback' }
    server = await startTestServer({ pageRoot, environment })
  })
  afterAll(async () => {
    await server.end()
    await rm(pageRoot, { recursive: true, force: true })
  })

  describe.each(Object.entries(KINDS))('answering with %s', (_name, { good, bad, stored }) => {
    const paths = [good, bad]
    const get = (path: string, headers: Record<string, string> = {}) =>
      fetch(server.url + path, { headers: { accept: 'text/html,*/*', ...headers } })

    it('tells browsers to keep to what it is, well or refused', async () => {
      for (const [i, path] of paths.entries()) {
        const { headers, status } = await get(path)
        expect(status >= 400).toBe(i === 1)
        expect(headers.get('x-content-type-options')).toBe('nosniff')
        expect(headers.get('referrer-policy')).toBe('no-referrer')
        expect(headers.get('x-frame-options')).toBe('DENY')
        expect(headers.get('x-powered-by')).toBeNull()
        const policy = headers.get('content-security-policy') ?? ''
        expect(policy).toMatch(/default-src 'self'.*script-src 'self'.*object-src 'none'.*frame-ancestors 'none'/)
        expect(/script-src[^;]*/.exec(policy)?.[0]).not.toMatch(/unsafe|\*|http|data:/)
        if (!stored || i === 1) expect(headers.get('cache-control')).toBe('no-store')
      }
    })

    it('asks for TLS where there is TLS, and not where there is none', async () => {
      for (const path of paths) {
        expect((await get(path)).headers.get('strict-transport-security')).toBeNull()
        const secure = await get(path, { 'x-forwarded-proto': 'https' })
        expect(secure.headers.get('strict-transport-security')).toMatch(/^max-age=31536000/)
      }
    })

    it('lets the pages that are listed read it, and no others', async () => {
      for (const path of paths) {
        const allowed = (await get(path, { origin: PAGE })).headers
        expect(allowed.get('access-control-allow-origin')).toBe(PAGE)
        expect(allowed.get('access-control-allow-credentials')).toBe(credentials ? 'true' : null)
        expect(allowed.get('vary')).toMatch(/origin/i)
        for (const origin of ['http://evil.example', 'null', `${PAGE}.evil.example`, 'https://localhost:3000'])
          expect((await get(path, { origin })).headers.get('access-control-allow-origin')).toBeNull()
      }
    })

    it('answers a preflight for those pages alone', async () => {
      const ask = (origin: string) =>
        fetch(server.url + good, {
          method: 'OPTIONS',
          headers: {
            origin,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'content-type',
          },
        })
      expect((await ask(PAGE)).headers.get('access-control-allow-origin')).toBe(PAGE)
      for (const origin of ['http://evil.example', 'null'])
        expect((await ask(origin)).headers.get('access-control-allow-origin')).toBeNull()
    })
  })
})

describe('the figures for a monitor', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server.end())

  it('name routes by their template, models, queues, and the event loop', async () => {
    await postJson(server.url, { rows: KOIS })
    await postTable(server.url, toCsv(KOIS))
    await fetch(`${server.url}/api/models/koi`)
    await fetch(`${server.url}/api/made-up/by-somebody`)
    const response = await fetch(`${server.url}/metrics`)
    const text = await response.text()
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^text\/plain/),
    ])
    expect(text).toMatch(
      /http_request_duration_seconds_count\{route="\/api\/models\/\{id\}",method="GET",status="200"\} 1/,
    )
    expect(text).toMatch(
      /http_request_duration_seconds_count\{route="\/api\/\{unknown\}",method="GET",status="404"\} 1/,
    )
    expect(text).toMatch(/vouch_prediction_duration_seconds_count\{model="koi"\} 2/)
    expect(text).toMatch(/vouch_prediction_rows_total\{model="koi"\} 8/)
    for (const pool of ['scorers', 'readers', 'clerks'])
      expect(text).toContain(`vouch_pool_tasks{pool="${pool}",state="waiting"} 0`)
    expect(text).toMatch(/vouch_pool_wait_seconds_count\{pool="readers"\} [1-9]/)
    expect(text).toMatch(/vouch_gate_load\{gate="uploads",state="inside"\} 0/)
    expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds/)
    expect(text).not.toContain('by-somebody')
  })

  it('are there for nobody who comes through a proxy', async () => {
    for (const headers of [{ 'x-forwarded-for': '192.0.2.1' }, { forwarded: 'for=192.0.2.1' }]) {
      const response = await fetch(`${server.url}/metrics`, { headers })
      expect([response.status, await response.text()]).toEqual([404, expect.not.stringContaining('http_request')])
    }
  })
})
