import { VouchError } from '@vouch/core/error'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../db/client.ts'
import { makeTestPlace, openTestDatabase, type TestPlace } from '../testing/test-database.ts'
import { isFinal, type JobRecord } from './job-record.ts'
import { type Jobs, openJobs } from './jobs.ts'

/** A database of the local Redis that nobody else uses. */
const REDIS_URL = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379/13'
const LONG = { timeout: 60_000 }

async function answers(): Promise<boolean> {
  const redis = new Redis(REDIS_URL, { lazyConnect: true, retryStrategy: () => null })
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    return true
  } catch {
    return false
  } finally {
    redis.disconnect()
  }
}

describe.skipIf(!(await answers()))('openJobs with its queue in Redis', () => {
  let place: TestPlace
  let database: Database
  let redis: Redis
  let jobs: Jobs
  beforeAll(async () => {
    place = await makeTestPlace('pglite')
    database = await openTestDatabase(place)
    redis = new Redis(REDIS_URL)
    await redis.flushdb()
  }, 60_000)
  afterEach(() => jobs.close())
  afterAll(async () => {
    await redis.flushdb()
    redis.disconnect()
    await database.close()
    await place.remove()
  })
  const open = () =>
    (jobs = openJobs({ database, log: pino({ level: 'silent' }), redisUrl: REDIS_URL, anonymousDays: 7 }))
  const start = () => jobs.start({ kind: 'test', accountId: null, input: null, fileSha256: null })
  const ended = async (id: string): Promise<JobRecord | undefined> => {
    let last: JobRecord | undefined
    for await (const record of jobs.watch(id, -1, AbortSignal.timeout(50_000))) last = record
    return last && isFinal(last) ? last : undefined
  }

  it('runs jobs, each once, and tries again what may go better', LONG, async () => {
    const runs: string[] = []
    open().work(
      {
        test: {
          deadlineMs: 10_000,
          async run({ id, attempt }) {
            runs.push(id)
            if (attempt === 1) throw new VouchError('unavailable', 'Not yet.')
            return { result: attempt }
          },
        },
      },
      2,
    )
    const started = await Promise.all([1, 2, 3].map(start))
    const lasts = await Promise.all(started.map(({ id }) => ended(id)))
    expect(lasts.map((last) => last?.result)).toEqual([2, 2, 2])
    expect(runs).toHaveLength(6)
  })

  it('loses no job when Redis loses everything', LONG, async () => {
    open()
    const { id } = await start()
    await redis.flushdb()
    jobs.work({ test: { deadlineMs: 10_000, run: async () => ({ result: 'done' }) } }, 2)
    expect(await ended(id)).toMatchObject({ state: 'completed', result: 'done' })
  })
})
