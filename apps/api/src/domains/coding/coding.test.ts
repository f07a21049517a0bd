import {
  CodingSight,
  IngestReceipt,
  type OtlpAnswer,
  SessionDetail,
  SessionPage,
} from '@vouch/contracts/domains/coding'
import { KpiDefinitions, KpiName, Metrics, Profile, RawMetrics } from '@vouch/contracts/domains/coding-metrics'
import { eq } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import type { Sql } from '../../db/client.ts'
import { audit } from '../../db/schema/audit.ts'
import { type Send, type TestAccount, accountClient } from '../../testing/accounts.ts'
import { listKeptDays, recomputeDays } from '../../testing/coding-days.ts'
import { forEachServer } from '../../testing/for-each-server.ts'
import { readProblem } from '../../testing/requests.ts'
import { keep, noCounts } from './ingest.ts'
import { toSessionRows } from './session-rows.ts'

/** The case that an old dashboard’s figures are checked with. */
const SESSIONS = [
  { session_id: 's1', developer_id: 'd1', timestamp: '2024-01-01T12:00:00Z', model: 'anthropic/claude-3-sonnet', tokens_in: 30, tokens_out: 70, latency_ms: 1200, status_code: 200, accepted_flag: true, accepted_lines: 4, diff_ratio: 0.82, repo_slug: 'acme/app', cost_usd: 0.0057 },
  { session_id: 's2', developer_id: 'd1', timestamp: '2024-01-01T13:00:00Z', model: 'anthropic/claude-3-sonnet', tokens_in: 20, tokens_out: 30, latency_ms: 1800, status_code: 200, accepted_flag: false, accepted_lines: null, diff_ratio: 0.45, repo_slug: 'acme/app', cost_usd: 0.00255 },
  { session_id: 's3', developer_id: 'd2', timestamp: '2024-01-02T15:00:00Z', model: 'anthropic/claude-3-haiku', tokens_in: 40, tokens_out: 10, latency_ms: 1500, status_code: 500, accepted_flag: false, accepted_lines: null, diff_ratio: 0.6, repo_slug: 'acme/app', cost_usd: 0.00009 },
] // prettier-ignore
const PULLS = [
  { number: 10, user: 'd1', state: 'closed', created_at: '2024-01-01T13:30:00Z', merged_at: '2024-01-01T23:30:00Z', closed_at: '2024-01-01T23:30:00Z', repo_slug: 'acme/app', reopened: false },
  { number: 11, user: 'd2', state: 'closed', created_at: '2024-01-02T09:00:00Z', merged_at: '2024-01-05T09:00:00Z', closed_at: '2024-01-05T09:00:00Z', repo_slug: 'acme/app', reopened: true },
] // prettier-ignore
const COMMITS = [
  { sha: 'a1', author: 'd1', timestamp: '2024-01-02T11:00:00Z', repo_slug: 'acme/app' },
  { sha: 'b2', author: 'd2', timestamp: '2024-01-02T12:00:00Z', repo_slug: 'acme/app' },
]
const WINDOW = 'from=2024-01-01&to=2024-01-05'

type Line = Omit<(typeof SESSIONS)[number], 'accepted_flag'> & { readonly accepted_flag: boolean | null }

/** A session as a proxy writes it. */
function toLine({ tokens_in: input, tokens_out: output, ...session }: Line): string {
  const { timestamp, model, latency_ms, status_code, ...metadata } = session
  return JSON.stringify({
    timestamp,
    attributes: { 'llm.model_name': model, status_code, latency_ms },
    usage: { input_tokens: input, output_tokens: output, total_tokens: input + output },
    metadata,
  })
}

forEachServer('coding sessions', {}, (open) => {
  let client: ReturnType<typeof accountClient>
  let expert: { readonly account: TestAccount; readonly send: Send }
  let member: { readonly account: TestAccount; readonly send: Send }
  const json = async (answer: Promise<Response>): Promise<unknown> => {
    const got = await answer
    if (!got.ok) throw new Error(`${got.status}: ${await got.text()}`)
    return got.json()
  }
  const post = (content: string, name: string, headers: Record<string, string> = bearer(expert.account)) => {
    const form = new FormData()
    form.set('file', new File([content], name))
    return fetch(`${open().url}/api/coding/ingest`, { method: 'POST', headers, body: form })
  }
  const ingest = async (content: string, name: string) => IngestReceipt.parse(await json(post(content, name)))
  const bearer = ({ tokens }: TestAccount) => ({ authorization: `Bearer ${tokens.access_token}` })
  const raw = async (query = '') =>
    RawMetrics.parse(await json(expert.send('GET', `/api/metrics/raw?${WINDOW}${query}`)))
  const metrics = async (query = WINDOW) => Metrics.parse(await json(expert.send('GET', `/api/metrics?${query}`)))

  beforeAll(async () => {
    client = accountClient(open())
    const [first, second] = [await client.withRole('expert', 'coding'), await client.member()]
    expert = { account: first, send: client.as(first.tokens) }
    member = { account: second, send: client.as(second.tokens) }
    const receipt = await ingest(`${SESSIONS.map(toLine).join('\n')}\n`, 'traces.jsonl')
    expect(receipt).toMatchObject({ kind: 'litellm', entries: 3, sessions: { added: 3, repeated: 0 }, dead_letters: 0 })
    expect(await ingest(JSON.stringify(PULLS), 'pulls.json')).toMatchObject({ pull_requests: { added: 2 } })
    expect(await ingest(JSON.stringify(COMMITS), 'commits.json')).toMatchObject({ commits: { added: 2 } })
  })

  it('give the figures of the golden case, to the digit', async () => {
    await json(expert.send('POST', '/api/coding/policy', { models: SESSIONS.map(({ model }) => model) }))
    expect(await raw()).toMatchObject({
      median_latency_ms: 1500,
      sessions_per_hour: 0.1111,
      acceptance_rate: 0.3333,
      model_selection_accuracy: 1,
      error_rate: 0.3333,
      tokens_per_accept: 100,
      tokens_per_accepted_line: 25,
      acceptance_quality: { sample: 3, 'share_at_least_0.7': 0.3333 },
      merged: 2,
      pr_merge_time_hours: [10, 72],
      rework_rate: 0.5,
      total_cost_usd: 0.00834,
      cost_per_merged_pr_usd: 0.00417,
      lag_1_correlation: { n_days: 1, r: null },
    })
    const { error_rate: errors, token_efficiency: tokens, pr_merge_time_hours: hours } = await metrics()
    expect(errors).toMatchObject({ unit: '%', direction: 'lower', threshold: 5, status: 'critical', n: 3 })
    expect(errors.value).toBeCloseTo(100 / 3, 9)
    expect(tokens).toMatchObject({ value: 25, status: 'good', direction: 'lower' })
    expect(hours).toMatchObject({ value: 41, status: 'critical', n: 2 })
  })

  it('are each defined, with the direction in which they are better', async () => {
    const { definitions } = KpiDefinitions.parse(await json(client.stranger().send('GET', '/api/metrics/definitions')))
    expect(definitions.map(({ name }) => name)).toEqual(KpiName.options)
    const figures = await metrics()
    for (const { name, direction, threshold, unit } of definitions)
      expect(figures[name]).toMatchObject({ direction, threshold, unit })
  })

  it('without anything in a time are no data, and neither 0 nor critical', async () => {
    const { timestamp: _at, window: _days, ...kpis } = await metrics('from=2019-01-01&to=2019-01-07')
    for (const name of KpiName.options)
      expect({ name, ...kpis[name] }).toMatchObject({ value: null, status: 'no_data', n: 0, interval: null })
  })

  it('that are sent again are there once, and a verdict that was not known is taken from them', async () => {
    const late: Line = { ...SESSIONS[0]!, session_id: 's4', developer_id: 'd3', timestamp: '2024-02-01T12:00:00Z', accepted_flag: null, accepted_lines: null } // prettier-ignore
    expect((await ingest(toLine(late), 'a.jsonl')).sessions).toEqual({ added: 1, decided: 0, repeated: 0 })
    const told = { ...late, accepted_flag: true, accepted_lines: 7 }
    expect((await ingest(`${toLine(told)}\n${toLine(told)}`, 'b.jsonl')).sessions).toMatchObject({
      added: 0,
      decided: 1,
    })
    // a verdict that is known stays
    expect((await ingest(toLine({ ...told, accepted_flag: false }), 'c.jsonl')).sessions).toMatchObject({ decided: 0 })
    const page = SessionPage.parse(await json(expert.send('GET', '/api/sessions?developer_id=d3')))
    expect(page.sessions).toMatchObject([{ session_id: 's4', accepted_flag: true, accepted_lines: 7 }])
    const { database } = open().services
    expect(await listKeptDays(database.sql)).toEqual(await recomputeDays(database.sql))
  })

  it('are one each, with their verdict, of two files at once that hold them in opposite orders', async () => {
    const early = Array.from({ length: 300 }, (_, i) => {
      const line = { ...SESSIONS[i % 3]!, session_id: `twin-${i}`, developer_id: `twin-${i % 40}` }
      return { ...line, timestamp: `2022-03-${String(1 + (i % 28)).padStart(2, '0')}T10:00:00Z`, accepted_flag: null }
    })
    const lines = [...early, ...early.map((line) => ({ ...line, accepted_flag: true }))].map(toLine)
    const receipts = await Promise.all([
      ingest(lines.join('\n'), 'twins.jsonl'),
      ingest(lines.toReversed().join('\n'), 'twins-reversed.jsonl'),
    ])
    expect(receipts.reduce((sum, { sessions }) => sum + sessions.added, 0)).toBe(300)
    const page = '/api/sessions?from=2022-03-01&to=2022-03-31&page_size=100'
    const { sessions, total_count: total } = SessionPage.parse(await json(expert.send('GET', page)))
    expect([total, new Set(sessions.map(({ accepted_flag }) => accepted_flag))]).toEqual([300, new Set([true])])
    const { database } = open().services
    expect(await listKeptDays(database.sql)).toEqual(await recomputeDays(database.sql))
    for (const { ingest_id: id } of receipts)
      expect((await expert.send('DELETE', `/api/coding/ingests/${id}`)).status).toBe(204)
  })

  it('that stand in one file twice are one, with the verdict that only the later line has', async () => {
    const call: Line = { ...SESSIONS[0]!, session_id: 's8', developer_id: 'd4', timestamp: '2024-02-02T12:00:00Z', accepted_flag: null, accepted_lines: null } // prettier-ignore
    const lines = [call, { ...call, accepted_flag: true }, { ...call, accepted_lines: 3 }].map(toLine).join('\n')
    expect((await ingest(lines, 'twice.jsonl')).sessions).toEqual({ added: 1, decided: 0, repeated: 2 })
    expect((await ingest(lines, 'twice.jsonl')).sessions).toEqual({ added: 0, decided: 0, repeated: 3 })
    const page = SessionPage.parse(await json(expert.send('GET', '/api/sessions?developer_id=d4')))
    expect(page.sessions).toMatchObject([{ session_id: 's8', accepted_flag: true, accepted_lines: 3 }])
  })

  it('that are sent with their verdict while another is just adding them keep it', async () => {
    const { sql } = open().services.database
    const page = SessionPage.parse(await json(expert.send('GET', '/api/sessions?developer_id=d1&page_size=1')))
    const call = {
      ...page.sessions[0]!,
      id: `trc_${'7'.repeat(32)}`,
      developer_id: 'd6',
      cost_usd: 1,
      accepted_flag: null,
    }
    const counts = noCounts()
    const send = (db: Sql, accepted: boolean | null) =>
      keep(
        db,
        { sessions: toSessionRows([{ ...call, accepted_flag: accepted }]), pullRequests: [], commits: [] },
        { id: 'ing_x', counts },
      )
    let second: Promise<void> | undefined
    await sql.transaction(async (tx) => {
      await send(tx, null)
      second = send(sql, true)
      await new Promise((resolve) => setTimeout(resolve, 200))
    })
    await second
    expect(counts.sessions).toEqual({ added: 1, decided: 1, repeated: 0 })
    const found = SessionPage.parse(await json(expert.send('GET', '/api/sessions?developer_id=d6')))
    expect(found.sessions).toMatchObject([{ accepted_flag: true }])
    expect(await listKeptDays(sql)).toEqual(await recomputeDays(sql))
  })

  it('of a time that no session is of, and of more days than figures are drawn over, are refused', async () => {
    const refused = [
      '/api/sessions?to=9999-12-31',
      '/api/sessions?from=0000-01-01T00:00:00Z',
      '/api/sessions?from=1999-12-31',
      '/api/sessions/export?to=9999-12-31',
      '/api/metrics?from=0001-01-01',
      '/api/metrics?from=2000-01-01&to=2099-12-31',
      '/api/coding/costs?to=9999-12-31',
      '/api/metrics/compare?by=period&first=0000-01-01..0000-01-02&second=2024-01-01..2024-01-02',
      '/api/metrics/compare?by=period&first=2024-01-01..2024-01-02&second=2024-01-01..2099-01-01',
    ]
    for (const path of refused)
      expect({ path, status: (await expert.send('GET', path)).status }).toEqual({ path, status: 422 })
    const lines = [{ model: 'gpt-4o', from: '0000-01-01', to: '9999-12-31', amount_usd: 1 }]
    expect((await expert.send('POST', '/api/coding/reconcile', { lines })).status).toBe(422)
    for (const path of ['/api/sessions?from=2000-01-01&to=2099-12-31', '/api/metrics?to=2099-12-31&since=3650'])
      expect({ path, status: (await expert.send('GET', path)).status }).toEqual({ path, status: 200 })
  })

  it('are told with what followed them in the same repository by the same developer', async () => {
    const page = SessionPage.parse(await json(expert.send('GET', '/api/sessions?sort_by=cost&order=asc&page_size=2')))
    expect(page.sessions.map(({ session_id }) => session_id)).toEqual(['s3', 's2'])
    expect(page).toMatchObject({ page: 1, page_size: 2, has_more: true })
    const [, second] = page.sessions
    const detail = SessionDetail.parse(await json(expert.send('GET', `/api/sessions/${second?.id}`)))
    expect(detail).toMatchObject({ session_id: 's2', outcome: 'merged', commits: [{ sha: 'a1' }] })
    expect(detail.pull_requests.map(({ number }) => number)).toEqual([10])
    expect(SessionDetail.parse(await json(expert.send('GET', '/api/sessions/s2'))).id).toBe(second?.id)
    expect(SessionDetail.parse(await json(expert.send('GET', '/api/sessions/s3')))).toMatchObject({ outcome: null })
  })

  it('lose no line: what cannot be read stands in the dead letters with its place and why', async () => {
    const lines = [
      'not json',
      '{"usage": {}}',
      toLine({ ...SESSIONS[0]!, session_id: 's5' }),
      '{"timestamp": "2024-01-01T00:00:00Z"}',
    ]
    const receipt = await ingest(lines.join('\n'), 'mixed.jsonl')
    expect(receipt).toMatchObject({ entries: 4, dead_letters: 3, sessions: { added: 1 } })
    expect(receipt.first_dead_letters.map(({ line }) => line)).toEqual([1, 2, 4])
    const path = `/api/coding/ingests/${receipt.ingest_id}`
    const dead = (await (await expert.send('GET', `${path}/dead-letters`)).text()).trim().split('\n')
    expect(dead.map((letter): unknown => JSON.parse(letter))).toMatchObject([
      { line: 1, text: 'not json' },
      { line: 2, text: '{"usage": {}}' },
      { line: 4 },
    ])
    expect((await member.send('GET', `${path}/dead-letters`)).status).toBe(403)

    expect((await expert.send('DELETE', path)).status).toBe(204)
    expect((await expert.send('GET', `${path}/dead-letters`)).status).toBe(404)
    expect((await expert.send('GET', '/api/sessions/s5')).status).toBe(404)
    const { database } = open().services
    expect(await listKeptDays(database.sql)).toEqual(await recomputeDays(database.sql))
  })

  it('of single developers are seen by themselves and by those who see all, which stands in the audit', async () => {
    const get = (send: Send, path: string) => send('GET', path).then(({ status }) => status)
    const nobody = client.stranger().send
    for (const path of ['/api/sessions', '/api/sessions/s1', '/api/profile?developer_id=d1&since=3650'])
      expect(await get(nobody, path), path).toBe(401)
    expect(SessionPage.parse(await json(member.send('GET', '/api/sessions'))).total_count).toBe(0)
    expect(await get(member.send, '/api/sessions/s1')).toBe(404)
    expect(await get(member.send, '/api/profile?developer_id=d1&since=3650')).toBe(404)

    const whose = { developer_id: 'd1', email: member.account.email }
    expect((await member.send('POST', '/api/coding/developers', whose)).status).toBe(403)
    expect((await expert.send('POST', '/api/coding/developers', whose)).status).toBe(204)
    const own = SessionPage.parse(await json(member.send('GET', '/api/sessions')))
    expect(own.sessions.map(({ developer_id }) => developer_id)).toEqual(['d1', 'd1'])
    const profile = Profile.parse(await json(member.send('GET', '/api/profile?developer_id=d1&since=3650')))
    expect(profile).toMatchObject({ totals: { sessions: 2, cost_usd: 0.00825 }, acceptance_rate: { value: 0.5, n: 2 } })
    expect(await get(member.send, '/api/sessions/s3')).toBe(404)

    const sight = async (send: Send) => CodingSight.parse(await json(send('GET', '/api/coding/me')))
    expect(await sight(nobody)).toEqual({ sees: 'nobody', developer_ids: [], foreign_name: false })
    expect(await sight(member.send)).toEqual({ sees: 'own', developer_ids: ['d1'], foreign_name: false })
    expect(await sight(expert.send)).toEqual({ sees: 'all', developer_ids: [], foreign_name: false })

    const before = await lookedAt()
    await expert.send('GET', '/api/sessions/s1')
    await member.send('GET', '/api/sessions/s1')
    expect(await lookedAt()).toBe(before + 1)
  })
  const lookedAt = () => open().services.database.sql.$count(audit, eq(audit.action, 'coding.session'))

  it('of fewer than five developers give no figure to who may not see each of them', async () => {
    const told = Metrics.parse(await json(member.send('GET', `/api/metrics?${WINDOW}`)))
    expect(told.acceptance_rate).toMatchObject({ value: null, status: 'no_data', n: 0, reason: 'too_few', trend: null })
    expect(told.rework_rate).toMatchObject({ value: null, reason: 'too_few' })
    const numbers = RawMetrics.parse(await json(client.stranger().send('GET', `/api/metrics/raw?${WINDOW}`)))
    expect(numbers).toMatchObject({ reason: 'too_few', sessions: 0, total_cost_usd: null, pr_merge_time_hours: [] })
  })

  it('come as spans of OpenTelemetry, and a span of something else is no fault', async () => {
    const span = (attributes: Record<string, string | number>, name = 'chat') => ({
      traceId: '5b8efff798038103d269b633813fc60c',
      spanId: name === 'chat' ? 'eee19b7ec3c1b174' : 'eee19b7ec3c1b175',
      name,
      startTimeUnixNano: '1767225600000000000',
      endTimeUnixNano: '1767225601500000000',
      attributes: Object.entries(attributes).map(([key, value]) => ({
        key,
        value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
      })),
    })
    const call = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 20, 'user.id': 'd9' } // prettier-ignore
    const body = { resourceSpans: [{ scopeSpans: [{ spans: [span(call), span({ 'http.method': 'GET' }, 'GET /')] }] }] }
    const answer = (await json(expert.send('POST', '/v1/traces', body))) as OtlpAnswer
    expect(answer).toEqual({})
    const page = SessionPage.parse(await json(expert.send('GET', '/api/sessions?developer_id=d9')))
    expect(page.sessions).toMatchObject([{ source: 'otlp', latency_ms: 1500, tokens_in: 100, model: 'gpt-4o' }])
    expect(page.sessions[0]?.cost_usd).toBeGreaterThan(0)
    expect((await member.send('POST', '/v1/traces', body)).status).toBe(403)
  })

  it('refuse what is no file of them in words, and whoever may not send any', async () => {
    const problem = await readProblem(await post('a,b\n1,2\n', 'x.csv'))
    expect(problem).toMatchObject({ status: 415 })
    expect((await post('', 'empty.jsonl')).status).toBe(422)
    expect((await post(toLine(SESSIONS[0]!), 'x.jsonl', bearer(member.account))).status).toBe(403)
    expect((await post(toLine(SESSIONS[0]!), 'x.jsonl', {})).status).toBe(401)
    expect((await expert.send('GET', '/api/sessions?page_size=101')).status).toBe(422)
  })
})
