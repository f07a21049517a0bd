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
})

/** The pool, its first connections refused. */
function failing(pool: PgPool, times: number): PgPool {
  let left = times
  return new Proxy(pool, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name)
      if (name === 'connect' && left > 0)
        return async () => {
          left -= 1
          throw new Error('no connection')
        }
      return typeof found === 'function' ? found.bind(target) : found
    },
  })
}
