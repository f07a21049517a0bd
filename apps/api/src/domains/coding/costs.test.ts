import { IngestReceipt, SessionPage } from '@vouch/contracts/domains/coding'
import { Costs, Reconciliation } from '@vouch/contracts/domains/coding-costs'
import { Insights, KpiComparison, Metrics, RawMetrics } from '@vouch/contracts/domains/coding-metrics'
import { parquetReadObjects } from 'hyparquet'
import { sql } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import { type Send, type TestAccount, accountClient } from '../../testing/accounts.ts'
import { forEachServer } from '../../testing/for-each-server.ts'
import { eachSession } from './list-sessions.ts'

const FORMULA = '=HYPERLINK("http://x.example","y")'

interface Call {
  readonly session: string
  readonly developer: string
  readonly model: string
  readonly at?: string
  readonly tokens?: readonly [number, number] | null
  readonly cost?: number
}

function toLine({ session, developer, model, at = '2026-03-02T10:00:00Z', tokens = [1000, 100], cost }: Call): string {
  return JSON.stringify({
    timestamp: at,
    model,
    usage:
      tokens === null ? {} : { prompt_tokens: tokens[0], completion_tokens: tokens[1], cache_read_input_tokens: 200 },
    ...(cost === undefined ? {} : { response_cost: cost }),
    metadata: { session_id: session, developer_id: developer, repo_slug: 'example/app' },
  })
}

forEachServer('costs, exports and samples of coding sessions', {}, (open) => {
  let expert: { readonly account: TestAccount; readonly send: Send }
  let member: Send
  let stranger: Send
  const json = async (answer: Promise<Response>): Promise<unknown> => {
    const got = await answer
    if (!got.ok) throw new Error(`${got.status}: ${await got.text()}`)
    return got.json()
  }
  const ingest = async (content: string, name: string) => {
    const form = new FormData()
    form.set('file', new File([content], name))
    const headers = { authorization: `Bearer ${expert.account.tokens.access_token}` }
    return IngestReceipt.parse(
      await json(fetch(`${open().url}/api/coding/ingest`, { method: 'POST', headers, body: form })),
    )
  }
  beforeAll(async () => {
    const client = accountClient(open())
    const account = await client.withRole('expert', 'coding')
    expert = { account, send: client.as(account.tokens) }
    member = client.as((await client.member()).tokens)
    stranger = client.stranger().send
    const calls: Call[] = [
      // five developers: what is told to all
      ...[1, 2, 3, 4, 5].map((i) => ({ session: `a${i}`, developer: `d${i}`, model: 'gpt-4o' })),
      // three, of whom one says its cost and one nothing
      { session: 'b1', developer: 'd1', model: 'o3-mini', cost: 0.25 },
      { session: 'b2', developer: 'd2', model: 'o3-mini', at: '2026-03-03T10:00:00Z' },
      { session: 'b3', developer: 'd3', model: 'o3-mini', tokens: null },
      { session: 'c1', developer: 'd4', model: FORMULA },
      { session: 'c2', developer: 'd5', model: FORMULA },
    ]
    const receipt = await ingest(calls.map((call) => `${toLine(call)}\n`).join(''), 'calls.jsonl')
    expect(receipt).toMatchObject({ sessions: { added: 10 }, dead_letters: 0 })
  })
  const costs = async (send: Send, query: string) =>
    Costs.parse(await json(send('GET', `/api/coding/costs?from=2026-03-01&to=2026-03-31&${query}`))).groups

  it('add up by model, repository and day, with what priced them and what has no price', async () => {
    const [usual, mini, own] = (await costs(expert.send, 'by=model')).toSorted((a, b) => (b.sessions ?? 0) - (a.sessions ?? 0)) // prettier-ignore
    expect(usual).toMatchObject({
      name: 'gpt-4o',
      sessions: 5,
      tokens_in: 5000,
      tokens_out: 500,
      tokens_cached: 1000,
      tokens_reasoning: null,
      sessions_without_cost: 0,
      priced_by: [{ version: expect.stringContaining('genai-prices'), sessions: 5 }],
    })
    // 2.5, 1.25 from a cache and 10 US dollars a million
    expect(usual?.cost_usd).toBeCloseTo((5 * (800 * 2.5 + 200 * 1.25 + 100 * 10)) / 1e6, 12)
    expect(mini).toMatchObject({ name: 'o3-mini', sessions: 3, sessions_without_cost: 1, tokens_in: 2000 })
    expect(mini?.priced_by).toContainEqual({ version: 'source', sessions: 1 })
    expect(own).toMatchObject({ name: FORMULA, cost_usd: null, sessions_without_cost: 2, priced_by: [] })

    const sum = (groups: Costs['groups']) => groups.reduce((all, { cost_usd: usd }) => all + (usd ?? 0), 0)
    const days = await costs(expert.send, 'by=day')
    expect(days.map(({ name, sessions }) => [name, sessions])).toEqual([['2026-03-02', 9], ['2026-03-03', 1]]) // prettier-ignore
    const repositories = await costs(expert.send, 'by=repo_slug')
    expect(repositories).toMatchObject([{ name: 'example/app', sessions: 10 }])
    expect(sum(days)).toBeCloseTo(sum(repositories), 12)
  })

  it('are of one model or one repository where these are asked for', async () => {
    expect(await costs(expert.send, 'by=day&model=o3-mini')).toMatchObject([{ sessions: 2 }, { sessions: 1 }])
    expect(await costs(expert.send, 'by=model&repo_slug=example/other')).toEqual([])
  })

  it('of fewer than five developers are told to nobody who may not see each, not even of which model', async () => {
    for (const send of [member, stranger]) {
      const groups = await costs(send, 'by=model')
      expect(groups).toMatchObject([
        { name: 'gpt-4o', sessions: 5, reason: null },
        { name: null, sessions: null, cost_usd: null, tokens_in: null, priced_by: [], reason: 'too_few' },
        { name: null, reason: 'too_few' },
      ])
      expect(JSON.stringify(groups)).not.toMatch(/o3-mini|HYPERLINK/)
      // the day of one developer, and with it the other: their sum is in other figures
      expect((await costs(send, 'by=day')).map(({ reason }) => reason)).toEqual(['too_few', 'too_few'])
    }
  })

  it('are held against an invoice by who sees all', async () => {
    const lines = [
      { model: 'openai/gpt-4o', from: '2026-03-01', to: '2026-03-31', amount_usd: 0.02 },
      { model: 'o3-mini', from: '2026-03-01', to: '2026-03-31', amount_usd: 0.3 },
    ]
    const found = Reconciliation.parse(await json(expert.send('POST', '/api/coding/reconcile', { lines })))
    expect(found.lines[0]).toMatchObject({ sessions: 5, sessions_without_cost: 0 })
    expect(found.lines[0]?.ours_usd).toBeCloseTo(0.01625, 12)
    expect(found.lines[0]?.difference_percent).toBeCloseTo(18.75, 9)
    expect(found.lines[1]?.reasons.join()).toMatch(/Of 3 sessions 1 have no cost/)
    expect(found.not_in_invoice).toMatchObject([{ model: FORMULA, sessions: 2, ours_usd: null }])
    expect((await member('POST', '/api/coding/reconcile', { lines })).status).toBe(403)
    expect((await stranger('POST', '/api/coding/reconcile', { lines })).status).toBe(401)
    const [line] = lines
    expect((await expert.send('POST', '/api/coding/reconcile', { lines: [{ ...line, to: '2026-02-01' }] })).status).toBe(422) // prettier-ignore
  })

  it('come as CSV and as Parquet with the rows of the list, and a formula among them is none', async () => {
    const query = 'from=2026-03-01&order=asc'
    const { sessions } = SessionPage.parse(await json(expert.send('GET', `/api/sessions?page_size=100&${query}`)))
    expect(sessions).toHaveLength(10)
    const csv = await expert.send('GET', `/api/sessions/export?${query}`)
    expect(csv.headers.get('content-type')).toMatch(/text\/csv/)
    const text = await csv.text()
    expect(text).toContain(`"'=HYPERLINK(""http`)
    const [head = '', ...rows] = text.trimEnd().split('\r\n')
    expect(head.split(',')).toEqual(Object.keys(sessions[0] ?? {}))
    expect(rows).toHaveLength(10)

    const bytes = await (await expert.send('GET', `/api/sessions/export?format=parquet&${query}`)).arrayBuffer()
    const parquet = await parquetReadObjects({ file: bytes })
    const plain = parquet.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]: [string, unknown]) => [
          name,
          typeof value === 'bigint' ? Number(value) : value instanceof Date ? value.toISOString() : value,
        ]),
      ),
    )
    expect(plain).toEqual(sessions)
    const cells = sessions.map((session) =>
      Object.values(session).filter((value) => value !== FORMULA && value !== null),
    )
    for (const [i, values] of cells.entries()) for (const value of values) expect(rows[i]).toContain(String(value))
    // nor is the price table's name taken for one
    const tables = sessions.map(({ priced_by: by }) => by)
    expect(tables.some((by) => by?.includes('genai-prices'))).toBe(true)
    for (const [i, by] of tables.entries()) expect(`${rows[i]},`).toContain(`,${by ?? ''},`)
  })

  it('are exported as far as one may see them, by the same filters, and it stands in the audit', async () => {
    const rows = async (send: Send, query = '') => {
      const text = await (await send('GET', `/api/sessions/export?${query}`)).text()
      return text.trimEnd().split('\r\n').length - 1
    }
    expect(await rows(expert.send, 'model=o3-mini')).toBe(3)
    expect(await rows(expert.send, 'developer_id=d1&to=2026-03-02')).toBe(2)
    expect(await rows(member)).toBe(0)
    expect((await stranger('GET', '/api/sessions/export')).status).toBe(401)
    expect((await expert.send('GET', '/api/sessions/export?format=xlsx')).status).toBe(422)
    // what the database refuses is an answer, not a file that breaks off
    const refused = await expert.send('GET', '/api/sessions/export?repo_slug=a%00b')
    expect([refused.status, refused.headers.get('content-disposition')]).toEqual([422, null])
    const looked = async () => {
      const found: unknown = await open().services.database.sql.execute(
        sql`select count(*)::int as n from vouch.audit where action = 'coding.export'`,
      )
      return (found as { rows: { n: number }[] }).rows[0]?.n ?? 0
    }
    const before = await looked()
    await rows(expert.send)
    await rows(member)
    expect(await looked()).toBe(before + 1)
  })

  it.each(['asc', 'desc'] as const)(
    'are read some at a time, each once, where many are of one moment (%s)',
    async (order) => {
      const { database } = open().services
      const ids: string[] = []
      for await (const page of eachSession(database.sql, { developers: null, order }, 2)) {
        expect(page.length).toBeLessThanOrEqual(2)
        ids.push(...page.map(({ id }) => id))
      }
      const listed = SessionPage.parse(await json(expert.send('GET', `/api/sessions?page_size=100&order=${order}`)))
      expect(ids).toEqual(listed.sessions.map(({ id }) => id))
    },
  )

  it('come as a sample that is taken in whole, named simulated, and gives figures', async () => {
    const [names, work]: [string[], IngestReceipt[]] = [[], []]
    for (const of of ['sessions', 'pull_requests', 'commits']) {
      const answer = await stranger('GET', `/api/coding/sample?of=${of}`)
      const name = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? ''
      const text = await answer.text()
      expect(text.slice(0, 40)).toMatch(/^\[?\{"simulated":true/)
      const receipt = await ingest(text, name)
      expect(receipt).toMatchObject({ dead_letters: 0 })
      expect(receipt.entries).toBeGreaterThan(100)
      names.push(receipt.name)
      expect(receipt.simulated).toBe(receipt.entries)
      if (of !== 'sessions') work.push(receipt)
    }
    for (const name of names) expect(name).toMatch(/^simulated-/)
    const metrics = Metrics.parse(await json(expert.send('GET', '/api/metrics?since=30')))
    for (const name of ['acceptance_rate', 'error_rate', 'pr_throughput', 'rework_rate', 'commit_frequency'] as const)
      expect({ name, ...metrics[name] }).toMatchObject({ value: expect.any(Number), n: expect.any(Number) })
    // all of these days are made up, and none of March
    const raw = RawMetrics.parse(await json(expert.send('GET', '/api/metrics/raw?since=30')))
    expect(raw.window.simulated_sessions).toBe(raw.sessions)
    expect(metrics.window).toMatchObject({
      simulated_sessions: raw.sessions,
      simulated_work: raw.window.simulated_work,
    })
    expect(raw.window.simulated_work).toBeGreaterThan(metrics.commit_frequency.n)
    const insights = Insights.parse(await json(expert.send('GET', '/api/insights?since=30')))
    expect(insights.window.simulated_sessions).toBeGreaterThan(0.9 * raw.sessions)
    const simulated = (query: string) =>
      expert.send('GET', `/api/coding/costs?${query}`).then(async (got) => Costs.parse(await got.json()).window)
    expect(await simulated('since=30')).toMatchObject({ simulated_sessions: raw.sessions })
    const none = { simulated_sessions: 0, simulated_work: 0 }
    expect(await simulated('since=30&model=gpt-4o')).toMatchObject(none)
    expect(await simulated('from=2026-03-01&to=2026-03-31')).toMatchObject(none)
    const of = await json(expert.send('GET', '/api/sessions?page_size=1'))
    expect(SessionPage.parse(of).sessions).toMatchObject([{ source: 'simulated' }])
    const told = Metrics.parse(await json(stranger('GET', '/api/metrics?since=30')))
    expect(Math.abs(told.window.simulated_sessions - raw.sessions)).toBeLessThan(5)
    expect(told.window.simulated_sessions % 5).toBe(0)
    const [day, before] = [1, 8].map((ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10))
    const sides = `first=2026-03-01..2026-03-31&second=${before}..${day}`
    const compared = KpiComparison.parse(await json(expert.send('GET', `/api/metrics/compare?by=period&${sides}`)))
    expect(compared.simulated_sessions).toEqual({ first: 0, second: expect.any(Number) })
    expect(compared.simulated_sessions.second).toBeGreaterThan(100)
    expect(compared.simulated_work).toEqual({ first: 0, second: expect.any(Number) })
    expect(compared.simulated_work.second).toBeGreaterThan(50)
    expect(raw.total_cost_usd).toBeGreaterThan(0)
    expect(raw.sessions_without_cost).toBeGreaterThan(0)
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
    expect(metrics.acceptance_rate.trend?.days.some(({ date, value }) => date <= yesterday && value !== null)).toBe(
      true,
    )
    // what is made up goes with its file
    for (const { ingest_id: id } of work)
      expect((await expert.send('DELETE', `/api/coding/ingests/${id}`)).ok).toBe(true)
    expect(await simulated('since=30')).toMatchObject({ simulated_sessions: raw.sessions, simulated_work: 0 })
  })
})
