import { IngestReceipt, SessionPage } from '@vouch/contracts/domains/coding'
import { Distribution, DistributionBy } from '@vouch/contracts/domains/coding-distribution'
import { RawMetrics } from '@vouch/contracts/domains/coding-metrics'
import { beforeAll, expect, it } from 'vitest'
import { type Send, accountClient } from '../../testing/accounts.ts'
import { forEachServer } from '../../testing/for-each-server.ts'

interface Call {
  readonly developer: string
  readonly model?: string
  readonly at?: string
  readonly repo?: string
  readonly accepted?: boolean
  readonly latency?: number
  readonly tokens?: number
  readonly cost?: number
}

function toLine({
  developer,
  model,
  at = '2026-03-02T10:00:00Z',
  repo,
  accepted,
  latency,
  tokens,
  cost,
}: Call): string {
  return JSON.stringify({
    timestamp: at,
    model,
    latency_ms: latency,
    usage: { total_tokens: tokens },
    response_cost: cost,
    metadata: {
      session_id: `${developer} ${at} ${repo}`,
      developer_id: developer,
      repo_slug: repo,
      accepted_flag: accepted,
    },
  })
}

/** Six developers on a Monday, two of them on a Sunday, too; one call names neither model nor developer. */
const CALLS: readonly Call[] = [
  ...[1, 2, 3, 4, 5, 6].map((i) => ({
    developer: `d${i}`,
    model: 'gpt-4o',
    repo: i < 3 ? 'example/few' : 'example/app',
    accepted: i % 2 === 0,
    // one of six does not say
    ...(i === 6 ? {} : { latency: 100 * i, tokens: 200 }),
    cost: 0.000_25,
  })),
  ...[1, 2].map((i) => ({
    developer: `d${i}`,
    model: 'o3-mini',
    at: '2026-03-08T23:59:59Z',
    repo: 'example/app',
    latency: 250_000,
    tokens: 0,
    cost: 0.5,
  })),
  { developer: '', at: '2026-03-02T00:00:00Z', repo: 'example/app' },
]
const WINDOW = 'from=2026-03-01&to=2026-03-31'

forEachServer('how coding sessions are spread', {}, (open) => {
  let expert: Send
  let member: Send
  let stranger: Send
  let ingest: (calls: readonly Call[]) => Promise<void>
  const json = async (answer: Promise<Response>): Promise<unknown> => {
    const got = await answer
    if (!got.ok) throw new Error(`${got.status}: ${await got.text()}`)
    return got.json()
  }
  const spread = async (send: Send, query: string) =>
    Distribution.parse(await json(send('GET', `/api/metrics/distribution?${WINDOW}&${query}`)))
  const named = ({ parts }: Distribution) =>
    parts.filter(({ sessions }) => sessions > 0).map(({ name, sessions }) => [name, sessions])

  beforeAll(async () => {
    const client = accountClient(open())
    const { tokens } = await client.withRole('expert', 'coding')
    expert = client.as(tokens)
    member = client.as((await client.member()).tokens)
    stranger = client.stranger().send
    ingest = async (calls) => {
      const form = new FormData()
      form.set('file', new File([calls.map((call) => `${toLine(call)}\n`).join('')], 'calls.jsonl'))
      const headers = { authorization: `Bearer ${tokens.access_token}` }
      const sent = fetch(`${open().url}/api/coding/ingest`, { method: 'POST', headers, body: form })
      expect(IngestReceipt.parse(await json(sent))).toMatchObject({
        sessions: { added: calls.length },
        dead_letters: 0,
      })
    }
    await ingest(CALLS)
  })

  it('is told whole to who sees all, by each of what they are told apart by', async () => {
    const models = await spread(expert, 'by=model')
    expect(models).toMatchObject({ sessions: 9, rest: null, reason: null, window: { simulated_sessions: 0 } })
    expect(named(models)).toEqual([['gpt-4o', 6], ['o3-mini', 2], [null, 1]]) // prettier-ignore
    expect(models.parts[0]).toMatchObject({ share: 6 / 9, developers: 6, acceptance_rate: { value: 0.5, n: 6 } })
    expect(models.parts[1]?.acceptance_rate).toEqual({ value: null, interval: null, n: 0 })
    expect(named(await spread(expert, 'by=repo_slug'))).toEqual([['example/app', 7], ['example/few', 2]]) // prettier-ignore
    expect(named(await spread(expert, 'by=weekday'))).toEqual([['1', 7], ['7', 2]]) // prettier-ignore
    expect(named(await spread(expert, 'by=hour'))).toEqual([['0', 1], ['10', 6], ['23', 2]]) // prettier-ignore
    const ranges = async (by: string) => (await spread(expert, `by=${by}`)).parts.filter(({ sessions }) => sessions > 0).map(({ range, sessions }) => [range, sessions]) // prettier-ignore
    expect(await ranges('latency')).toEqual([[[100, 200], 1], [[200, 500], 3], [[500, 1000], 1], [[100_000, null], 2], [null, 2]]) // prettier-ignore
    expect(await ranges('tokens')).toEqual([[[0, 100], 2], [[200, 500], 5], [null, 2]]) // prettier-ignore
    expect(await ranges('cost')).toEqual([[[0.0002, 0.0005], 6], [[0.5, 1], 2], [null, 1]]) // prettier-ignore
  })

  it('adds up to the sessions of the list by each, whatever is asked for', async () => {
    for (const filter of ['', '&model=gpt-4o', '&repo_slug=example/app']) {
      const { total_count: n } = SessionPage.parse(await json(expert('GET', `/api/sessions?${WINDOW}${filter}`)))
      for (const by of DistributionBy.options) {
        const { sessions, parts } = await spread(expert, `by=${by}${filter}`)
        expect([by, filter, sessions]).toEqual([by, filter, n])
        expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
      }
    }
  })

  it('is told to others in parts of five developers, and the rest in one that names nothing', async () => {
    for (const send of [member, stranger]) {
      const models = await spread(send, 'by=model')
      // two have used o3-mini: with the model of six they are all there is
      expect(models).toMatchObject({ parts: [], rest: { sessions: 10, share: 1 }, reason: null })
      expect(JSON.stringify(models)).not.toMatch(/o3-mini|gpt-4o/)
      expect(JSON.stringify(await spread(send, 'by=repo_slug'))).not.toMatch(/example/)
      for (const model of ['gpt-4o', 'o3-mini'])
        expect(await spread(send, `by=hour&model=${model}`)).toMatchObject({
          sessions: 0,
          parts: [],
          reason: 'too_few',
        })
    }
    expect(await spread(stranger, 'model=nobody’s')).toMatchObject({ parts: [], rest: null, reason: 'no_data' })
  })

  it('refuses what is no way to tell them apart, and a time that ends before it begins', async () => {
    expect((await stranger('GET', '/api/metrics/distribution?by=developer')).status).toBe(422)
    expect((await stranger('GET', '/api/metrics/distribution?from=2026-02-02&to=2026-02-01')).status).toBe(422)
  })

  it('beside it, the median latency is told where five say how long theirs took, and not where four of five do', async () => {
    const raw = async (send: Send, model: string) =>
      RawMetrics.parse(await json(send('GET', `/api/metrics/raw?${WINDOW}&model=${model}`))).median_latency_ms
    expect(await raw(expert, 'o3-mini')).toBe(250_000)
    // the first of them is hidden with the model of two
    await ingest(
      ['beside', 'loud', 'quiet'].flatMap((model) =>
        [1, 2, 3, 4, 5].map((i) => ({
          developer: `d${i}`,
          model,
          ...(model === 'quiet' && i === 5 ? {} : { latency: 900 }),
        })),
      ),
    )
    expect(await raw(expert, 'quiet')).toBe(900)
    expect([await raw(stranger, 'beside'), await raw(stranger, 'loud')]).toEqual([null, 900])
    expect(await raw(stranger, 'quiet')).toBe(null)
  })
})
