import type { Metrics as CodingFigures } from '@vouch/contracts/domains/coding-metrics'
import type { TableLimits } from '@vouch/core/table/table'
import type { Logger } from 'pino'
import { type Accounts, openAccounts } from './account/accounts.ts'
import { type Auditor, createAuditor } from './audit/auditor.ts'
import type { Database } from './db/client.ts'
import type { Settings } from './env.ts'
import { createFindAddress, type FindAddress } from './limit/client-address.ts'
import { createGate, type Gate } from './limit/gate.ts'
import type { Metrics } from './metrics/metrics.ts'
import { type FileStore, openFileStore } from './file/file-store.ts'
import { type Jobs, openJobs } from './job/jobs.ts'
import { newestPlace, sessionsAfter } from './domains/coding/batch-store.ts'
import { createSessionFeed, type SessionFeed } from './domains/coding/session-feed.ts'
import { createSharedFigures, type SharedFigures } from './domains/coding/shared-figures.ts'
import { createStreams, type Streams } from './job/streams.ts'
import type { ModelRegistry } from './model/model-registry.ts'
import { type LiveModels, openLiveModels } from './model/live-models.ts'
import { createOwnModels, type OwnModels, ownModelsFolder } from './model/own-models.ts'
import { SCORE_DEADLINE_MS, type Scorers, type Scoring } from './model/scoring.ts'
import { createRowBatcher, type RowBatcher } from './prediction/row-batcher.ts'
import { createKeeper, type KeepSubmission } from './prediction/keep-submission.ts'
import type { ReadAsk, ReaderData, ReadResults, ReadTask } from './worker/read-task.ts'
import { isScored, type ScoreResult, type ScoreRowsTask } from './worker/score-task.ts'
import type { TrainerData, TrainResult, TrainTask } from './worker/train-task.ts'
import { transferable } from './worker/serve-tasks.ts'
import { createWorkerPool, type WorkerPool } from './worker/worker-pool.ts'

export type Trainers = WorkerPool<TrainTask, TrainResult>
export type Readers = WorkerPool<ReadTask, ReadResults[keyof ReadResults], ReadAsk>

/** What the procedures work with; made once, closed once. */
export interface Services {
  readonly settings: Settings
  readonly log: Logger
  readonly models: ModelRegistry
  readonly ownModels: OwnModels
  readonly live: LiveModels
  readonly database: Database
  readonly accounts: Accounts
  readonly audit: Auditor
  readonly files: FileStore
  readonly keepSubmission: KeepSubmission
  readonly limits: TableLimits
  readonly scorers: Scorers
  /** reads tables; may be busy for long */
  readonly readers: Readers
  /** pages, downloads and single rows, so that none of them waits for a long table */
  readonly clerks: Readers
  /** reads the tables of jobs, so that no request waits for one of them */
  readonly jobReaders: Readers
  /** trains models; each for as long as it takes */
  readonly trainers: Trainers
  readonly batcher: RowBatcher
  /** chunks of one table that may be with the scorers at once */
  readonly lanes: number
  readonly metrics: Metrics
  /** who a request comes from, as `TRUST_PROXY` says */
  readonly findAddress: FindAddress
  readonly jobs: Jobs
  readonly streams: Streams
  /** coding sessions as they come */
  readonly codingFeed: SessionFeed
  /** figures of coding, for all who listen */
  readonly codingFigures: SharedFigures<CodingFigures>
  /** exports that are being sent */
  readonly downloads: Gate
  readonly startedAtMs: number
  /** the process was told to stop: it says that it is not ready */
  stopping: boolean
  /** no new request is taken; what has begun is finished */
  refusing: boolean
}

const MEGABYTE = 1 << 20
/** Less than the time between two that one listener is told of. */
const SHARED_FIGURES_MS = 4000
/** A reader's heap: the largest workbook within the limits of `core/table` fits, and a runaway one does not take the server. */
const READER_HEAP_MB = 768
/** Room for what a thousand rows leave behind, so that it is gone before it would be moved. */
const READER_YOUNG_MB = 96
/** Trees of a forest over the largest table that is trained on. */
const TRAINER_HEAP_MB = 2048
/** Jobs that one process works on at once: two, so that one that hangs holds up nobody, and no more memory than that takes. */
export const JOBS_AT_ONCE = 2
/** The largest file that is stored, from a slow disk. */
const HASH_DEADLINE_MS = 60_000

/** Each holds a piece of two megabytes for as long as its reader takes, so that all of them hold 128 MB. */
const DOWNLOADS = {
  capacity: 64,
  share: 16,
  waiting: 64,
  waitMs: 10_000,
  refusal: 'Too many downloads are under way; try again in a moment.',
}

interface ServiceParts {
  readonly log: Logger
  readonly scoring: Scoring
}

/** The services on a database that is opened for them; what was begun is ended where they cannot be had. */
export async function openServices(
  settings: Settings,
  { database: open, ...parts }: ServiceParts & { database(): Promise<Database> },
): Promise<Services> {
  let database: Database | null = null
  try {
    database = await open()
    return await createServices(settings, { ...parts, database })
  } catch (error) {
    await parts.scoring.close()
    await database?.close()
    throw error
  }
}

async function createServices(
  settings: Settings,
  { log, database, scoring }: ServiceParts & { database: Database },
): Promise<Services> {
  const { models, scorers, metrics, threads } = scoring
  const findAddress = createFindAddress(settings.TRUST_PROXY)
  const limits = tableLimits(settings)
  const audit = await createAuditor(database, log)
  const onWait = (pool: string) => (waitedMs: number) => metrics.wait(pool, waitedMs / 1000)
  const onCrash = (error: Error) => log.error({ err: error }, 'a worker thread died and is replaced')
  const readerPool = (name: string, count: number): Readers =>
    createWorkerPool({
      entry: 'reader',
      threads: count,
      waiting: 256,
      data: { models: models.folders, ownModels: ownModelsFolder(settings.VOUCH_HOME), limits } satisfies ReaderData,
      limits: { maxOldGenerationSizeMb: READER_HEAP_MB, maxYoungGenerationSizeMb: READER_YOUNG_MB },
      onCrash,
      onWait: onWait(name),
    })
  const readers = readerPool('readers', threads)
  const clerks = readerPool('clerks', 1)
  const jobReaders = readerPool('jobReaders', JOBS_AT_ONCE)
  const trainers: Trainers = createWorkerPool({
    entry: 'trainer',
    threads: JOBS_AT_ONCE,
    waiting: JOBS_AT_ONCE,
    data: { limits } satisfies TrainerData,
    limits: { maxOldGenerationSizeMb: TRAINER_HEAP_MB },
    onCrash,
    onWait: onWait('trainers'),
  })
  for (const [name, pool] of Object.entries({ readers, clerks, jobReaders, trainers }))
    metrics.watchPool(name, () => pool.load)
  const files = await openFileStore(settings.VOUCH_HOME, database.sql, async (path) => {
    const hash = await clerks.run({ kind: 'hash', path }, { deadlineMs: HASH_DEADLINE_MS })
    if (typeof hash !== 'string') throw new Error('A reader gave no hash.')
    return hash
  })
  const downloads = createGate(DOWNLOADS)
  metrics.watchGate('downloads', downloads)
  const jobs = openJobs({
    database,
    log,
    redisUrl: settings.REDIS_URL,
    anonymousDays: settings.ANONYMOUS_RETENTION_DAYS,
  })
  const waiting = (of: 'count' | 'seconds') => async () =>
    (await jobs.measureWaiting().catch(() => null))?.[of] ?? Number.NaN
  metrics.watch('vouch_jobs_waiting', 'Jobs that nobody works on yet', waiting('count'))
  metrics.watch('vouch_jobs_wait_seconds', 'How long the first of the waiting jobs has waited', waiting('seconds'))
  return {
    settings,
    log,
    models,
    ownModels: createOwnModels({ home: settings.VOUCH_HOME, sql: database.sql, files }),
    live: await openLiveModels(database.sql, log),
    database,
    accounts: await openAccounts(settings, { database, log }),
    audit,
    files,
    keepSubmission: createKeeper(database),
    limits,
    scorers,
    readers,
    clerks,
    jobReaders,
    trainers,
    batcher: createRowBatcher((task) => scoreRows(scorers, task, true), { lanes: threads }),
    lanes: threads * 2,
    metrics,
    findAddress,
    jobs,
    streams: createStreams(),
    codingFigures: createSharedFigures(SHARED_FIGURES_MS),
    codingFeed: createSessionFeed({
      newest: () => newestPlace(database.sql),
      after: (place) => sessionsAfter(database.sql, place),
      onError: (error) => log.warn({ err: error }, 'new coding sessions could not be looked for'),
    }),
    downloads,
    startedAtMs: Date.now(),
    stopping: false,
    refusing: false,
  }
}

export async function closeServices(services: Services): Promise<void> {
  const { scorers, readers, clerks, jobReaders, trainers, jobs, accounts, audit, live, codingFeed, database } = services
  accounts.close()
  live.close()
  codingFeed.close()
  // jobs first: they are given back while there is still something to write it down with
  await jobs.close()
  // scorers last: what they have begun ends by itself, and nothing more comes from the others
  await Promise.all([readers.close(), clerks.close(), jobReaders.close(), trainers.close()])
  await scorers.close()
  await audit.close()
  await database.close()
}

/** Sends rows to a scorer; `urgent` ones go before the chunks of big tables. */
export async function scoreRows(
  scorers: Scorers,
  task: ScoreRowsTask,
  urgent: boolean,
  signal?: AbortSignal,
): Promise<ScoreResult> {
  const transfer = transferable([...Object.values(task.columns.values), task.catalogue])
  const result = await scorers.run(task, {
    transfer,
    urgent,
    deadlineMs: SCORE_DEADLINE_MS,
    ...(signal ? { signal } : {}),
  })
  if (!isScored(result)) throw new Error('A scorer gave no scores.')
  return result
}

/** Answers a reader that has rows to be scored. */
export async function answerReader(
  scorers: Scorers,
  question: ReadAsk,
  signal?: AbortSignal,
): Promise<{ value: unknown; transfer: ReturnType<typeof transferable> }> {
  if (question.kind !== 'score') throw new Error('A reader of rows asked for something else.')
  const value = await scoreRows(scorers, question.task, false, signal)
  return { value, transfer: transferable([value.probability, value.flipRate, value.features, ...value.shown]) }
}

/** What is taken of a table: four times the upload once unpacked, and never so much that a bomb fills a disk or a heap. */
function tableLimits(settings: Settings): TableLimits {
  const bytes = Math.floor(settings.MAX_UPLOAD_MB * MEGABYTE)
  return {
    bytes,
    unpackedBytes: Math.max(4 * bytes, 64 * MEGABYTE),
    rows: 10_000_000,
    columns: 2000,
    cellBytes: 100_000,
  }
}
