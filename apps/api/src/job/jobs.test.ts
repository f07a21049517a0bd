import { setTimeout as sleep } from 'node:timers/promises'
import { VouchError } from '@vouch/core/error'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterEach, expect, it } from 'vitest'
import type { Database } from '../db/client.ts'
import { createId } from '../id.ts'
import { forEachDatabase } from '../testing/test-database.ts'
import { createWorkerPool } from '../worker/worker-pool.ts'
import { TestTask } from '../testing/test-task.ts'
import { isFinal, type JobRecord } from './job-record.ts'
import type { JobHandlers, JobWork } from './job-runner.ts'
import { type Jobs, openJobs } from './jobs.ts'
import { deleteJobsOf } from './store.ts'

const log = pino({ level: 'silent' })
const LONG = { timeout: 60_000 }

function jobsOn(database: Database): Jobs {
  return openJobs({ database, log, redisUrl: undefined, anonymousDays: 7 })
}

function handle(run: (work: JobWork) => Promise<unknown>, deadlineMs = 30_000): JobHandlers {
  return { test: { deadlineMs, run: async (work) => ({ result: await run(work) }) } }
}

async function followed(jobs: Jobs, id: string, after = -1): Promise<JobRecord[]> {
  const records: JobRecord[] = []
  for await (const record of jobs.watch(id, after, AbortSignal.timeout(50_000))) records.push(record)
  return records
}

async function ended(jobs: Jobs, id: string): Promise<JobRecord> {
  const last = (await followed(jobs, id)).at(-1)
  if (!last || !isFinal(last)) throw new Error('the job did not end')
  return last
}

const start = (jobs: Jobs, input: unknown = null) =>
  jobs.start({ kind: 'test', accountId: null, input, fileSha256: null })

forEachDatabase('openJobs', ({ database }) => {
  let open: Jobs[] = []
  const opened = () => {
    const jobs = jobsOn(database())
    open.push(jobs)
    return jobs
  }
  afterEach(async () => {
    await Promise.all(open.map((jobs) => jobs.close()))
    open = []
    await database().sql.execute(sql`delete from vouch.job`)
  })

  it('runs a job to its end and tells each change once, in order, without a gap', LONG, async () => {
    const jobs = opened()
    jobs.work(
      handle(async ({ input, note }) => {
        note(40, 'scoring')
        await sleep(1200)
        note(80, 'writing')
        return { got: input }
      }),
      2,
    )
    const { id } = await start(jobs, { rows: 3 })
    const records = await followed(jobs, id)
    expect(records.map(({ version }) => version)).toEqual(records.map((_, i) => i))
    expect(records.map(({ state }) => state)).toEqual([
      'queued',
      'running',
      ...records.slice(3).map(() => 'running'),
      'completed',
    ])
    expect(records.at(-1)).toMatchObject({ progress: 100, result: { got: { rows: 3 } }, attempts: 1 })
    expect(records.some(({ progress, stage }) => progress === 40 && stage === 'scoring')).toBe(true)
    // who comes back is told what came after what he saw
    expect((await followed(jobs, id, 1)).map(({ version }) => version)).toEqual(records.slice(2).map((_, i) => i + 2))
  })

  it('keeps what a job made only together with its end, and tries again when that fails', LONG, async () => {
    const jobs = opened()
    const other = createId('job', 1)
    jobs.work(
      {
        test: {
          deadlineMs: 10_000,
          run: async ({ attempt }) => ({
            result: attempt,
            async keep(transaction) {
              await transaction.execute(
                sql`insert into vouch.job (id, kind, state, input) values (${other}, 'kept', 'completed', '{}')`,
              )
              if (attempt === 1) throw new Error('the database breaks')
            },
          }),
        },
      },
      2,
    )
    expect(await ended(jobs, (await start(jobs)).id)).toMatchObject({ state: 'completed', attempts: 2 })
    expect(await jobs.find(other)).toMatchObject({ kind: 'kept' })
  })

  it('tries three times with growing waits, and then says why it failed', LONG, async () => {
    const jobs = opened()
    const times: number[] = []
    jobs.work(
      handle(async () => {
        times.push(performance.now())
        throw new VouchError('unavailable', 'The disk is on fire.')
      }),
      2,
    )
    const last = await ended(jobs, (await start(jobs)).id)
    expect(last).toMatchObject({ state: 'failed', attempts: 3, reason: 'The disk is on fire.' })
    const waits = times.slice(1).map((time, i) => time - times[i]!)
    expect(waits[0]).toBeGreaterThan(900)
    expect(waits[1]).toBeGreaterThan(3900)
  })

  it('does not try again what is wrong with what was asked for', LONG, async () => {
    const jobs = opened()
    jobs.work(
      handle(() => Promise.reject(new VouchError('invalid', 'No row can be judged.'))),
      2,
    )
    const last = await ended(jobs, (await start(jobs)).id)
    expect(last).toMatchObject({ state: 'failed', attempts: 1, reason: 'No row can be judged.' })
  })

  it('shows nobody what a mistake of ours says', LONG, async () => {
    const jobs = opened()
    jobs.work(
      handle(() => Promise.reject(new Error('password=secret'))),
      2,
    )
    const { id } = await start(jobs)
    await expect.poll(async () => (await jobs.find(id))?.reason, { timeout: 20_000 }).toMatch(/went wrong/)
    expect(JSON.stringify(await jobs.find(id))).not.toContain('secret')
  })

  it('stops the work on a cancelled job, which never becomes completed', LONG, async () => {
    const jobs = opened()
    let stopped = false
    jobs.work(
      handle(async ({ signal, note }) => {
        note(10, 'scoring')
        signal.addEventListener('abort', () => (stopped = true))
        await sleep(700)
        return 'done'
      }),
      2,
    )
    const { id } = await start(jobs)
    await expect.poll(async () => (await jobs.find(id))?.progress, { timeout: 20_000 }).toBe(10)
    expect(await jobs.cancel(id)).toMatchObject({ state: 'cancelled' })
    expect(stopped).toBe(true)
    await sleep(1500)
    expect(await jobs.find(id)).toMatchObject({ state: 'cancelled', result: null })
    expect(await jobs.cancel(id)).toBeNull()
  })

  it('gives a job that is cancelled while it ends one end, and cancelling says which', LONG, async () => {
    const jobs = opened()
    jobs.work(
      handle(async ({ input }) => sleep(Number(input))),
      8,
    )
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, async (_, i) => {
        const { id } = await start(jobs, i % 6)
        while ((await jobs.find(id))?.state === 'queued') await sleep(2)
        const cancelled = await jobs.cancel(id)
        const last = await ended(jobs, id)
        expect(last.state).toBe(cancelled === null ? 'completed' : 'cancelled')
        const records = await followed(jobs, id)
        expect(records.filter(isFinal)).toHaveLength(1)
        return last.state
      }),
    )
    expect(outcomes).toHaveLength(24)
  })

  it('takes up again a job whose worker has died, at most three times in all', LONG, async () => {
    const died = async (attempts: number) => {
      const id = createId('job', Date.now())
      await database().sql.execute(sql`
        insert into vouch.job (id, kind, state, input, attempts, started_at, heartbeat_at)
        values (${id}, 'test', 'running', '{}', ${attempts}, now() - interval '1 minute', now() - interval '9 seconds')`)
      return id
    }
    const [once, often] = [await died(1), await died(3)]
    const jobs = opened()
    jobs.work(
      handle(async ({ attempt }) => attempt),
      2,
    )
    expect(await ended(jobs, once)).toMatchObject({ state: 'completed', attempts: 2, result: 2 })
    expect(await ended(jobs, often)).toMatchObject({ state: 'failed', attempts: 3 })
    expect((await jobs.find(often))?.reason).toMatch(/ended without a word, 3 times/)
  })

  it('runs a job that was stored and that the queue was never told of', LONG, async () => {
    const id = createId('job', Date.now())
    await database().sql.execute(sql`
      insert into vouch.job (id, kind, state, input, enqueued_at)
      values (${id}, 'test', 'queued', '7', now() - interval '1 minute')`)
    const jobs = opened()
    jobs.work(
      handle(async ({ input }) => input),
      2,
    )
    expect(await ended(jobs, id)).toMatchObject({ state: 'completed', result: 7 })
  })

  it('is held up by no job that hangs, and ends that at its deadline', LONG, async () => {
    const jobs = opened()
    jobs.work(
      handle(({ input }) => (input === 'hang' ? new Promise(() => undefined) : Promise.resolve(input)), 1500),
      2,
    )
    const poison = await start(jobs, 'hang')
    const beganAt = performance.now()
    const good = await Promise.all(Array.from({ length: 20 }, (_, i) => start(jobs, i)))
    const lasts = await Promise.all(good.map(({ id }) => ended(jobs, id)))
    expect(lasts.map(({ state }) => state)).toEqual(good.map(() => 'completed'))
    expect(performance.now() - beganAt).toBeLessThan(5000)
    expect(await ended(jobs, poison.id)).toMatchObject({ state: 'failed', attempts: 3 })
  })

  it('stops the work on a job that another process cancels', LONG, async () => {
    const [here, there] = [opened(), opened()]
    let stopped = false
    there.work(
      handle(async ({ signal }) => {
        signal.addEventListener('abort', () => (stopped = true))
        await sleep(20_000, undefined, { signal })
      }),
      2,
    )
    const { id } = await start(here)
    await expect.poll(async () => (await here.find(id))?.state, { timeout: 20_000 }).toBe('running')
    await here.cancel(id)
    await expect.poll(() => stopped, { timeout: 5000 }).toBe(true)
    expect(await here.find(id)).toMatchObject({ state: 'cancelled' })
  })

  it('ends jobs whose threads exit, run out of memory or loop for ever, and harms none behind them', LONG, async () => {
    const jobs = opened()
    const pool = createWorkerPool<TestTask, unknown, number>({
      entry: '../testing/thread',
      threads: 2,
      waiting: 100,
      data: null,
      limits: { maxOldGenerationSizeMb: 48 },
      onCrash: () => undefined,
    })
    jobs.work(
      handle(({ input, signal }) => {
        const task = TestTask.parse(input)
        // a thread's start counts, which takes its time on a busy machine
        return pool.run(task, { deadlineMs: task.do === 'hang' ? 1000 : 20_000, signal })
      }, 30_000),
      2,
    )
    try {
      const poison = await Promise.all(['crash', 'exhaust', 'hang'].map((what) => start(jobs, { do: what })))
      const good = await Promise.all(Array.from({ length: 20 }, (_, value) => start(jobs, { do: 'echo', value })))
      for (const [i, { id }] of good.entries())
        expect(await ended(jobs, id)).toMatchObject({ state: 'completed', result: i })
      const ends = await Promise.all(poison.map(({ id }) => ended(jobs, id)))
      expect(ends.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed'])
      expect(ends.map(({ attempts }) => attempts)).toEqual([3, 1, 3])
      expect(ends[1]?.reason).toMatch(/memory/)
      expect(ends[2]?.reason).toMatch(/stopped after 1 second/)
    } finally {
      await pool.close()
    }
  })

  it('ends the thread of a cancelled job, and has another for the next', LONG, async () => {
    const jobs = opened()
    const pool = createWorkerPool<TestTask, unknown, number>({
      entry: '../testing/thread',
      threads: 1,
      waiting: 100,
      data: null,
      onCrash: () => undefined,
    })
    jobs.work(
      handle(({ input, signal }) => pool.run(TestTask.parse(input), { deadlineMs: 50_000, signal }), 60_000),
      2,
    )
    try {
      const { id } = await start(jobs, { do: 'hang' })
      await expect.poll(() => pool.load.running, { timeout: 20_000 }).toBe(1)
      await jobs.cancel(id)
      expect(pool.load).toEqual({ running: 0, waiting: 0 })
      const next = await start(jobs, { do: 'echo', value: 5 })
      expect(await ended(jobs, next.id)).toMatchObject({ state: 'completed', result: 5 })
    } finally {
      await pool.close()
    }
  })

  it('gives back what it works on when it closes, for the next to do', LONG, async () => {
    const first = opened()
    first.work(
      handle(async () => sleep(60_000)),
      2,
    )
    const { id } = await start(first)
    await expect.poll(async () => (await first.find(id))?.state, { timeout: 20_000 }).toBe('running')
    await first.close()
    const second = opened()
    expect(await second.find(id)).toMatchObject({ state: 'queued', attempts: 0 })
    second.work(
      handle(async () => 'done'),
      2,
    )
    expect(await ended(second, id)).toMatchObject({ state: 'completed', attempts: 1 })
  })

  it('keeps nothing of a job that was deleted with its account while it ran', LONG, async () => {
    const jobs = opened()
    const accountId = createId('acc', Date.now())
    await database().sql.execute(sql`insert into vouch.account (id) values (${accountId})`)
    let [stopped, kept] = [false, false]
    jobs.work(
      {
        test: {
          deadlineMs: 30_000,
          async run({ signal }) {
            signal.addEventListener('abort', () => (stopped = true))
            await sleep(2500)
            return { result: null, keep: async () => void (kept = true) }
          },
        },
      },
      2,
    )
    const { id } = await jobs.start({ kind: 'test', accountId, input: null, fileSha256: null })
    await expect.poll(async () => (await jobs.find(id))?.state, { timeout: 20_000 }).toBe('running')
    await deleteJobsOf(database().sql, accountId)
    await expect.poll(() => stopped, { timeout: 5000 }).toBe(true)
    await sleep(1500)
    expect([await jobs.find(id), kept]).toEqual([null, false])
    await database().sql.execute(sql`delete from vouch.account where id = ${accountId}`)
  })

  it('refuses one more when as many wait as may, and says when to come back', LONG, async () => {
    const jobs = openJobs({ database: database(), log, redisUrl: undefined, anonymousDays: 7, mostWaiting: 2 })
    open.push(jobs)
    await Promise.all([start(jobs), start(jobs)])
    await expect(start(jobs)).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 30 })
  })

  it('starts a job together with what belongs to it, or neither', LONG, async () => {
    const jobs = opened()
    const refused = jobs.start({ kind: 'test', accountId: null, input: null, fileSha256: null }, () =>
      Promise.reject(new Error('no room')),
    )
    await expect(refused).rejects.toThrow('no room')
    const count: unknown = await database().sql.execute(sql`select count(*)::int as n from vouch.job`)
    expect(count).toMatchObject({ rows: [{ n: 0 }] })
  })
})
