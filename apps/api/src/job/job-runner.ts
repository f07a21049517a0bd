import { VouchError } from '@vouch/core/error'
import type { Logger } from 'pino'
import type { Database, Sql } from '../db/client.ts'
import { isFinal, type JobRecord } from './job-record.ts'
import { toJobFailure } from './job-errors.ts'
import type { JobQueue } from './job-queue.ts'
import {
  cancelParts,
  type Claim,
  claimJob,
  type ClaimedJob,
  completeJob,
  failAttempt,
  findWaitingPart,
  LEASE_SECONDS,
  noteProgress,
  reapJobs,
  renewClaims,
  returnClaim,
  takeUntold,
  type WaitingJob,
} from './store.ts'

/** Several in a lease, and soon enough that a job that was cancelled elsewhere stops within a second or so. */
const BEAT_MS = 1000
const SWEEP_MS = 2000
/** Progress is written at most this often, and what is being done sooner. */
const PROGRESS_MS = 1000
const STAGE_MS = 200

export interface JobWork {
  readonly id: string
  readonly accountId: string | null
  readonly attempt: number
  /** as it was stored: whoever reads it parses it */
  readonly input: unknown
  /** raised when the job was cancelled, is another's now, has taken too long, or the process ends */
  readonly signal: AbortSignal
  /** `progress` in per cent; `detail` in the words of the job's kind */
  note(progress: number, stage: string, detail?: unknown): void
  /** Works on a part of this job that waits; false when none waits. */
  workOnPart(): Promise<boolean>
}

export interface JobOutcome {
  readonly result: unknown
  /** writes what the job made, in the transaction that marks it as completed */
  keep?(transaction: Sql): Promise<void>
}

export interface JobHandler {
  /** an attempt that takes longer has failed */
  readonly deadlineMs: number
  run(work: JobWork): Promise<JobOutcome>
}

/** What is done for each kind of job. */
export type JobHandlers = Readonly<Record<string, JobHandler>>

/** Why an attempt ends whose job is over or another's: there is nothing more to say of it. */
class NotOurs extends Error {}
/** Why an attempt ends whose process ends. */
class Stopping extends Error {}

export interface JobRunner {
  /** Works on a job if it waits. Never throws: what goes wrong stands in the job. */
  run(job: WaitingJob): Promise<void>
  /** Stops the work on a job that is over. */
  drop(id: string): void
  /** Ends what it works on. Gives those that wait again, or still. */
  close(): Promise<readonly WaitingJob[]>
}

export interface RunnerParts {
  readonly database: Database
  readonly queue: JobQueue
  readonly handlers: JobHandlers
  readonly log: Logger
  onChange(id: string): void
}

interface Attempt {
  readonly claim: Claim
  readonly controller: AbortController
  readonly ended: Promise<void>
}

export function createJobRunner(parts: RunnerParts): JobRunner {
  const { database, queue, log, onChange } = parts
  const attempts = new Map<string, Attempt>()
  const back: WaitingJob[] = []
  let closing = false

  const beat = async () => {
    if (attempts.size === 0) return
    const claims = [...attempts.values()].map(({ claim }) => claim)
    const ours = await renewClaims(database.sql, claims)
    for (const { id, attempt } of claims) {
      const running = attempts.get(id)
      if (!ours.has(id) && running?.claim.attempt === attempt) running.controller.abort(new NotOurs())
    }
  }

  const run = async (id: string) => {
    const job = await claimJob(database.sql, id)
    if (!job) return
    onChange(id)
    const controller = new AbortController()
    const ended = attemptJob(parts, job, { controller, run, back }).catch((error: unknown) =>
      log.error({ err: error, job: id }, 'what became of a job could not be written down'),
    )
    attempts.set(id, { claim: job, controller, ended })
    await ended
    attempts.delete(id)
    onChange(id)
  }

  const beating = every(BEAT_MS, beat, (error) => log.warn({ err: error }, 'jobs could not be renewed'))
  const sweeping = every(SWEEP_MS, createSweep(database, queue, onChange), (error) =>
    log.warn({ err: error }, 'waiting jobs could not be looked for'),
  )
  return {
    async run(job) {
      if (closing) return void back.push(job)
      await run(job.id).catch((error: unknown) =>
        log.warn({ err: error, job: job.id }, 'a job could not be taken; it waits'),
      )
    },
    drop: (id) => attempts.get(id)?.controller.abort(new NotOurs()),
    async close() {
      closing = true
      const open = [...attempts.values()]
      for (const { controller } of open) controller.abort(new Stopping())
      await Promise.all(open.map(({ ended }) => ended))
      await Promise.all([beating.stop(), sweeping.stop()])
      return back
    },
  }
}

async function attemptJob(
  { database, queue, handlers, log, onChange }: RunnerParts,
  job: ClaimedJob,
  tools: { controller: AbortController; run: (id: string) => Promise<void>; back: WaitingJob[] },
): Promise<void> {
  const { controller, run, back } = tools
  const { signal } = controller
  const notes = createNotes(database, job, { signal, onChange })
  const deadlineMs = handlers[job.kind]?.deadlineMs ?? 0
  const tooLate = setTimeout(() => {
    const seconds = Math.round(deadlineMs / 1000)
    controller.abort(new VouchError('unavailable', `The work was stopped after ${seconds} seconds.`))
  }, deadlineMs)
  try {
    const handler = handlers[job.kind]
    if (!handler) throw new VouchError('conflict', `This version of Vouch knows no job of kind ${job.kind}.`)
    const workOnPart = async () => {
      const part = await findWaitingPart(database.sql, job.id)
      if (part !== null) await run(part)
      return part !== null
    }
    const work = { ...job, signal, note: notes.note, workOnPart }
    const outcome = await Promise.race([handler.run(work), rejectWhenAborted(signal)])
    await notes.settle()
    await complete(database, job, outcome)
  } catch (error) {
    await notes.settle()
    const why = signal.aborted ? signal.reason : error
    if (why instanceof NotOurs) return
    if (why instanceof Stopping) {
      const record = await returnClaim(database.sql, job)
      if (record) back.push(record)
      return
    }
    const { reason, again, delaySeconds, internal } = toJobFailure(why, job.attempt)
    log.warn({ err: internal ?? undefined, job: job.id, attempt: job.attempt, again }, reason)
    const record = await failAttempt(database.sql, job, { reason, again, delaySeconds })
    await afterFailure({ database, queue }, record, delaySeconds)
  } finally {
    clearTimeout(tooLate)
    // a computation that was left is told so
    controller.abort(new NotOurs())
  }
}

/** What the job made is kept if and only if the job is completed. */
async function complete(database: Database, job: Claim, { result, keep }: JobOutcome): Promise<void> {
  await database.sql
    .transaction(async (transaction) => {
      if (!(await completeJob(transaction, job, result))) throw new NotOurs()
      await keep?.(transaction)
    })
    .catch((error: unknown) => {
      if (!(error instanceof NotOurs)) throw error
    })
}

async function afterFailure(
  { database, queue }: { database: Database; queue: JobQueue },
  record: JobRecord | null,
  delaySeconds: number,
): Promise<void> {
  if (!record) return
  if (record.state === 'queued') await queue.tell([record], delaySeconds * 1000)
  else if (isFinal(record) && record.parent_id === null) await cancelParts(database.sql, record.id)
}

/** Looks for jobs whose worker has died, and for those that the queue does not know of. */
function createSweep(database: Database, queue: JobQueue, onChange: (id: string) => void): () => Promise<void> {
  // where a process has the database alone, what runs at its start ran in one that is gone
  let leaseSeconds = database.kind === 'pglite' ? 0 : LEASE_SECONDS
  let lastMs = performance.now()
  return async () => {
    const sinceMs = performance.now() - lastMs
    // after the database was away nobody could say that he is alive: they get time to say it
    if (sinceMs < (LEASE_SECONDS * 1000) / 2) {
      const reaped = await reapJobs(database.sql, leaseSeconds)
      leaseSeconds = LEASE_SECONDS
      for (const record of reaped) {
        onChange(record.id)
        await afterFailure({ database, queue }, record, 0)
      }
    }
    await queue.tell(await takeUntold(database.sql))
    lastMs = performance.now()
  }
}

/** Progress, written down no more often than it is looked at; a job that is soon over writes none. */
function createNotes(
  database: Database,
  claim: Claim,
  { signal, onChange }: { signal: AbortSignal; onChange: (id: string) => void },
): { note(progress: number, stage: string, detail?: unknown): void; settle(): Promise<void> } {
  let written: { progress: number; stage: string; detail: unknown } = { progress: 0, stage: '', detail: null }
  let wanted = written
  let writtenAtMs = performance.now()
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()
  const write = async () => {
    if (signal.aborted) return
    written = wanted
    // one that cannot be written is followed by another
    if (await noteProgress(database.sql, claim, written).catch(() => false)) onChange(claim.id)
    writtenAtMs = performance.now()
    timer = null
    if (wanted !== written) schedule()
  }
  const schedule = () => {
    const waitMs = wanted.stage === written.stage ? PROGRESS_MS : STAGE_MS
    const begin = () => {
      writing = write()
    }
    timer ??= setTimeout(begin, Math.max(0, writtenAtMs + waitMs - performance.now()))
  }
  return {
    note(progress, stage, detail = null) {
      const rounded = Math.min(100, Math.round(progress * 10) / 10)
      if (detail === null && rounded === wanted.progress && stage === wanted.stage) return
      wanted = { progress: rounded, stage, detail }
      schedule()
    },
    async settle() {
      wanted = written
      if (timer) clearTimeout(timer)
      await writing
    },
  }
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const raise = () => reject(signal.reason instanceof Error ? signal.reason : new NotOurs())
    if (signal.aborted) raise()
    else signal.addEventListener('abort', raise, { once: true })
  })
}

/** Calls `work` again and again, never twice at once; the first time at once. */
function every(ms: number, work: () => Promise<void>, onError: (error: unknown) => void): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | null = null
  let stopped = false
  let current: Promise<void> = Promise.resolve()
  const turn = () => {
    current = work()
      .catch(onError)
      .finally(() => {
        if (!stopped) timer = setTimeout(turn, ms)
      })
  }
  turn()
  return {
    async stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      await current
    },
  }
}
