import { setTimeout as sleep } from 'node:timers/promises'
import { createPostgresBackend, type PgPool, Queue, type QueueOptions, withBackend, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import type { Database } from '../db/client.ts'
import type { WaitingJob } from './store.ts'

/** The queue's name in the database or Redis, the same for every process. */
const NAME = 'vouch'
/** A delivery whose worker does not renew it for this long is given to another. The job's own lease is what counts. */
const LOCK_MS = 10_000
/** A queue that stops answers its last delivery within this, or is left alone. */
const CLOSE_MS = 8000
/** Between two tries to connect. */
const RETRY_MS = 2000
/** How much later a refused statement is said to be. */
const REFUSED_MS = 500

/**
 * Who works on a job, and when. What a job is and what came of it stands in its row: a delivery only says that one waits,
 * so that one that comes twice, or late, or not at all, does no harm.
 */
export interface JobQueue {
  /** Told twice of the same, it takes notice once. */
  tell(jobs: readonly WaitingJob[], delayMs?: number): Promise<void>
  /** Has `work` called for each delivery, for so many at a time. */
  deliver(work: (job: WaitingJob) => Promise<void>, atOnce: number): void
  /** processes that take deliveries, this one with them */
  countWorkers(): Promise<number>
  /** Takes no more deliveries, once those that are being worked on have ended. */
  stopDelivering(): Promise<void>
  close(): Promise<void>
}

export interface QueueOpening {
  readonly database: Pick<Database, 'queuePool'>
  readonly redisUrl: string | undefined
  readonly onError: (error: Error) => void
}

/** What is over is forgotten by the queue at once: the job's row keeps it. */
const OVER = { removeOnComplete: true, removeOnFail: true } as const

interface Connected {
  on(event: 'error', listener: (error: Error) => void): unknown
  /** rejects when the first connection fails, and from then on: it is of no use any more */
  waitUntilReady(): Promise<unknown>
  close(): Promise<void>
}

/** The queue as it is in the database or in Redis: the same in what is used of it here. */
interface Backend {
  makeQueue(): Connected & Pick<Queue<WaitingJob>, 'addBulk' | 'getWorkersCount'>
  /** It takes deliveries once it is run. */
  makeWorker(
    work: (delivery: { data: WaitingJob }) => Promise<void>,
    atOnce: number,
  ): Connected & Pick<Worker<WaitingJob>, 'run'>
  end(): Promise<void>
}

/**
 * Opens the queue. BullMQ remembers for good that a first connection failed, and a worker of it that runs without one turns
 * in a circle that lets nothing else of the process run: one that could not connect is made anew, and none runs before it has.
 */
export function openJobQueue({ database, redisUrl, onError }: QueueOpening): JobQueue {
  const { makeQueue, makeWorker, end } = redisUrl === undefined ? onDatabase(database) : onRedis(redisUrl, onError)
  let queue: ReturnType<typeof makeQueue> | null = null
  let worker: ReturnType<typeof makeWorker> | null = null
  let stopped = false
  const openQueue = async () => {
    const opened = (queue ??= watched(makeQueue()))
    try {
      await opened.waitUntilReady()
    } catch (error) {
      if (queue === opened) queue = null
      throw error
    }
    return opened
  }
  const watched = <Made extends Connected>(made: Made): Made => {
    made.on('error', onError)
    return made
  }
  return {
    async tell(jobs, delayMs = 0) {
      if (jobs.length === 0) return
      const delay = delayMs > 0 ? { delay: delayMs } : {}
      const opened = await openQueue()
      await opened.addBulk(
        jobs.map(({ id, version }) => ({
          name: 'job',
          data: { id, version },
          opts: { ...OVER, ...delay, attempts: 1, jobId: `${id}-${version}` },
        })),
      )
    },
    deliver(work, atOnce) {
      const begin = async () => {
        while (!stopped) {
          worker = watched(makeWorker(({ data }) => work(data), atOnce))
          try {
            await worker.waitUntilReady()
            return await worker.run()
          } catch (error) {
            onError(error instanceof Error ? error : new Error(String(error)))
            await worker.close()
            await sleep(RETRY_MS)
          }
        }
      }
      void begin()
    },
    countWorkers: async () => (await openQueue()).getWorkersCount(),
    async stopDelivering() {
      stopped = true
      await Promise.race([worker?.close(), late()])
    },
    async close() {
      await Promise.race([queue?.close(), late()])
      await end()
    },
  }
}

const OPTIONS = {
  autorun: false,
  lockDuration: LOCK_MS,
  stalledInterval: LOCK_MS,
  maxStalledCount: 1,
  drainDelay: 2,
}

function onDatabase({ queuePool }: Pick<Database, 'queuePool'>): Backend {
  const on = withBackend(createPostgresBackend)
  const connection = refusingSlowly(queuePool)
  return {
    makeQueue: () => new on.Queue<WaitingJob>(NAME, { connection }),
    makeWorker: (work, concurrency) => new on.Worker<WaitingJob>(NAME, work, { ...OPTIONS, connection, concurrency }),
    // the pool is closed by whoever opened the database
    end: async () => undefined,
  }
}

/**
 * The same pool, whose refused statements are told of after a moment: BullMQ's worker asks again at once, a thousand times a
 * second, for as long as a database can only be read, or its disk is full.
 */
function refusingSlowly(pool: PgPool): PgPool {
  const query: PgPool['query'] = async (text, params) => {
    try {
      return await pool.query(text, params)
    } catch (error) {
      await sleep(REFUSED_MS)
      throw error
    }
  }
  return new Proxy(pool, {
    get(target, name) {
      const found: unknown = name === 'query' ? query : Reflect.get(target, name)
      return typeof found === 'function' ? found.bind(target) : found
    },
  })
}

function onRedis(url: string, onError: (error: Error) => void): Backend {
  const connection = new Redis(url, { maxRetriesPerRequest: null })
  connection.on('error', onError)
  const options: QueueOptions = { connection }
  return {
    makeQueue: () => new Queue<WaitingJob>(NAME, options),
    makeWorker: (work, concurrency) => new Worker<WaitingJob>(NAME, work, { ...OPTIONS, connection, concurrency }),
    end: async () => connection.disconnect(),
  }
}

function late(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())
}
