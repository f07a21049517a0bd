import { Job, JobAccepted, JobPage } from '@vouch/contracts/job'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accountClient } from '../testing/accounts.ts'
import { KOIS, tableForm, toCsv } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, 60_000)
afterAll(() => server.end())

async function submit(headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const response = await fetch(`${server.url}/api/predict`, {
    method: 'POST',
    headers: { prefer: 'respond-async', ...headers },
    body: tableForm(toCsv(KOIS)),
  })
  return JobAccepted.parse(await response.json()).job_id
}

const watchUrl = (input: Readonly<Record<string, unknown>>) =>
  `${server.url}/trpc/job.watch?input=${encodeURIComponent(JSON.stringify(input))}`

it(
  'tells a tRPC subscription every change, resumable by its ids, and ends with the last',
  { timeout: 30_000 },
  async () => {
    const id = await submit()
    const text = await (await fetch(watchUrl({ id }), { headers: { accept: 'text/event-stream' } })).text()
    const found = [...text.matchAll(/^data: (.*)\nid: (\d+)$|^id: (\d+)\ndata: (.*)$/gm)].map(
      ([, data, before, after, later]) => ({
        id: Number(before ?? after),
        job: Job.parse(JSON.parse(data ?? later ?? '')),
      }),
    )
    expect(found.map((event) => event.id)).toEqual(found.map((_, i) => i))
    expect(found.at(-1)?.job.state).toBe('completed')
    const rest = await fetch(watchUrl({ id, lastEventId: '1' }), { headers: { accept: 'text/event-stream' } })
    expect([...(await rest.text()).matchAll(/"version":(\d+)/g)].map(([, version]) => Number(version))).toEqual(
      found.slice(2).map((event) => event.id),
    )
  },
)

it('is an account’s alone, on every way to it, and in its list', { timeout: 30_000 }, async () => {
  const { as, member } = accountClient(server)
  const [owner, other] = [await member(), await member()]
  const id = await submit({ authorization: `Bearer ${owner.tokens.access_token}` })
  const strangers = [as(other.tokens), (method: string, path: string) => fetch(server.url + path, { method })]
  for (const send of strangers)
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/events'],
      ['DELETE', ''],
    ] as const) {
      const refused = await send(method, `/api/jobs/${id}${path}`)
      const missing = await send(method, `/api/jobs/job_00000000000000000000000000${path}`)
      expect([refused.status, missing.status]).toEqual([404, 404])
      const [detail, same] = [await refused.json(), await missing.json()] as { detail: string }[]
      expect(detail?.detail).toBe(same?.detail)
    }
  // tRPC tells a refusal of a stream within the stream
  const stream = await (await fetch(watchUrl({ id }), { headers: { accept: 'text/event-stream' } })).text()
  expect(stream).toContain('serialized-error')
  expect(stream).toContain('NOT_FOUND')
  expect(stream).not.toContain('version')
  const mine = as(owner.tokens)
  expect((await mine('GET', `/api/jobs/${id}`)).status).toBe(200)
  expect(JobPage.parse(await (await mine('GET', '/api/jobs')).json()).jobs.map((job) => job.id)).toEqual([id])
  expect(JobPage.parse(await (await as(other.tokens)('GET', '/api/jobs')).json()).jobs).toEqual([])
})
