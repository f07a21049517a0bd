import { setTimeout as sleep } from 'node:timers/promises'
import type { PgPool } from 'bullmq'
import { afterEach, expect, it } from 'vitest'
import { forEachDatabase } from '../testing/test-database.ts'
import { type JobQueue, openJobQueue } from './job-queue.ts'

/** Far more than five journeys to the database, and far less than five looks of a worker whom nobody wakes (2 s each). */
const WOKEN_MS = 5000

forEachDatabase('openJobQueue', ({ database }) => {
  let queue: JobQueue
  afterEach(async () => {
    await queue.stopDelivering()
    await queue.close()
  })

  it('wakes a worker that waits, again and again', { timeout: 30_000 }, async () => {
    const errors: Error[] = []
    queue = openJobQueue({ database: database(), redisUrl: undefined, onError: (error) => errors.push(error) })
    let delivered: (id: string) => void = () => undefined
    queue.deliver(async ({ id }) => delivered(id), 1)
    const started = performance.now()
    for (const id of ['job_a', 'job_b', 'job_c', 'job_d', 'job_e']) {
      // by then the worker has found nothing, and waits
      await sleep(200)
      const came = new Promise<string>((resolve) => (delivered = resolve))
      await queue.tell([{ id, version: 0 }])
      expect(await came).toBe(id)
    }
    expect(performance.now() - started).toBeLessThan(WOKEN_MS)
    expect(errors).toEqual([])
  })

  it('delivers though the first connections could not be made, and lets others run meanwhile', async () => {
    const errors: Error[] = []
    const queuePool = failing(database().queuePool, 2)
    queue = openJobQueue({ database: { queuePool }, redisUrl: undefined, onError: (error) => errors.push(error) })
    const came = new Promise<string>((resolve) => queue.deliver(async ({ id }) => resolve(id), 1))
    await expect(queue.tell([{ id: 'job_a', version: 0 }])).rejects.toThrow('no connection')
    await queue.tell([{ id: 'job_a', version: 0 }])
    expect(await came).toBe('job_a')
    expect(errors.map(({ message }) => message)).toEqual(['no connection'])
  })

  it('does not ask without a pause while the database refuses, and goes on once it does not', async () => {
    let [refuses, asked] = [false, 0]
    const pool = database().queuePool
    const queuePool = instead(pool, {
      query: async (text, params) => {
        if (!refuses) return pool.query(text, params)
        asked += 1
        await sleep(1)
        throw new Error('cannot execute UPDATE in a read-only transaction')
      },
    })
    queue = openJobQueue({ database: { queuePool }, redisUrl: undefined, onError: () => undefined })
    let deliver: (id: string) => void = () => undefined
    const came = new Promise<string>((resolve) => (deliver = resolve))
    const busy = new Promise<void>((resolve) =>
      queue.deliver(async ({ id }) => {
        if (id === 'job_b') return deliver(id)
        // from now on it cannot even be told that this one is over
        refuses = true
        resolve()
      }, 1),
    )
    await queue.tell([
      { id: 'job_a', version: 0 },
      { id: 'job_b', version: 0 },
    ])
    await busy
    await sleep(2000)
    expect(asked).toBeGreaterThan(0)
    expect(asked).toBeLessThan(20)
    refuses = false
    expect(await came).toBe('job_b')
  })
})

/** The pool, its first connections refused. */
function failing(pool: PgPool, times: number): PgPool {
  let left = times
  return instead(pool, {
    connect: async () => {
      if (left === 0) return pool.connect()
      left -= 1
      throw new Error('no connection')
    },
  })
}

/** The pool, some of what it does done otherwise. */
function instead(pool: PgPool, otherwise: Partial<PgPool>): PgPool {
  return new Proxy(pool, {
    get(target, name) {
      const found: unknown = Reflect.get(name in otherwise ? otherwise : target, name)
      return typeof found === 'function' ? found.bind(target) : found
    },
  })
}
