import type { JobState } from '@vouch/contracts/job'
import type { Logger } from 'pino'
import type { Database, Sql } from '../db/client.ts'
import { newId } from '../id.ts'
import { RetryLater } from '../limit/retry-later.ts'
import { createJobFeed, type JobFeed } from './job-feed.ts'
import { openJobQueue } from './job-queue.ts'
import type { JobRecord } from './job-record.ts'
import { createJobRunner, type JobHandlers, type JobRunner } from './job-runner.ts'
import {
  cancelJob,
  countParts,
  deleteOldJobs,
  eventsAfter,
  findJob,
  insertJob,
  insertParts,
  listJobs,
  measureWaiting,
} from './store.ts'

/** Days that an account's jobs are listed once they are over; what they made stays. */
const ACCOUNT_DAYS = 30
/** Jobs that may wait, each with a file of its own; more are refused before a disk is full of them. */
const MOST_WAITING = 1000
const RETRY_SECONDS = 30

export interface NewWork {
  /** by chance, unless the request it is for has one reserved */
  readonly id?: string
  readonly kind: string
  /** what it works on, for whoever asked */
  readonly name?: string
  readonly accountId: string | null
  readonly input: unknown
  /** the file that it works on, which stays until it is over; noted by then, or by `alongside` */
  readonly fileSha256: string | null
}

export interface NewPart {
  readonly id: string
  readonly input: unknown
}

export interface Jobs {
  /**
   * Starts a job; what `alongside` writes is there if and only if the job is. One of that id which is there already is
   * given as it is.
   * @throws RetryLater when too many wait
   */
  start(work: NewWork, alongside?: (transaction: Sql) => Promise<void>): Promise<JobRecord>
  /** Starts parts of a job, for any worker to take; those that are there already are left as they are. */
  startParts(parentId: string, kind: string, parts: readonly NewPart[]): Promise<void>
  /** What parts of a job are done, and the reason of one that has failed. */
  countParts(
    parentId: string,
  ): Promise<{ readonly open: number; readonly rows: number; readonly failed: string | null }>
  find(id: string): Promise<JobRecord | null>
  list(query: {
    accountId: string
    before: string | null
    state: JobState | null
    limit: number
  }): Promise<readonly JobRecord[]>
  /** Cancels a job that is not over. Null when it is over or there is none: whoever ended it first has won. */
  cancel(id: string): Promise<JobRecord | null>
  watch: JobFeed['watch']
  /** Begins to work on jobs, `atOnce` at a time. */
  work(handlers: JobHandlers, atOnce: number): void
  /** processes that work on jobs */
  countWorkers(): Promise<number>
  /** how many jobs wait, and for how long the first of them has */
  measureWaiting(): Promise<{ readonly count: number; readonly seconds: number }>
  sweep(): Promise<void>
  /** Gives back what is being worked on, for another process or the next start. */
  close(): Promise<void>
}

export interface JobsParts {
  readonly database: Database
  readonly log: Logger
  readonly redisUrl: string | undefined
  readonly anonymousDays: number
  readonly mostWaiting?: number
}

export function openJobs({ database, log, redisUrl, anonymousDays, mostWaiting = MOST_WAITING }: JobsParts): Jobs {
  const onError = (error: unknown) => log.warn({ err: error }, 'the queue of jobs does not answer')
  const queue = openJobQueue({ database, redisUrl, onError })
  const feed = createJobFeed((seen) => eventsAfter(database.sql, seen), onError)
  let runner: JobRunner | null = null
  let closing: Promise<void> | null = null
  const close = async () => {
    feed.close()
    const back = runner?.close() ?? []
    await queue.stopDelivering()
    // what is given back is for another: the queue is told of it once nothing more is taken here
    await queue.tell(await back).catch(onError)
    await queue.close()
  }
  return {
    async start(work, alongside) {
      if ((await measureWaiting(database.sql)).count >= mostWaiting)
        throw new RetryLater('unavailable', 'Too many jobs are waiting; try again later.', RETRY_SECONDS)
      const { id = newId('job') } = work
      const record = await database.sql.transaction(async (transaction) => {
        await alongside?.(transaction)
        return insertJob(transaction, { ...work, id })
      })
      // the job is there: a queue that does not take it now is told of it again
      await queue.tell([record]).catch(onError)
      return record
    },
    async startParts(parentId, kind, parts) {
      await insertParts(
        database.sql,
        parts.map(({ id, input }) => ({ id, input, parentId, kind })),
      )
      await queue.tell(parts.map(({ id }) => ({ id, version: 0 }))).catch(onError)
    },
    countParts: (parentId) => countParts(database.sql, parentId),
    find: (id) => findJob(database.sql, id),
    list: (query) => listJobs(database.sql, query),
    async cancel(id) {
      const record = await cancelJob(database.sql, id)
      if (record) runner?.drop(id)
      feed.nudge(id)
      return record
    },
    watch: feed.watch,
    work(handlers, atOnce) {
      runner ??= createJobRunner({ database, queue, handlers, log, onChange: feed.nudge })
      queue.deliver(runner.run, atOnce)
    },
    countWorkers: queue.countWorkers,
    measureWaiting: () => measureWaiting(database.sql),
    sweep: () => deleteOldJobs(database.sql, { anonymousDays, days: ACCOUNT_DAYS }),
    close: () => (closing ??= close()),
  }
}
