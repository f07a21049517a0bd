import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { FinalJobError } from '../job/job-errors.ts'
import type { JobHandlers, JobOutcome, JobWork } from '../job/job-runner.ts'
import { findReadyModel } from '../model/own-models.ts'
import { answerReader, type Services } from '../services.ts'
import { isPredictResult, type PredictResult, type ReadTask } from '../worker/read-task.ts'
import { TableCut } from '../worker/shards.ts'
import { newSubmission } from './keep-submission.ts'
import { insertSubmissions } from './store.ts'
import { type OpenedTable, openAccepted, TABLE_JOB, TableJobInput } from './table-job.ts'
import { tableDeadlineMs } from './table-deadline.ts'

const SHARD_JOB = 'score-shard'
/** A shard is a second's work; with draws within the errors a minute's. */
const SHARD_MS = 300_000
const LOOK_MS = 200

const ShardInput = z.object({
  folder: z.string(),
  shard: z.int(),
  how: z.object({
    model: z.string(),
    variant: z.string(),
    fragileAt: z.number().nullable(),
    features: z.literal(false),
  }),
  model_sha256: z.string(),
})
type ShardInput = z.infer<typeof ShardInput>

export interface TableJobOptions {
  /** from this many bytes a table is cut into shards, where several processes work */
  readonly shardedFromBytes: number
}

/** What a worker does for accepted tables: a whole one alone, or a shard of one that many work on. */
export function tableJobs(services: Services, { shardedFromBytes }: TableJobOptions): JobHandlers {
  return {
    [TABLE_JOB]: {
      deadlineMs: 2 * tableDeadlineMs(services.limits.bytes),
      async run(work) {
        const input = TableJobInput.parse(work.input)
        const folder = await services.files.createWorkFolder()
        try {
          const opened = await openAccepted(services, input, work.accountId)
          const callsPath = join(folder.path, 'calls.parquet')
          const shared = input.upload.bytes >= shardedFromBytes && (await isShared(services))
          const run = shared ? runShared : runAlone
          return await outcomeOf(services, opened, callsPath, await run(services, work, { input, opened, callsPath }))
        } finally {
          await folder.remove()
        }
      },
    },
    [SHARD_JOB]: { deadlineMs: SHARD_MS, run: (work) => runShard(services, work) },
  }
}

interface Table {
  readonly input: TableJobInput
  readonly opened: OpenedTable
  readonly callsPath: string
}

/** Whether other processes work on jobs, and the files that they need are where they can read them. */
async function isShared({ database, settings, jobs }: Services): Promise<boolean> {
  if (database.kind === 'pglite' && settings.REDIS_URL === undefined) return false
  return (await jobs.countWorkers()) > 1
}

async function runAlone(
  services: Services,
  work: JobWork,
  { input, opened, callsPath }: Table,
): Promise<PredictResult> {
  const { submission, file, context } = opened
  const { name, kind, bytes } = input.upload
  work.note(0, 'reading')
  const task: ReadTask = {
    kind: 'predict',
    submission,
    upload: { file, name, kind },
    fragile: input.fragile,
    allFeatures: false,
    answer: false,
    callsPath,
    context,
    lanes: services.lanes,
  }
  const onShare = (share: number) => work.note(Math.min(99.9, 100 * share), 'scoring')
  return asResult(await read(services, work, task, { deadlineMs: tableDeadlineMs(bytes), onShare }))
}

/** Reads the table once, has its shards scored by whoever has a hand free, this worker too, and writes the calls in order. */
async function runShared(
  services: Services,
  work: JobWork,
  { input, opened, callsPath }: Table,
): Promise<PredictResult> {
  const { submission, file, context, model } = opened
  const { name, kind, bytes } = input.upload
  const deadlineMs = tableDeadlineMs(bytes)
  const folder = jobFolder(services, work.id)
  await mkdir(folder, { recursive: true })
  work.note(0, 'reading')
  const upload = { file, name, kind }
  const cut = TableCut.parse(
    await read(services, work, { kind: 'cut', submission, upload, context, folder }, { deadlineMs }),
  )
  const how = {
    model: model.id,
    variant: cut.variant,
    fragileAt: input.fragile ? input.threshold : null,
    features: false as const,
  }
  const parts = Array.from({ length: cut.shards }, (_, shard) => ({
    id: `${work.id}-${String(shard).padStart(5, '0')}`,
    input: { folder: work.id, shard, how, model_sha256: input.model_sha256 } satisfies ShardInput,
  }))
  await services.jobs.startParts(work.id, SHARD_JOB, parts)
  await workOnParts(services, work, cut.rows)
  work.note(99.9, 'writing')
  const made = await read(services, work, { kind: 'join', submission, folder, cut, callsPath }, { deadlineMs })
  return asResult(made)
}

async function workOnParts({ jobs }: Services, work: JobWork, rows: number): Promise<void> {
  for (;;) {
    const parts = await jobs.countParts(work.id)
    if (parts.failed !== null) throw new FinalJobError(parts.failed)
    work.note(Math.min(99.9, (100 * parts.rows) / Math.max(1, rows)), 'scoring')
    if (parts.open === 0) return
    if (!(await work.workOnPart())) await sleep(LOOK_MS, undefined, { signal: work.signal })
  }
}

async function runShard(services: Services, work: JobWork): Promise<JobOutcome> {
  const { folder, shard, how, model_sha256 } = ShardInput.parse(work.input)
  const { manifest } = (await findReadyModel(services, how.model, null)).folder
  if (manifest.graph.sha256 !== model_sha256)
    throw new FinalJobError(`Model ${how.model} is not the one that was asked for any more; submit it again.`)
  const task: ReadTask = { kind: 'shard', folder: jobFolder(services, folder), shard, how, lanes: services.lanes }
  return { result: { rows: await read(services, work, task, { deadlineMs: SHARD_MS }) } }
}

function read(
  services: Services,
  { signal }: JobWork,
  task: ReadTask,
  { deadlineMs, onShare }: { readonly deadlineMs: number; onShare?(share: number): void },
): Promise<unknown> {
  return services.jobReaders.run(task, {
    deadlineMs,
    signal,
    async answer(question) {
      const reply = await answerReader(services.scorers, question, signal)
      if (question.kind === 'score') onShare?.(question.share)
      return reply
    },
  })
}

async function outcomeOf(
  services: Services,
  { submission, model, upload, curves }: OpenedTable,
  callsPath: string,
  { receipt, callsSha256 }: PredictResult,
): Promise<JobOutcome> {
  if (callsSha256 === null) throw new Error('A reader wrote no calls.')
  const calls = await services.files.prepareFile(callsPath, { sha256: callsSha256 })
  const { manifest } = model.folder
  const kept = newSubmission(services.settings, submission, { manifest, receipt, upload, calls, context: curves })
  return {
    result: { prediction_id: kept.id, model_id: null },
    keep: (transaction) => insertSubmissions(transaction, [kept]),
  }
}

function asResult(made: unknown): PredictResult {
  if (!isPredictResult(made)) throw new Error('A reader gave no result.')
  return made
}

/** Shards lie where all workers read them, and outlive the one who cut them. */
function jobFolder({ settings }: Services, id: string): string {
  return join(settings.VOUCH_HOME, 'jobs', id)
}

/** Removes the shards of jobs that are over. */
export async function sweepJobFolders({ settings, jobs }: Services): Promise<void> {
  const root = join(settings.VOUCH_HOME, 'jobs')
  for (const id of await readdir(root).catch(() => [])) {
    const record = await jobs.find(id)
    const open = record?.state === 'queued' || record?.state === 'running'
    if (!open) await rm(join(root, id), { recursive: true, force: true })
  }
}
