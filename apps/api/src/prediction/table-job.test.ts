import { setTimeout as sleep } from 'node:timers/promises'
import { Job, JobAccepted } from '@vouch/contracts/job'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cells, KOIS, postJson, postTable, readCalls, readProblem, tableForm, toCsv } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { INLINE_ROWS } from './answer.ts'

const LONG = { timeout: 60_000 }
let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
}, 60_000)
afterAll(() => server.end())

function rows(count: number, more: Cells = {}): string {
  return toCsv(Array.from({ length: count }, (_, i) => ({ ...KOIS[i % KOIS.length]!, kepoi_name: `K${i}`, ...more })))
}

/** Rows with errors to draw within, which take long. */
function slowRows(count: number): string {
  return rows(count, { koi_depth_err1: 30, koi_depth_err2: -30 })
}

async function accepted(response: Response): Promise<JobAccepted> {
  const body = JobAccepted.strict().parse(await response.json())
  expect(response.status).toBe(202)
  expect(response.headers.get('location')).toBe(`/api/jobs/${body.job_id}`)
  return body
}

async function getJob(id: string): Promise<Job> {
  return Job.strict().parse(await (await fetch(`${server.url}/api/jobs/${id}`)).json())
}

async function ended(id: string): Promise<Job> {
  for (;;) {
    const job = await getJob(id)
    if (job.finished_at !== null) return job
    await sleep(50)
  }
}

interface Event {
  readonly id: number
  readonly job: Job
}

async function readEvents(id: string, lastEventId?: number): Promise<Event[]> {
  const headers = lastEventId === undefined ? undefined : { 'last-event-id': String(lastEventId) }
  const response = await fetch(`${server.url}/api/jobs/${id}/events`, headers ? { headers } : {})
  if (response.status === 204) return []
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  const text = await response.text()
  return [...text.matchAll(/^id: (\d+)\ndata: (.*)$/gm)].map(([, event, data]) => ({
    id: Number(event),
    job: Job.strict().parse(JSON.parse(data ?? '')),
  }))
}

describe('a table of more rows than one answer holds', () => {
  it('becomes a job, whose calls are those of the same rows answered at once', LONG, async () => {
    const { job_id, prediction_id } = await accepted(await postTable(server.url, rows(INLINE_ROWS + 1)))
    const job = await ended(job_id)
    expect(job).toMatchObject({ state: 'completed', progress: 100, attempts: 1, result: { prediction_id } })
    const receipt = await (await fetch(`${server.url}/api/predictions/${prediction_id}`)).json()
    expect(receipt).toMatchObject({ prediction_id, total_samples: INLINE_ROWS + 1 })
    const page = await (await fetch(`${server.url}/api/predictions/${prediction_id}/calls?limit=4`)).json()
    const few = await readCalls(await postTable(server.url, rows(4)))
    expect(page).toMatchObject({ predictions: few.predictions })
  })

  it('is answered at once up to the last row that fits, whatever its format and its line ends', LONG, async () => {
    for (const csv of [rows(INLINE_ROWS), rows(INLINE_ROWS).replaceAll('\n', '\r\n')])
      expect((await readCalls(await postTable(server.url, csv, { store: 'false' }))).total_samples).toBe(INLINE_ROWS)
  })

  it('is refused when nothing of it may be kept', LONG, async () => {
    const response = await postTable(server.url, rows(INLINE_ROWS + 1), { store: 'false' })
    expect((await readProblem(response)).errors?.[0]?.field).toBe('store')
  })

  it('becomes a job at the typed procedure too', LONG, async () => {
    const body = tableForm(rows(INLINE_ROWS + 1))
    const response = await fetch(`${server.url}/api/exoplanet/predict-table`, { method: 'POST', body })
    expect((await ended((await accepted(response)).job_id)).state).toBe('completed')
  })
})

describe('Prefer: respond-async', () => {
  const headers = { prefer: 'wait=1, respond-async' }

  it('makes a job of a small table and of JSON rows, with the calls of an answer', LONG, async () => {
    const few = await readCalls(await postTable(server.url, toCsv(KOIS)))
    const asked = [
      fetch(`${server.url}/api/predict`, { method: 'POST', headers, body: tableForm(toCsv(KOIS)) }),
      fetch(`${server.url}/api/predict`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ rows: KOIS }),
      }),
    ]
    for (const response of await Promise.all(asked)) {
      expect(response.headers.get('preference-applied')).toBe('respond-async')
      const { job_id, prediction_id } = await accepted(response)
      expect((await ended(job_id)).state).toBe('completed')
      const page = await (await fetch(`${server.url}/api/predictions/${prediction_id}/calls`)).json()
      expect(page).toMatchObject({ predictions: few.predictions })
    }
  })

  it('fails with its reason when the table cannot be judged, and keeps no prediction', LONG, async () => {
    const body = tableForm('a,b\n1,2\n')
    const { job_id, prediction_id } = await accepted(
      await fetch(`${server.url}/api/predict`, { method: 'POST', headers, body }),
    )
    const job = await ended(job_id)
    expect(job).toMatchObject({ state: 'failed', attempts: 1, result: null })
    expect(job.reason).toMatch(/row|column/)
    expect((await fetch(`${server.url}/api/predictions/${prediction_id}`)).status).toBe(404)
  })

  it('starts one job for one Idempotency-Key, however often it is sent', LONG, async () => {
    const send = () =>
      fetch(`${server.url}/api/predict`, {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': 'the-same-table', 'content-type': 'application/json' },
        body: JSON.stringify({ rows: KOIS }),
      })
    const first = await accepted(await send())
    expect(await accepted(await send())).toEqual(first)
  })

  it('is not heeded for what is not to be kept', async () => {
    const response = await fetch(`${server.url}/api/predict`, {
      method: 'POST',
      headers,
      body: tableForm(toCsv(KOIS), { store: 'false' }),
    })
    expect((await readCalls(response)).predictions).toHaveLength(KOIS.length)
  })
})

describe('a job', () => {
  it('tells its changes as events without a gap, and those after Last-Event-ID to who comes back', LONG, async () => {
    const { job_id } = await accepted(await postTable(server.url, rows(INLINE_ROWS + 1)))
    const events = await readEvents(job_id)
    expect(events.map(({ id }) => id)).toEqual(events.map((_, i) => i))
    expect(events.map(({ job }) => job.version)).toEqual(events.map(({ id }) => id))
    expect(events.at(-1)?.job.state).toBe('completed')
    expect(await readEvents(job_id, 0)).toEqual(events.slice(1))
    expect(await readEvents(job_id, events.length - 1)).toEqual([])
  })

  it('is cancelled for good, and with it its prediction', LONG, async () => {
    // draws within the errors make it long enough to be caught
    const { job_id, prediction_id } = await accepted(
      await postTable(server.url, slowRows(INLINE_ROWS * 3), { fragile: 'true' }),
    )
    const response = await fetch(`${server.url}/api/jobs/${job_id}`, { method: 'DELETE' })
    expect(await response.json()).toMatchObject({ state: 'cancelled' })
    const again = await fetch(`${server.url}/api/jobs/${job_id}`, { method: 'DELETE' })
    expect(again.status).toBe(200)
    const { jobReaders, scorers } = server.services
    await expect
      .poll(() => [jobReaders.load, scorers.load], { timeout: 10_000 })
      .toEqual([
        { running: 0, waiting: 0 },
        { running: 0, waiting: 0 },
      ])
    expect(await getJob(job_id)).toMatchObject({ state: 'cancelled', result: null })
    expect((await fetch(`${server.url}/api/predictions/${prediction_id}`)).status).toBe(404)
  })

  it('cannot be cancelled once it is completed', LONG, async () => {
    const { job_id } = await accepted(
      await fetch(`${server.url}/api/predict`, {
        method: 'POST',
        headers: { prefer: 'respond-async' },
        body: tableForm(toCsv(KOIS)),
      }),
    )
    await ended(job_id)
    const response = await fetch(`${server.url}/api/jobs/${job_id}`, { method: 'DELETE' })
    expect((await readProblem(response)).code).toBe('conflict')
  })

  it('is not there under an id of another kind or of nobody', async () => {
    for (const id of ['job_00000000000000000000000000', 'prd_00000000000000000000000000', 'x'])
      for (const path of [`/api/jobs/${id}`, `/api/jobs/${id}/events`])
        expect((await readProblem(await fetch(server.url + path))).code).toBe('not_found')
  })

  it('answers HEAD without waiting for what happens', LONG, async () => {
    const { job_id } = await accepted(await postTable(server.url, slowRows(INLINE_ROWS * 3), { fragile: 'true' }))
    const head = await fetch(`${server.url}/api/jobs/${job_id}/events`, { method: 'HEAD' })
    expect(head.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect((await getJob(job_id)).finished_at).toBeNull()
    await fetch(`${server.url}/api/jobs/${job_id}`, { method: 'DELETE' })
  })

  it('is in nobody’s list without an account', async () => {
    expect((await readProblem(await fetch(`${server.url}/api/jobs`))).status).toBe(401)
  })

  it('takes no more than ten readers of one address at a time', LONG, async () => {
    const { job_id } = await accepted(await postTable(server.url, slowRows(INLINE_ROWS * 3), { fragile: 'true' }))
    const leave = new AbortController()
    const open = () => fetch(`${server.url}/api/jobs/${job_id}/events`, { signal: leave.signal })
    const ten = await Promise.all(Array.from({ length: 10 }, open))
    expect(ten.map(({ status }) => status)).toEqual(ten.map(() => 200))
    const eleventh = await open()
    expect((await readProblem(eleventh)).code).toBe('too_many')
    expect(eleventh.headers.get('retry-after')).not.toBeNull()
    leave.abort()
    await fetch(`${server.url}/api/jobs/${job_id}`, { method: 'DELETE' })
    await expect
      .poll(async () => (await readEvents(job_id).catch(() => [])).length, { timeout: 10_000 })
      .toBeGreaterThan(0)
  })
})

it('a few JSON rows are never a job', async () => {
  expect((await readCalls(await postJson(server.url, { rows: KOIS }))).predictions).toHaveLength(KOIS.length)
})
