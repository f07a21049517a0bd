import {
  type AnyPgColumn,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core'
import { account } from './accounts.ts'
import { file } from './files.ts'
import { at, bytea, createdAt, vouch } from './columns.ts'

const JOB_STATES = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const

/** What a job means to those who asked for it. The queue decides who works on it and when; this says what came of it. */
export const job = vouch.table(
  'job',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').references(() => account.id),
    /** the job that this one is a part of; a part is nobody's but its whole's */
    parentId: text('parent_id').references((): AnyPgColumn => job.id, { onDelete: 'cascade' }),
    kind: text('kind').notNull(),
    /** what it works on, as its sender called it; only shown */
    name: text('name'),
    state: text('state', { enum: JOB_STATES }).notNull(),
    /** 0 to 100 */
    progress: doublePrecision('progress').notNull().default(0),
    stage: text('stage'),
    /** how far it is, in the words of its kind */
    detail: jsonb('detail').$type<unknown>(),
    input: jsonb('input').$type<unknown>().notNull(),
    /** the file that it works on, until it is over; then what it left behind, if that is its own */
    fileSha256: text('file_sha256').references(() => file.sha256),
    result: jsonb('result').$type<unknown>(),
    /** for the one who asked */
    reason: text('reason'),
    attempts: integer('attempts').notNull().default(0),
    /** grows with every change: the id of its event */
    version: integer('version').notNull().default(0),
    /** when the queue was last told of it; one that waits for long is told of again */
    enqueuedAt: at('enqueued_at').notNull().defaultNow(),
    /** a worker that runs it says so again and again; one that is silent for long has died */
    heartbeatAt: at('heartbeat_at'),
    startedAt: at('started_at'),
    finishedAt: at('finished_at'),
    expiresAt: at('expires_at'),
    createdAt: createdAt(),
  },
  (t) => [
    index('job_account').on(t.accountId, t.id),
    index('job_parent').on(t.parentId),
    index('job_file').on(t.fileSha256),
    index('job_open').on(t.state, t.heartbeatAt),
    index('job_expiry').on(t.expiresAt),
  ],
)

export const jobEvent = vouch.table(
  'job_event',
  {
    jobId: text('job_id')
      .notNull()
      .references(() => job.id, { onDelete: 'cascade' }),
    version: integer('version').notNull(),
    data: jsonb('data').$type<unknown>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.jobId, t.version] })],
)

/** The first answer to a request that named an `Idempotency-Key`, given again to whoever repeats it. */
export const idempotency = vouch.table(
  'idempotency',
  {
    /** who asked: an account's id, or the hash of an address */
    scope: text('scope').notNull(),
    key: text('key').notNull(),
    /** of method, path and body: the same key for something else is refused */
    requestSha256: text('request_sha256').notNull(),
    /** the ids of what it makes, without their kind: whoever begins it again makes the same, and finds it made */
    reserved: text('reserved'),
    done: boolean('done').notNull().default(false),
    status: integer('status'),
    /** those of the answer that belong to its body */
    headers: jsonb('headers').$type<Record<string, string>>(),
    /** null: too large to be kept */
    body: bytea('body'),
    /** whoever works on it says again and again that it lives; past this it has died */
    heldUntil: at('held_until').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.scope, t.key] }), index('idempotency_age').on(t.createdAt)],
)
