import type { JobState } from '@vouch/contracts/job'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../db/client.ts'
import { keepable, keepableText } from '../prediction/store.ts'
import { JobRecord } from './job-record.ts'

/** A job is begun at most this often, whatever ends it: its worker's death counts as its own fault. */
export const MAX_ATTEMPTS = 3
/** A worker that says nothing for this long has died. */
export const LEASE_SECONDS = 8
/** A job that waits is told to the queue again after this long: what the queue has already it takes no notice of. */
const TELL_AGAIN_SECONDS = 10
/** Jobs told to the queue at once. */
const TOLD_AT_ONCE = 500

export interface NewJob {
  readonly id: string
  readonly accountId: string | null
  readonly kind: string
  readonly name?: string
  readonly input: unknown
  /** the file that it works on; it stays until the job is over */
  readonly fileSha256: string | null
}

/** The right to work on a job: `attempt` is what it is known by, so that a worker thought dead changes nothing any more. */
export interface Claim {
  readonly id: string
  readonly attempt: number
}

export interface ClaimedJob extends Claim {
  readonly accountId: string | null
  readonly kind: string
  readonly input: unknown
}

/** A job that the queue is to be told of. */
export interface WaitingJob {
  readonly id: string
  readonly version: number
}

const Found = z.object({ rows: z.array(z.object({ record: JobRecord })) })
const Claimed = JobRecord.extend({ input: z.unknown() })
const ClaimedRows = z.object({ rows: z.array(z.object({ record: Claimed })) })
const WaitingRows = z.object({ rows: z.array(z.object({ id: z.string(), version: z.int() })) })
const Ids = z.object({ rows: z.array(z.object({ id: z.string() })) })

/** Inserts a job that waits, and the first of its events; one that is there already stays as it is. */
export async function insertJob(database: Sql, job: NewJob): Promise<JobRecord> {
  const { id, accountId, kind, name = null, input, fileSha256 } = job
  const found: unknown = await database.execute(
    withEvent(sql`
      insert into vouch.job (id, account_id, kind, name, state, input, file_sha256)
      values (${id}, ${accountId}, ${kind}, ${name && keepableText(name)}, 'queued',
        ${keepable(JSON.stringify(input))}::jsonb, ${fileSha256})
      on conflict (id) do nothing
      returning *`),
  )
  const record = Found.parse(found).rows[0]?.record ?? (await findJob(database, id))
  if (!record) throw new Error('The database took a job and gave nothing back.')
  return record
}

/** Inserts parts of a job; nobody follows them, so they have no events. Parts that are there already stay as they are. */
export async function insertParts(
  database: Sql,
  parts: readonly { id: string; parentId: string; kind: string; input: unknown }[],
): Promise<void> {
  await database.execute(sql`
    insert into vouch.job (id, parent_id, kind, state, input)
    select part->>'id', part->>'parentId', part->>'kind', 'queued', part->'input'
    from jsonb_array_elements(${JSON.stringify(parts)}::jsonb) part
    on conflict (id) do nothing`)
}

/** Takes a job that waits. Null when another has it, or it is over. */
export async function claimJob(database: Sql, id: string): Promise<ClaimedJob | null> {
  const found: unknown = await database.execute(
    withEvent(
      sql`
      update vouch.job set state = 'running', attempts = attempts + 1, version = version + 1, progress = 0,
        stage = null, detail = null, reason = null, started_at = now(), heartbeat_at = now()
      where id = ${id} and state = 'queued'
      returning *`,
      sql`to_jsonb(changed)`,
    ),
  )
  const [row] = ClaimedRows.parse(found).rows
  if (!row) return null
  const { attempts, account_id, kind, input } = row.record
  return { id, attempt: attempts, accountId: account_id, kind, input }
}

/** Says that a process still works on these. Gives those that are still its own. */
export async function renewClaims(database: Sql, claims: readonly Claim[]): Promise<ReadonlySet<string>> {
  const found: unknown = await database.execute(sql`
    update vouch.job set heartbeat_at = now()
    from jsonb_to_recordset(${JSON.stringify(claims)}::jsonb) as claim(id text, attempt int)
    where job.id = claim.id and job.attempts = claim.attempt and job.state = 'running'
    returning job.id`)
  return new Set(Ids.parse(found).rows.map(({ id }) => id))
}

/** False when the claim does not hold any more. */
export async function noteProgress(
  database: Sql,
  claim: Claim,
  { progress, stage, detail }: { readonly progress: number; readonly stage: string; readonly detail: unknown },
): Promise<boolean> {
  const values = sql`progress = ${progress}, stage = ${stage}, detail = ${JSON.stringify(detail ?? null)}::jsonb,
    heartbeat_at = now()`
  return (await change(database, values, held(claim))).length > 0
}

/** Marks a job as completed. False when it is not the claim's any more: then nothing of it may be kept. */
export async function completeJob(database: Sql, claim: Claim, result: unknown): Promise<boolean> {
  const [record] = await change(
    database,
    sql`state = 'completed', progress = 100, stage = null, result = ${JSON.stringify(result)}::jsonb,
      finished_at = now(), heartbeat_at = now(), file_sha256 = null`,
    held(claim),
  )
  return record !== undefined
}

/** Has a job keep a file for as long as it is there, in the transaction that completes it: the file is noted by then. */
export async function leaveFile(database: Sql, id: string, sha256: string): Promise<void> {
  await database.execute(sql`update vouch.job set file_sha256 = ${sha256} where id = ${id}`)
}

/**
 * Ends an attempt. With `again`, the job waits for its next one while it has one left; the queue is told of it by the
 * caller after `delaySeconds`. Null when it is not the claim's any more.
 */
export async function failAttempt(
  database: Sql,
  claim: Claim,
  { reason, again, delaySeconds }: { readonly reason: string; readonly again: boolean; readonly delaySeconds: number },
): Promise<JobRecord | null> {
  const waits = again && claim.attempt < MAX_ATTEMPTS
  const [record] = await change(
    database,
    waits
      ? sql`state = 'queued', stage = null, reason = ${reason},
          enqueued_at = now() + make_interval(secs => ${delaySeconds})`
      : sql`state = 'failed', stage = null, reason = ${reason}, finished_at = now(), file_sha256 = null`,
    held(claim),
  )
  return record ?? null
}

/** Gives a job back that was begun, as if it had not been: its process ends, which is not the job's fault. */
export async function returnClaim(database: Sql, claim: Claim): Promise<JobRecord | null> {
  const values = sql`state = 'queued', stage = null, attempts = attempts - 1, enqueued_at = now()`
  const [record] = await change(database, values, held(claim))
  return record ?? null
}

/** Cancels a job that is not over, and its parts. Null when there is none, or it is over. */
export async function cancelJob(database: Sql, id: string): Promise<JobRecord | null> {
  const cancelled = sql`state = 'cancelled', stage = null, finished_at = now(), file_sha256 = null`
  const open = sql`state in ('queued', 'running')`
  const [record] = await change(database, cancelled, sql`id = ${id} and ${open}`)
  if (!record) return null
  await cancelParts(database, id)
  return record
}

/** Ends the parts of a job that is over. */
export async function cancelParts(database: Sql, parentId: string): Promise<void> {
  await database.execute(sql`
    update vouch.job set state = 'cancelled', version = version + 1, finished_at = now()
    where parent_id = ${parentId} and state in ('queued', 'running')`)
}

/** Jobs whose worker has died wait again, or have failed where that was their last attempt. */
export async function reapJobs(database: Sql, leaseSeconds: number): Promise<readonly JobRecord[]> {
  const last = sql`attempts >= ${MAX_ATTEMPTS}`
  return change(
    database,
    sql`state = case when ${last} then 'failed' else 'queued' end,
      stage = null,
      reason = case when ${last}
        then 'Its worker ended without a word, ' || attempts || ' times; it is not tried again.'
        else 'Its worker ended without a word; it is tried again.' end,
      finished_at = case when ${last} then now() end,
      file_sha256 = case when ${last} then null else file_sha256 end,
      enqueued_at = now()`,
    sql`state = 'running' and heartbeat_at < now() - make_interval(secs => ${leaseSeconds})`,
  )
}

/** Jobs that wait and that the queue may not know of: those it lost, and those it was never told of. */
export async function takeUntold(database: Sql): Promise<readonly WaitingJob[]> {
  const found: unknown = await database.execute(sql`
    update vouch.job set enqueued_at = now()
    where id in (
      select id from vouch.job
      where state = 'queued' and enqueued_at < now() - make_interval(secs => ${TELL_AGAIN_SECONDS})
      order by id limit ${TOLD_AT_ONCE} for update skip locked)
    returning id, version`)
  return WaitingRows.parse(found).rows
}

export async function findJob(database: Sql, id: string): Promise<JobRecord | null> {
  const found: unknown = await database.execute(
    sql`select to_jsonb(job) - 'input' as record from vouch.job where id = ${id} and parent_id is null`,
  )
  return Found.parse(found).rows[0]?.record ?? null
}

/** An account's jobs, the newest first, older than `before`. */
export async function listJobs(
  database: Sql,
  query: { accountId: string; before: string | null; state: JobState | null; limit: number },
): Promise<readonly JobRecord[]> {
  const { accountId, before, state, limit } = query
  const found: unknown = await database.execute(sql`
    select to_jsonb(job) - 'input' as record from vouch.job
    where account_id = ${accountId} and parent_id is null
      ${before === null ? sql`` : sql`and id < ${before}`} ${state === null ? sql`` : sql`and state = ${state}`}
    order by id desc limit ${limit}`)
  return Found.parse(found).rows.map(({ record }) => record)
}

/** What changed in some jobs after the version that each was last seen at, in the order in which it changed. */
export async function eventsAfter(
  database: Sql,
  seen: readonly { readonly id: string; readonly version: number }[],
): Promise<readonly JobRecord[]> {
  const found: unknown = await database.execute(sql`
    select event.data as record from jsonb_to_recordset(${JSON.stringify(seen)}::jsonb) as seen(id text, version int)
    join vouch.job_event event on event.job_id = seen.id and event.version > seen.version
    order by event.job_id, event.version`)
  return Found.parse(found).rows.map(({ record }) => record)
}

/** How many parts a job has, and how many of them are over. */
export async function countParts(
  database: Sql,
  parentId: string,
): Promise<{ open: number; rows: number; failed: string | null }> {
  const found: unknown = await database.execute(sql`
    select count(*) filter (where state in ('queued', 'running'))::int as open,
      coalesce(sum((result->>'rows')::int) filter (where state = 'completed'), 0)::int as rows,
      min(reason) filter (where state = 'failed') as failed
    from vouch.job where parent_id = ${parentId}`)
  const [row] = PartCounts.parse(found).rows
  return row ?? { open: 0, rows: 0, failed: null }
}

const PartCounts = z.object({
  rows: z.array(z.object({ open: z.int(), rows: z.int(), failed: z.string().nullable() })),
})

/** A part that waits: the last one, as the queue gives out the first ones first. */
export async function findWaitingPart(database: Sql, parentId: string): Promise<string | null> {
  const found: unknown = await database.execute(sql`
    select id from vouch.job where parent_id = ${parentId} and state = 'queued' and enqueued_at <= now()
    order by id desc limit 1`)
  return Ids.parse(found).rows[0]?.id ?? null
}

/** How many jobs wait, and for how long the first of them has. */
export async function measureWaiting(database: Sql): Promise<{ count: number; seconds: number }> {
  const found: unknown = await database.execute(sql`
    select count(*)::int as count, coalesce(extract(epoch from now() - min(created_at)), 0)::float as seconds
    from vouch.job where state = 'queued' and parent_id is null`)
  return WaitingMeasure.parse(found).rows[0] ?? { count: 0, seconds: 0 }
}

const WaitingMeasure = z.object({ rows: z.array(z.object({ count: z.int(), seconds: z.number() })) })

/** Deletes an account's jobs; whoever works on one finds that it is not there any more, and keeps nothing of it. */
export async function deleteJobsOf(database: Sql, accountId: string): Promise<void> {
  await database.execute(sql`delete from vouch.job where account_id = ${accountId}`)
}

/** Forgets jobs that were over long ago; those of nobody sooner. */
export async function deleteOldJobs(
  database: Sql,
  { anonymousDays, days }: { readonly anonymousDays: number; readonly days: number },
): Promise<void> {
  await database.execute(sql`
    delete from vouch.job where state in ('completed', 'failed', 'cancelled') and parent_id is null
      and finished_at < now() - make_interval(secs => 86400.0 *
        case when account_id is null then ${anonymousDays}::float else ${days}::float end)`)
}

function held({ id, attempt }: Claim): SQL {
  return sql`id = ${id} and attempts = ${attempt} and state = 'running'`
}

/** Changes jobs and writes down what they are now, in one statement: no change is without its event. */
async function change(database: Sql, values: SQL, where: SQL): Promise<readonly JobRecord[]> {
  const found: unknown = await database.execute(
    withEvent(sql`update vouch.job set version = version + 1, ${values} where ${where} returning *`),
  )
  return Found.parse(found).rows.map(({ record }) => record)
}

/** There is an event a second, and each is kept: of the curves of folds that are done it has the latest alone. */
const EVENT = sql`case when jsonb_array_length(coalesce(changed.detail->'earlier_curves', '[]')) > 1
  then jsonb_set(to_jsonb(changed) - 'input', '{detail,earlier_curves}',
    jsonb_build_array(changed.detail #> '{earlier_curves,-1}'))
  else to_jsonb(changed) - 'input' end`

function withEvent(statement: SQL, record: SQL = sql`to_jsonb(changed) - 'input'`): SQL {
  return sql`with changed as (${statement}),
    noted as (
      insert into vouch.job_event (job_id, version, data)
      select id, version, ${EVENT} from changed where parent_id is null)
    select ${record} as record from changed`
}
