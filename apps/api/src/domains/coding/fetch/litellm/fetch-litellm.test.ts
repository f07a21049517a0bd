import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { IngestPage, IngestReceipt, SessionPage } from '@vouch/contracts/domains/coding'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountClient, type Send, type TestAccount } from '../../../../testing/accounts.ts'
import { readProblem } from '../../../../testing/requests.ts'
import { startTestServer, type TestServer } from '../../../../testing/start-test-server.ts'

const KEY = 'sk-nobodysees0123456789'

/** A row as the proxy keeps it: its metadata are as its callers’ keys have them. */
const row = (id: string, startTime: string, change: object = {}) => ({
  request_id: id,
  session_id: `trace-${id}`,
  call_type: 'acompletion',
  api_key: '88dc28d0',
  cache_hit: 'None',
  startTime,
  endTime: new Date(Date.parse(startTime) + 1500).toISOString(),
  completionStartTime: startTime,
  model: 'gpt-4o',
  user: 'ada',
  end_user: '',
  metadata: {
    user_api_key_user_id: 'ada',
    usage_object: { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30, prompt_tokens_details: null },
    model_map_information: { model_map_key: 'gpt-4o', model_map_value: { key: 'gpt-4o' } },
  },
  spend: 0.000225,
  total_tokens: 30,
  prompt_tokens: 10,
  completion_tokens: 20,
  request_tags: [],
  messages: {},
  response: {},
  status: 'success',
  ...change,
})

/** A proxy’s list of calls, as it answers: whole seconds, both ends with them, no more than a hundred at once. */
class Stand {
  readonly asked: string[] = []
  rows: { startTime: string }[] = []
  path = '/base/spend/logs/v2'
  before: (req: IncomingMessage, res: ServerResponse) => boolean = () => false
  readonly server = createServer((req, res) => {
    const url = new URL(req.url ?? '', 'http://x')
    const {
      start_date: from = '',
      end_date: to = '',
      page = '1',
      page_size: size = '50',
    } = Object.fromEntries(url.searchParams)
    this.asked.push(`${url.pathname} ${from} ${page}`)
    if (this.before(req, res)) return
    const json = (status: number, body: object) =>
      void res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (url.pathname !== this.path) return json(404, { detail: 'Not Found' })
    if (req.headers.authorization !== `Bearer ${KEY}`)
      return json(401, {
        error: { message: `Authentication Error, Invalid proxy server token passed. ${KEY}`, code: '401' },
      })
    const [start, end] = [from, to].map((text) => (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN)) // prettier-ignore
    if (!(end! > start!) || Number(size) > 100) return json(422, { detail: [] })
    const found = this.rows.filter(({ startTime }) => Date.parse(startTime) >= start! && Date.parse(startTime) <= end!)
    const data = found.slice((Number(page) - 1) * Number(size), Number(page) * Number(size))
    json(200, { data, total: found.length, page: Number(page), page_size: Number(size), total_pages: 1, total_is_capped: true }) // prettier-ignore
  })
}

describe('a LiteLLM proxy’s calls', () => {
  const stand = new Stand()
  let server: TestServer
  let expert: { readonly account: TestAccount; readonly send: Send }
  let member: Send
  const log: string[] = []
  beforeAll(async () => {
    await new Promise<void>((resolve) => stand.server.listen(0, '127.0.0.1', resolve))
    const { port } = stand.server.address() as AddressInfo
    server = await startTestServer({
      environment: {
        LITELLM_PROXY_URL: `http://127.0.0.1:${port}/base/`,
        LITELLM_PROXY_KEY: KEY,
        RATE_LIMIT: 'off',
        LOG_LEVEL: 'trace',
      },
      logTo: { write: (line: string) => void log.push(line) },
    })
    const client = accountClient(server)
    const account = await client.withRole('expert', 'coding')
    expert = { account, send: client.as(account.tokens) }
    member = client.as((await client.member()).tokens)
  }, 120_000)
  afterAll(async () => {
    await server.end()
    stand.server.close()
  })
  beforeEach(async () => {
    stand.asked.length = 0
    stand.before = () => false
    stand.path = '/base/spend/logs/v2'
    stand.rows = [
      row('a', '2026-03-01T00:00:00.000Z'),
      row('b', '2026-03-01T23:59:59.900Z'),
      row('c', '2026-03-02T00:00:00.000Z'),
      row('d', '2026-03-02T12:00:00.000Z', { call_type: 'call_mcp_tool' }),
      row('e', '2026-03-02T13:00:00.000Z', { prompt_tokens: 'ten', metadata: {} }),
      ...Array.from({ length: 230 }, (_, at) =>
        row(`f${at}`, new Date(Date.UTC(2026, 2, 3, 1) + at * 1000).toISOString()),
      ),
    ]
    await server.services.database.sql.execute('truncate vouch.coding_session, vouch.coding_day, vouch.coding_ingest')
  })

  const send = (body: object = { from: '2026-03-01', to: '2026-03-03' }) =>
    expert.send('POST', '/api/coding/litellm', body)
  const fetchThem = async (body?: object) => {
    const answer = await send(body)
    if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`)
    return IngestReceipt.parse(await answer.json())
  }

  it('are taken in day by day and page by page, with those of a day’s last second and none twice', async () => {
    const receipt = await fetchThem()
    expect(receipt).toMatchObject({
      kind: 'litellm_proxy',
      name: '2026-03-01 to 2026-03-03',
      // the call at midnight is told of twice, once for each day
      entries: 236,
      sessions: { added: 233, repeated: 1 },
      dead_letters: 1,
      first_dead_letters: [{ line: 6, reason: expect.stringContaining('input_tokens is a text') }],
    })
    expect(stand.asked).toEqual(
      ['01 00:00:00 1', '02 00:00:00 1', '03 00:00:00 1', '03 00:00:00 2', '03 00:00:00 3'].map((at) => `${stand.path} 2026-03-${at}`), // prettier-ignore
    )
    const dead = await expert.send('GET', `/api/coding/ingests/${receipt.ingest_id}/dead-letters`)
    const { text } = JSON.parse((await dead.text()).trim()) as { text: string }
    expect(JSON.parse(text)).toMatchObject({ request_id: 'e', prompt_tokens: 'ten' })
    const page = SessionPage.parse(await (await expert.send('GET', '/api/sessions?order=asc&page_size=1')).json())
    expect(page).toMatchObject({
      total_count: 233,
      sessions: [{ session_id: 'trace-a', developer_id: 'ada', tokens_in: 10, cost_usd: 0.000225, latency_ms: 1500 }],
    })
  })

  it('are there once when they are fetched again, or sent as lines of the proxy’s log', async () => {
    await fetchThem()
    expect((await fetchThem()).sessions).toEqual({ added: 0, decided: 0, repeated: 234 })
    const [first] = stand.rows as ReturnType<typeof row>[]
    const { request_id: id, session_id, spend, startTime, endTime, metadata, ...rest } = first!
    const line = { ...rest, id, trace_id: session_id, response_cost: spend, startTime: Date.parse(startTime) / 1000 + 0.0004, endTime: Date.parse(endTime) / 1000 + 0.0004, metadata } // prettier-ignore
    const form = new FormData()
    form.set('file', new File([JSON.stringify(line)], 'log.jsonl'))
    const headers = { authorization: `Bearer ${expert.account.tokens.access_token}` }
    const sent = await fetch(`${server.url}/api/coding/ingest`, { method: 'POST', headers, body: form })
    expect(IngestReceipt.parse(await sent.json()).sessions).toMatchObject({ added: 0, repeated: 1 })
  })

  it('that were taken back come with the next fetch', async () => {
    const { ingest_id: id } = await fetchThem()
    expect((await expert.send('DELETE', `/api/coding/ingests/${id}`)).status).toBe(204)
    expect((await fetchThem()).sessions.added).toBe(233)
  })

  it('of an older proxy are asked for by the older name', async () => {
    stand.path = '/base/spend/logs/ui'
    expect((await fetchThem()).sessions.added).toBe(233)
    expect(stand.asked.filter((asked) => asked.includes('/v2'))).toHaveLength(1)
  })

  it('are those of the last seven days where none are named', async () => {
    stand.rows = [row('now', new Date().toISOString())]
    expect(await fetchThem({})).toMatchObject({ entries: 1 })
    expect(new Set(stand.asked.map((asked) => asked.split(' ')[1])).size).toBe(7)
  })

  it('of which the proxy stops to tell half-way stay as far as it came', async () => {
    stand.before = (req, res) => {
      if (!req.url?.includes('page=2')) return false
      res.writeHead(429, { 'retry-after': '600' }).end()
      return true
    }
    const problem = await readProblem(await send())
    expect(problem).toMatchObject({ status: 503, code: 'unavailable', detail: expect.stringContaining('10 minutes') })
    const { ingests, fetches } = IngestPage.parse(await (await expert.send('GET', '/api/coding/ingests')).json())
    expect(ingests).toMatchObject([{ kind: 'litellm_proxy', sessions: { added: 103 } }])
    expect(fetches).toEqual(['github', 'litellm_proxy'])
    stand.before = () => false
    expect((await fetchThem()).sessions.added).toBe(130)
  })

  it('are asked for patiently where the proxy is busy', async () => {
    let refused = 0
    stand.before = (_req, res) => {
      if (refused++ > 0) return false
      res.writeHead(429, { 'retry-after': '1' }).end()
      return true
    }
    expect((await fetchThem({ from: '2026-03-01', to: '2026-03-01' })).sessions.added).toBe(3)
  })

  it('that cannot be had are told in words, and the key stands in no answer and no line of the log', async () => {
    const answers: string[] = []
    const told = async (status: number, body: string, headers: Record<string, string> = {}) => {
      stand.before = (_req, res) => Boolean(res.writeHead(status, headers).end(body))
      const answer = await send()
      const text = await answer.text()
      answers.push(text)
      return `${answer.status} ${(JSON.parse(text) as { detail: string }).detail}`
    }
    expect(await told(401, `{"error": {"message": "Invalid token ${KEY}"}}`)).toMatch(/^502 .*does not know the key in LITELLM_PROXY_KEY/) // prettier-ignore
    expect(await told(403, KEY)).toContain('admin’s key')
    expect(await told(401, '{"error": {"message": "Prisma Client is not initialized"}}')).toContain('has no database')
    expect(await told(404, '<html>')).toContain('Is LITELLM_PROXY_URL right?')
    expect(await told(200, '<html>')).toContain('not JSON. Is LITELLM_PROXY_URL right?')
    expect(await told(200, '[]')).toContain('no list of calls')
    expect(await told(418, KEY)).toContain('status 418')
    // nobody is sent anywhere else with the key
    expect(await told(302, '', { location: 'http://169.254.169.254/latest' })).toContain('another address')
    expect(log.length).toBeGreaterThan(0)
    expect([...answers, ...log].filter((text) => text.includes(KEY))).toEqual([])
    stand.asked.length = 0
    expect((await member('POST', '/api/coding/litellm', {})).status).toBe(403)
    expect((await send({ from: '2026-03-02', to: '2026-03-01' })).status).toBe(422)
    expect((await send({ from: '2020-03-02', to: '2026-03-01' })).status).toBe(422)
    expect(stand.asked).toEqual([])
  })

  it('are fetched once at a time', async () => {
    let go = () => {}
    const held = new Promise<void>((resolve) => (go = resolve))
    let reach = () => {}
    const reached = new Promise<void>((resolve) => (reach = resolve))
    stand.before = (_req, res) => {
      reach()
      void held.then(() => res.writeHead(418).end())
      return true
    }
    const first = send()
    await reached
    expect((await send({ from: '2026-03-02', to: '2026-03-02' })).status).toBe(409)
    go()
    expect((await first).status).toBe(502)
  })
})
