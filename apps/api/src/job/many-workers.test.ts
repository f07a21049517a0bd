import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Job, JobAccepted } from '@vouch/contracts/job'
import { koiTableCsv } from '@vouch/core/domains/exoplanet/simulate/koi-table-csv'
import { simulateKoiTable } from '@vouch/core/domains/exoplanet/simulate/simulate-koi-table'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { tableForm } from '../testing/requests.ts'
import { spawnServer } from '../testing/spawn-server.ts'
import { spawnWorker } from '../testing/spawn-worker.ts'
import { endSpawned } from '../testing/end-spawned.ts'
import { makeTestPlace, serverRuns } from '../testing/test-database.ts'

const ROWS = 80_000
/** A worker that was killed is missed after this long. */
const NOTICED_MS = 15_000

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step()
}, 180_000)

function bigTable(): string {
  const [header = '', ...rows] = koiTableCsv(simulateKoiTable({ seed: 'workers', rows: 2000 }))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const block = `${rows.join('\n')}\n`
  return `${header}\n${block.repeat(ROWS / rows.length)}`
}

async function submit(url: string, csv: string): Promise<JobAccepted> {
  const headers = { prefer: 'respond-async' }
  const response = await fetch(`${url}/api/predict`, { method: 'POST', headers, body: tableForm(csv) })
  return JobAccepted.parse(await response.json())
}

async function getJob(url: string, id: string): Promise<Job> {
  return Job.parse(await (await fetch(`${url}/api/jobs/${id}`)).json())
}

async function until(url: string, id: string, reached: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const job = await getJob(url, id)
    if (reached(job) || job.finished_at !== null) return job
    await sleep(50)
  }
}

async function callsOf(url: string, predictionId: string): Promise<Buffer> {
  const response = await fetch(`${url}/api/predictions/${predictionId}/download?format=parquet`)
  expect(response.status).toBe(200)
  return Buffer.from(await response.arrayBuffer())
}

async function start(environment: Readonly<Record<string, string>>): Promise<string> {
  const server = await spawnServer({ RATE_LIMIT: 'off', STOP_DELAY_SECONDS: '0', ...environment })
  undo.push(() => endSpawned(server))
  return server.url
}

async function startWorker(environment: Readonly<Record<string, string>>) {
  const worker = await spawnWorker(environment)
  undo.push(() => endSpawned(worker))
  return worker
}

/** The calls of one process that has the table alone. */
async function callsOfOne(csv: string): Promise<Buffer> {
  const home = await mkdtemp(join(tmpdir(), 'vouch-one-'))
  undo.push(() => rm(home, { recursive: true, force: true }))
  const url = await start({ VOUCH_HOME: home })
  const { job_id, prediction_id } = await submit(url, csv)
  expect(await until(url, job_id, () => false)).toMatchObject({ state: 'completed' })
  return callsOf(url, prediction_id)
}

describe.skipIf(!serverRuns)('three workers on one PostgreSQL', () => {
  it(
    'score a table together, one of them killed half-way, to the byte as one alone',
    { timeout: 300_000 },
    async () => {
      const csv = bigTable()
      const place = await makeTestPlace('postgresql')
      undo.push(() => place.remove())
      const { VOUCH_HOME, DATABASE_URL = '' } = place.settings
      const environment = { VOUCH_HOME, DATABASE_URL, WORKER: 'off' }
      const url = await start(environment)
      const [first, ...others] = await Promise.all([1, 2, 3].map(() => startWorker(environment)))
      // so that the first takes the job, and with it the part that is hardest to lose
      for (const { child } of others) child.kill('SIGSTOP')
      const { job_id, prediction_id } = await submit(url, csv)
      await until(url, job_id, ({ stage }) => stage === 'scoring')
      for (const { child } of others) child.kill('SIGCONT')
      const half = await until(url, job_id, ({ progress }) => progress > 30)
      expect(half).toMatchObject({ state: 'running', stage: 'scoring' })
      first?.child.kill('SIGKILL')
      const killedAt = performance.now()
      await until(url, job_id, ({ state, attempts }) => state === 'running' && attempts === 2)
      expect(performance.now() - killedAt).toBeLessThan(NOTICED_MS)
      const job = await until(url, job_id, () => false)
      expect(job).toMatchObject({ state: 'completed', attempts: 2, result: { prediction_id } })
      const client = new pg.Client({ connectionString: DATABASE_URL })
      await client.connect()
      const { rows } = await client.query(
        `select count(*)::int as parts, count(*) filter (where state = 'completed')::int as done,
        max(attempts)::int as attempts from vouch.job where parent_id is not null or id = $1`,
        [job_id],
      )
      await client.end()
      expect(rows).toEqual([{ parts: Math.ceil(ROWS / 16_384) + 1, done: Math.ceil(ROWS / 16_384) + 1, attempts: 2 }])
      const calls = await callsOf(url, prediction_id)
      expect(calls.equals(await callsOfOne(csv))).toBe(true)
    },
  )
})

describe('a process that is killed in the middle of a job', () => {
  it('is followed by one that finishes it, on its own database', { timeout: 180_000 }, async () => {
    const home = await mkdtemp(join(tmpdir(), 'vouch-killed-'))
    undo.push(() => rm(home, { recursive: true, force: true }))
    const environment = { VOUCH_HOME: home, RATE_LIMIT: 'off', STOP_DELAY_SECONDS: '0' }
    const first = await spawnServer(environment)
    const { job_id, prediction_id } = await submit(first.url, bigTable())
    // its name is written at once, its progress each second: by then it may be over
    expect(await until(first.url, job_id, ({ stage }) => stage === 'scoring')).toMatchObject({ state: 'running' })
    first.child.kill('SIGKILL')
    await first.exited
    const url = await start(environment)
    const startedAt = performance.now()
    await until(url, job_id, ({ state, attempts }) => state === 'running' && attempts === 2)
    expect(performance.now() - startedAt).toBeLessThan(NOTICED_MS)
    expect(await until(url, job_id, () => false)).toMatchObject({ state: 'completed', attempts: 2 })
    expect(await callsOf(url, prediction_id)).not.toHaveLength(0)
  })
})
