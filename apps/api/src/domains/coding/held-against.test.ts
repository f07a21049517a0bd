import { Costs } from '@vouch/contracts/domains/coding-costs'
import { Distribution } from '@vouch/contracts/domains/coding-distribution'
import { KpiComparison, Metrics, RawMetrics } from '@vouch/contracts/domains/coding-metrics'
import { beforeAll, expect, it } from 'vitest'
import { type Send, accountClient } from '../../testing/accounts.ts'
import { forEachServer } from '../../testing/for-each-server.ts'

/** Somebody’s calls on a day of March, of a model, and whether they failed. */
interface Calls {
  readonly who: string
  readonly day: number
  readonly model?: string
  readonly count?: number
  readonly failed?: boolean
}

function toLines({ who, day, model = 'gpt-4o', count = 20, failed = false }: Calls): string[] {
  return Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      timestamp: `2026-03-${String(day).padStart(2, '0')}T10:${String(i).padStart(2, '0')}:00Z`,
      model,
      usage: { total_tokens: 100 },
      attributes: { status_code: failed ? 500 : 200 },
      metadata: { session_id: `${who} ${day} ${model} ${i}`, developer_id: who, repo_slug: 'example/app' },
    }),
  )
}

const TEAM = ['a', 'b', 'c', 'd', 'e', 'f']
/** Six people on the 2nd to the 4th; one of them alone on the 5th, with nothing but failures; all of them on the 6th and the 9th. */
const WORK: readonly Calls[] = [
  ...[2, 3, 4, 6, 9].flatMap((day) => TEAM.map((who) => ({ who, day }))),
  { who: 'a', day: 5, failed: true },
  // a model of one alone, and one of all
  { who: 'b', day: 9, model: 'o3-mini', count: 30 },
  ...TEAM.map((who) => ({ who, day: 9, model: 'o1' })),
]

forEachServer('figures of coding that are held against each other', {}, (open) => {
  let expert: Send
  let member: Send
  const get = async (send: Send, path: string): Promise<unknown> => {
    const answer = await send('GET', path)
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
    return answer.json()
  }
  const raw = async (send: Send, query: string) => RawMetrics.parse(await get(send, `/api/metrics/raw?${query}`))

  beforeAll(async () => {
    const client = accountClient(open())
    const { tokens } = await client.withRole('expert', 'coding')
    const headers = { authorization: `Bearer ${tokens.access_token}` }
    expert = client.as(tokens)
    member = client.as((await client.member()).tokens)
    const form = new FormData()
    form.set('file', new File([WORK.flatMap(toLines).join('\n')], 'calls.jsonl'))
    const answer = await fetch(`${open().url}/api/coding/ingest`, { method: 'POST', headers, body: form })
    expect(answer.status).toBe(201)
  })

  it('do not tell of a day by two windows that differ by it', async () => {
    const [without, with5, with6] = ['04', '05', '06'].map((to) => `from=2026-03-02&to=2026-03-${to}`)
    const [a, b, c] = await Promise.all([without!, with5!, with6!].map((query) => raw(member, query)))
    expect(b).toEqual(a)
    expect(a?.window.to).toBe('2026-03-05T00:00:00.000Z')
    // the day is told of with the next one, on which enough were there
    expect(c?.error_rate).toBeGreaterThan(0)
    expect(c?.window.to).toBe('2026-03-07T00:00:00.000Z')
    expect((await raw(member, 'from=2026-03-06&to=2026-03-06')).reason).toBe('too_few')
    expect((await raw(member, 'from=2026-03-05&to=2026-03-05')).reason).toBe('too_few')
    // who sees each sees each
    expect((await raw(expert, with5!)).error_rate).toBeGreaterThan(0)
    expect((await raw(expert, with5!)).window.to).toBe('2026-03-06T00:00:00.000Z')
  })

  it('do not by any other way to ask for a time', async () => {
    for (const path of ['/api/metrics', '/api/coding/costs', '/api/metrics/distribution']) {
      const until = (day: string) => get(member, `${path}?from=2026-03-02&to=2026-03-${day}`)
      const [a, b] = [await until('04'), await until('05')]
      expect({ path, ...(b as object), timestamp: null }).toEqual({ path, ...(a as object), timestamp: null })
    }
    const sides = 'first=2026-03-02..2026-03-04&second=2026-03-02..2026-03-05'
    const { differences } = KpiComparison.parse(await get(member, `/api/metrics/compare?by=period&${sides}`))
    for (const { first, second } of differences) expect(second).toEqual(first)
    const metrics = Metrics.parse(await get(member, '/api/metrics?from=2026-03-05&to=2026-03-05'))
    expect(metrics.error_rate).toMatchObject({ value: null, n: 0, reason: 'too_few' })
  })

  it('do not tell of a model by the whole less the others', async () => {
    const march = 'from=2026-03-01&to=2026-03-31'
    const told = async (model: string) => (await raw(member, `${march}&model=${model}`)).reason
    // the one of one person, and beside it the first of the others, or the whole less these would be it
    expect([await told('o3-mini'), await told('gpt-4o'), await told('o1')]).toEqual(['too_few', 'too_few', null])
    const costs = Costs.parse(await get(member, `/api/coding/costs?${march}&by=day&model=o3-mini`))
    expect(costs.groups).toEqual([expect.objectContaining({ name: null, sessions: null, reason: 'too_few' })])
    const spread = Distribution.parse(await get(member, `/api/metrics/distribution?${march}&by=hour&model=o3-mini`))
    expect(spread).toMatchObject({ sessions: 0, parts: [], rest: null, reason: 'too_few' })
    expect((await raw(expert, `${march}&model=o3-mini`)).sessions).toBe(30)
  })
})
