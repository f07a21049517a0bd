import {
  type AnyPgColumn,
  bigint,
  boolean,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core'

/**
 * Every table, in a schema of its own so that the queue's tables (schema `bullmq`) and anybody else's stay apart. Ids are
 * unguessable and sort by time. Who a row belongs to is `account_id`; null there is nobody's: an anonymous caller's.
 */
export const vouch = pgSchema('vouch')

/** `Uint8Array` from PGlite and `Buffer` from a server: one kind of value here. */
const bytea = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (value) =>
    Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength),
})
const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })
const createdAt = () => at('created_at').notNull().defaultNow()

export const account = vouch.table(
  'account',
  {
    id: text('id').primaryKey(),
    /** in lower case; null once the account is deleted, when only its id, a pseudonym, remains */
    email: text('email'),
    name: text('name'),
    passwordHash: text('password_hash'),
    disabledAt: at('disabled_at'),
    deletedAt: at('deleted_at'),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('account_email').on(t.email)],
)

/** What an account may do in a domain; domain `*` is all of them. One that was asked for counts once it is given. */
export const grant = vouch.table(
  'grant',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    domain: text('domain').notNull(),
    role: text('role', { enum: ['admin', 'expert', 'member'] }).notNull(),
    state: text('state', { enum: ['asked', 'given'] }).notNull(),
    decidedBy: text('decided_by'),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.domain, t.role] })],
)

/** One log-in and all the refresh tokens that follow from it: a family that ends as one. */
export const session = vouch.table(
  'session',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    expiresAt: at('expires_at').notNull(),
    endedAt: at('ended_at'),
    /** logout, password, disabled, reuse */
    endedWhy: text('ended_why'),
    createdAt: createdAt(),
  },
  (t) => [index('session_account').on(t.accountId)],
)

export const refreshToken = vouch.table(
  'refresh_token',
  {
    /** sha256 of the token, hexadecimal */
    hash: text('hash').primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => session.id, { onDelete: 'cascade' }),
    usedAt: at('used_at'),
    createdAt: createdAt(),
  },
  (t) => [index('refresh_token_session').on(t.sessionId)],
)

export const apiKey = vouch.table(
  'api_key',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** sha256 of the key, hexadecimal */
    hash: text('hash').notNull(),
    scopes: text('scopes').array().notNull(),
    expiresAt: at('expires_at'),
    revokedAt: at('revoked_at'),
    lastUsedAt: at('last_used_at'),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('api_key_hash').on(t.hash), index('api_key_account').on(t.accountId)],
)

/** Attempts to log in that failed, for each account, each address and each pair of the two, all hashed. */
export const throttle = vouch.table(
  'throttle',
  {
    key: text('key').primaryKey(),
    /** at the time of `at`; they fade */
    failures: doublePrecision('failures').notNull(),
    at: at('at').notNull().defaultNow(),
    /** when the account last logged in from the address */
    knownAt: at('known_at'),
  },
  (t) => [index('throttle_age').on(t.at)],
)

/** What every process must share and nobody may guess: the key that signs tokens, the hash of the first admin's link. */
export const secret = vouch.table('secret', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
  createdAt: createdAt(),
})

/** Bytes by their hash. Small ones are in the row, so that one commit keeps both; others in the folder of files. */
export const file = vouch.table('file', {
  /** hexadecimal */
  sha256: text('sha256').primaryKey(),
  bytes: bigint('bytes', { mode: 'number' }).notNull(),
  /** null: in the folder of files */
  content: bytea('content'),
  createdAt: createdAt(),
})

export const upload = vouch.table(
  'upload',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').references(() => account.id),
    /** the name the client gave it; never a path here */
    name: text('name').notNull(),
    kind: text('kind', { enum: ['table', 'rows'] }).notNull(),
    sha256: text('sha256')
      .notNull()
      .references(() => file.sha256),
    createdAt: createdAt(),
  },
  (t) => [index('upload_sha256').on(t.sha256), index('upload_account').on(t.accountId)],
)

export const dataset = vouch.table(
  'dataset',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').references(() => account.id),
    /** null: an upload of somebody's, which may be of anything */
    domain: text('domain'),
    name: text('name').notNull(),
    source: text('source', { enum: ['archive', 'upload'] }).notNull(),
    format: text('format'),
    sha256: text('sha256')
      .notNull()
      .references(() => file.sha256),
    rows: integer('rows').notNull(),
    columns: jsonb('columns').$type<readonly string[]>().notNull(),
    /** what it holds, column by column; null where it was never looked at */
    profile: jsonb('profile').$type<unknown>(),
    /** when it goes; null: when its owner deletes it */
    expiresAt: at('expires_at'),
    createdAt: createdAt(),
  },
  (t) => [index('dataset_account').on(t.accountId, t.id), index('dataset_expiry').on(t.expiresAt)],
)

/** A version of a model that this database has seen. One version is one graph: another hash under it is refused. */
export const model = vouch.table(
  'model',
  {
    id: text('id').notNull(),
    version: text('version').notNull(),
    domain: text('domain').notNull(),
    sha256: text('sha256').notNull(),
    source: text('source', { enum: ['built-in', 'trained', 'imported'] }).notNull(),
    accountId: text('account_id').references(() => account.id),
    /** of one that was trained or imported here; those that come with Vouch have theirs in their folder */
    manifest: jsonb('manifest').$type<unknown>(),
    /** its graph, of the same ones */
    fileSha256: text('file_sha256').references(() => file.sha256),
    /** rows that an imported one is explained against, of those that came with it */
    backgroundSha256: text('background_sha256').references(() => file.sha256),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.id, t.version] }),
    index('model_account').on(t.accountId, t.id),
    index('model_file').on(t.fileSha256),
    index('model_background').on(t.backgroundSha256),
  ],
)

/** Which version of a model answers. */
export const liveModel = vouch.table('live_model', {
  id: text('id').primaryKey(),
  version: text('version').notNull(),
  /** a model that was trained or imported here and answers in its place; null: none */
  modelId: text('model_id'),
  /** who promoted it; null: it came with Vouch */
  promotedBy: text('promoted_by'),
  promotedAt: at('promoted_at').notNull().defaultNow(),
})

/** Every decision about which model answers under a name; none is ever changed. */
export const promotion = vouch.table(
  'promotion',
  {
    id: text('id').primaryKey(),
    /** the id of a model that comes with Vouch */
    slot: text('slot').notNull(),
    kind: text('kind', { enum: ['promoted', 'refused', 'rolled_back'] }).notNull(),
    /** null: the one that comes with Vouch */
    modelId: text('model_id'),
    beforeId: text('before_id'),
    /** an account's id, which stays when the account is deleted */
    decidedBy: text('decided_by').notNull(),
    gate: jsonb('gate').$type<unknown>(),
    createdAt: createdAt(),
  },
  (t) => [index('promotion_slot').on(t.slot, t.id)],
)

/** A training: what was asked for, and what was found. Its job says how far it is. */
export const training = vouch.table(
  'training',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').references(() => account.id),
    jobId: text('job_id').notNull(),
    /** `kepler_koi`, or the id of an upload */
    datasetId: text('dataset_id').notNull(),
    /** the table as it was then; it stays as long as the training does */
    datasetSha256: text('dataset_sha256')
      .notNull()
      .references(() => file.sha256),
    name: text('name').notNull(),
    config: jsonb('config').$type<unknown>().notNull(),
    warnings: jsonb('warnings').$type<unknown>().notNull(),
    /** all that decided its model, as its job took it; null for those of the first version that trained */
    plan: jsonb('plan').$type<unknown>(),
    /** somebody wants the best so far */
    stopAskedAt: at('stop_asked_at'),
    modelId: text('model_id'),
    result: jsonb('result').$type<unknown>(),
    /** data for plots */
    figures: jsonb('figures').$type<unknown>(),
    /** every row's out-of-fold or test call, as a file */
    callsSha256: text('calls_sha256').references(() => file.sha256),
    expiresAt: at('expires_at'),
    createdAt: createdAt(),
  },
  (t) => [
    index('training_account').on(t.accountId, t.id),
    index('training_job').on(t.jobId),
    index('training_dataset').on(t.datasetSha256),
    index('training_calls').on(t.callsSha256),
    index('training_expiry').on(t.expiresAt),
  ],
)

/** A model measured on a labelled table, by whoever asked; it goes with the model and with the table. */
export const measurement = vouch.table(
  'measurement',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    /** a slug, or the id of one that was trained or imported here */
    modelId: text('model_id').notNull(),
    /** `kepler_koi`, or the id of an upload */
    datasetId: text('dataset_id').notNull(),
    datasetSource: text('dataset_source', { enum: ['nasa', 'upload'] }).notNull(),
    /** the kind of table, among those that the domain knows */
    kind: text('kind').notNull(),
    seen: text('seen', { enum: ['unseen', 'rows', 'kind', 'unknown'] }).notNull(),
    simulated: boolean('simulated').notNull(),
    /** all that was found */
    result: jsonb('result').$type<unknown>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index('measurement_account').on(t.accountId),
    index('measurement_model').on(t.modelId, t.id),
    index('measurement_dataset').on(t.datasetId),
  ],
)

/** One submission: its calls are in one file, by its hash. */
export const prediction = vouch.table(
  'prediction',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').references(() => account.id),
    domain: text('domain').notNull(),
    modelId: text('model_id').notNull(),
    modelVersion: text('model_version').notNull(),
    modelSha256: text('model_sha256').notNull(),
    threshold: doublePrecision('threshold').notNull(),
    rows: integer('rows').notNull(),
    uploadId: text('upload_id')
      .notNull()
      .references(() => upload.id),
    /** of upload, model and context: the same one gives the same calls */
    inputSha256: text('input_sha256').notNull(),
    contextSha256: text('context_sha256'),
    callsSha256: text('calls_sha256')
      .notNull()
      .references(() => file.sha256),
    /** everything the answer said but the calls */
    receipt: jsonb('receipt').$type<Record<string, unknown>>().notNull(),
    /** when it goes; null: when its owner deletes it */
    expiresAt: at('expires_at'),
    createdAt: createdAt(),
  },
  (t) => [
    index('prediction_account').on(t.accountId, t.id),
    index('prediction_expiry').on(t.expiresAt),
    index('prediction_input').on(t.inputSha256),
    index('prediction_upload').on(t.uploadId),
    index('prediction_calls').on(t.callsSha256),
  ],
)

export const JOB_STATES = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const

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
    /** the file that it works on, until it is over */
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

/** Who did or read what. Each entry's hash takes in the one before, so that none can be changed or taken out unseen. */
export const audit = vouch.table(
  'audit',
  {
    number: bigint('number', { mode: 'number' }).primaryKey(),
    /** an account's id, `anonymous` or `system`; never a name */
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    /** the id of what it was done to */
    subject: text('subject'),
    outcome: text('outcome', { enum: ['done', 'denied', 'failed'] }).notNull(),
    /** where the request came from, hashed with a secret */
    origin: text('origin'),
    requestId: text('request_id'),
    detail: jsonb('detail').$type<Record<string, unknown>>(),
    /** ISO 8601, as it was hashed */
    at: text('at').notNull(),
    hash: text('hash').notNull(),
  },
  (t) => [index('audit_actor').on(t.actor, t.number), index('audit_subject').on(t.subject, t.number)],
)

/**
 * Where the chain of the audit ends: one row, which whoever adds an entry changes and thereby holds until he commits, so
 * that no two entries follow the same one. What was taken out by age ends at `pruned_number`.
 */
export const auditHead = vouch.table('audit_head', {
  /** always 1 */
  id: integer('id').primaryKey(),
  number: bigint('number', { mode: 'number' }).notNull(),
  hash: text('hash').notNull(),
  prunedNumber: bigint('pruned_number', { mode: 'number' }).notNull(),
  prunedHash: text('pruned_hash').notNull(),
})
