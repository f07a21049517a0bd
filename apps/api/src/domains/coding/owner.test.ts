import { SessionPage } from '@vouch/contracts/domains/coding'
import { MeasureOutput } from '@vouch/contracts/measure'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { accountClient } from '../../testing/accounts.ts'
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts'

const LINE = '{"timestamp": "2026-01-01T00:00:00Z", "usage": {"total_tokens": 5}, "metadata": {"developer_id": "d1"}}'
const FOREIGN = { origin: 'https://elsewhere.example' }

describe('a machine of one’s own', () => {
  let server: TestServer
  beforeAll(async () => {
    const CORS_ORIGINS = 'http://localhost:5173,https://vouch.example'
    server = await startTestServer({ environment: { RATE_LIMIT: 'off', CORS_ORIGINS } })
  }, 120_000)
  afterAll(() => server.end())

  const send = (headers: Record<string, string> = {}) => {
    const form = new FormData()
    form.set('file', new File([LINE], 'x.jsonl'))
    return fetch(`${server.url}/api/coding/ingest`, { method: 'POST', headers, body: form })
  }
  const list = (headers: Record<string, string> = {}) => fetch(`${server.url}/api/sessions`, { headers })

  /** As a browser asks for what it takes for a page's own: by the page's name, of whatever machine that is said to be. */
  const askAs = async (host: string, path: string, more: { token?: string; body?: string } = {}) => {
    const { token, body } = more
    const headers = {
      host,
      origin: `http://${host}`,
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    }
    const asked = request(server.url + path, { method: body === undefined ? 'GET' : 'POST', headers }).end(body)
    const [answer]: IncomingMessage[] = await once(asked, 'response')
    if (answer === undefined) throw new Error('There is no answer.')
    return { status: answer.statusCode, body: await text(answer) }
  }
  const openSocket = (host: string) =>
    new WebSocket(`${server.url.replace('http', 'ws')}/ws/sessions`, { headers: { host, origin: `http://${host}` } })
  const port = () => new URL(server.url).port

  it('shows all to its owner while there is no account, and takes in what he sends', async () => {
    expect((await send()).status).toBe(201)
    const page = SessionPage.parse(await (await list()).json())
    expect(page.sessions).toMatchObject([{ developer_id: 'd1' }])
    const sight = async (headers = {}): Promise<unknown> =>
      (await fetch(`${server.url}/api/coding/me`, { headers })).json()
    expect(await sight()).toEqual({ sees: 'all', developer_ids: [], foreign_name: false })
    expect(await sight(FOREIGN)).toEqual({ sees: 'nobody', developer_ids: [], foreign_name: false })
    // its own page, and one that may use the API
    for (const origin of [server.url, 'http://localhost:5173']) expect((await list({ origin })).status).toBe(200)
  })

  it('neither shows nor takes anything for a page of another site that its owner happens to look at', async () => {
    expect((await list(FOREIGN)).status).toBe(401)
    expect((await send(FOREIGN)).status).toBe(401)
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/sessions`, { headers: FOREIGN })
    socket.on('error', () => undefined)
    const [, answer] = await once(socket, 'unexpected-response')
    expect(answer.statusCode).toBe(401)
  })

  it.each(['evil.example', 'localhost.evil.example', 'notlocalhost', '127.0.0.1.evil.example', 'vouch.example.evil'])(
    'is a stranger’s for who names it %s: a name that may be anybody’s',
    async (name) => {
      const host = `${name}:${port()}`
      const paths = ['/api/sessions', '/api/sessions/export', '/api/coding/ingests', '/api/measures?domain=coding']
      for (const path of [...paths, '/trpc/coding.sessions?input=%7B%7D'])
        expect([path, (await askAs(host, path)).status]).toEqual([path, 401])
      expect((await askAs(host, '/v1/traces', { body: '{"resourceSpans": []}' })).status).toBe(401)
      expect(JSON.parse((await askAs(host, '/api/coding/me')).body)).toEqual({
        sees: 'nobody',
        developer_ids: [],
        foreign_name: true,
      })
      const socket = openSocket(host)
      socket.on('error', () => undefined)
      const [, answer] = await once(socket, 'unexpected-response')
      expect(answer.statusCode).toBe(401)
    },
  )

  it.each(['localhost', 'vouch.localhost', '127.0.0.1', '192.168.1.20', '[::1]', 'vouch.example'])(
    'is its owner’s for who names it %s',
    async (name) => {
      const host = `${name}:${port()}`
      expect((await askAs(host, '/api/sessions')).status).toBe(200)
      expect((await askAs(name, '/api/sessions')).status).toBe(200)
      expect(JSON.parse((await askAs(host, '/api/coding/me')).body)).toMatchObject({ sees: 'all', foreign_name: false })
      const socket = openSocket(host)
      await once(socket, 'open')
      socket.terminate()
    },
  )

  it('has its sessions measured for its owner, and no other field', async () => {
    const measured = (domain: string) => fetch(`${server.url}/api/measures?domain=${domain}`)
    expect(MeasureOutput.parse(await (await measured('coding')).json())).toMatchObject({ domain: 'coding' })
    for (const domain of ['exoplanet', 'heart', 'skin', 'other']) expect((await measured(domain)).status).toBe(401)
  })

  it('is its only account’s once there is one, and nobody’s once there are two', async () => {
    const client = accountClient(server)
    const first = await client.member()
    expect((await list()).status).toBe(401)
    const own = client.as(first.tokens)
    expect(SessionPage.parse(await (await own('GET', '/api/sessions')).json()).total_count).toBe(1)
    expect((await own('GET', '/api/measures?domain=coding')).status).toBe(200)
    expect((await own('GET', '/api/measures?domain=heart')).status).toBe(403)
    // whom a page made that passes for one of its own
    const token = first.tokens.access_token
    const { body } = await askAs('evil.example', '/api/sessions', { token })
    expect(SessionPage.parse(JSON.parse(body)).total_count).toBe(0)
    await client.member()
    expect((await own('GET', '/api/measures?domain=coding')).status).toBe(403)
    expect(SessionPage.parse(await (await own('GET', '/api/sessions')).json()).total_count).toBe(0)
  })
})
