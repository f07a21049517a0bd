import {
  bigint,
  boolean,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { account } from './accounts.ts'
import { at, createdAt, vouch } from './columns.ts'
import { file } from './files.ts'

/** With what one came that says of itself that it is made up; null: it is none of these. */
const simulatedBy = () => text('simulated_by')

const count = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0)

/** What sessions add up to. */
const sums = () => ({
  sessions: count('sessions'),
  decided: count('decided'),
  accepted: count('accepted'),
  answered: count('answered'),
  errors: count('errors'),
  tokens: count('tokens'),
  acceptedCounted: count('accepted_counted'),
  acceptedTokens: count('accepted_tokens'),
  lineTokens: count('line_tokens'),
  lines: count('lines'),
  acceptedLines: count('accepted_lines'),
  rated: count('rated'),
  kept: count('kept'),
  costed: count('costed'),
  costPico: count('cost_pico'),
  firstMs: count('first_ms'),
  lastMs: count('last_ms'),
})

/** One call of a coding assistant. A trace has one id wherever it comes from, so that it is here once. */
export const codingSession = vouch.table(
  'coding_session',
  {
    id: uuid('id').primaryKey(),
    sessionId: text('session_id').notNull(),
    developerId: text('developer_id'),
    at: at('at').notNull(),
    model: text('model'),
    tokensIn: bigint('tokens_in', { mode: 'number' }),
    tokensOut: bigint('tokens_out', { mode: 'number' }),
    tokensCached: bigint('tokens_cached', { mode: 'number' }),
    tokensCacheWritten: bigint('tokens_cache_written', { mode: 'number' }),
    tokensReasoning: bigint('tokens_reasoning', { mode: 'number' }),
    totalTokens: bigint('total_tokens', { mode: 'number' }),
    latencyMs: doublePrecision('latency_ms'),
    statusCode: integer('status_code'),
    accepted: boolean('accepted'),
    acceptedLines: integer('accepted_lines'),
    diffRatio: doublePrecision('diff_ratio'),
    confidence: doublePrecision('confidence'),
    repoSlug: text('repo_slug'),
    /** 1e-12 US dollars: sums of whole numbers are the same in whatever order */
    costPico: bigint('cost_pico', { mode: 'number' }),
    pricedBy: text('priced_by'),
    source: text('source', { enum: ['litellm', 'otlp', 'coderec', 'chat', 'cache'] }).notNull(),
    /** with what it was taken in */
    ingestId: text('ingest_id').notNull(),
    /** of the statement that it came with: sorts in the order in which they were added */
    batch: text('batch').notNull(),
  },
  (t) => [
    index('coding_session_at').on(t.at),
    index('coding_session_developer').on(t.developerId, t.at),
    index('coding_session_session').on(t.sessionId),
    index('coding_session_batch').on(t.batch),
  ],
)

/**
 * What the sessions of a day add up to, by developer, model and repository; written with them, in one statement. What is not
 * known is an empty text, which no name is: a key holds no null.
 */
export const codingDay = vouch.table(
  'coding_day',
  {
    date: date('date', { mode: 'string' }).notNull(),
    developer: text('developer').notNull(),
    model: text('model').notNull(),
    repo: text('repo').notNull(),
    ...sums(),
  },
  (t) => [primaryKey({ columns: [t.date, t.developer, t.model, t.repo] })],
)

/** The same by day and developer alone, which is what figures of all models and repositories are made of: a fifth of the rows. */
export const codingDeveloperDay = vouch.table(
  'coding_developer_day',
  {
    date: date('date', { mode: 'string' }).notNull(),
    developer: text('developer').notNull(),
    ...sums(),
    /** with a model’s name */
    named: count('named'),
  },
  (t) => [primaryKey({ columns: [t.date, t.developer] })],
)

export const codingPullRequest = vouch.table(
  'coding_pull_request',
  {
    /** owner/name; empty where a source does not say */
    repo: text('repo').notNull(),
    number: integer('number').notNull(),
    title: text('title'),
    author: text('author'),
    state: text('state', { enum: ['open', 'closed'] }).notNull(),
    createdAt: at('created_at').notNull(),
    closedAt: at('closed_at'),
    mergedAt: at('merged_at'),
    updatedAt: at('updated_at'),
    reopened: boolean('reopened'),
    reverts: integer('reverts'),
    simulatedBy: simulatedBy(),
  },
  (t) => [
    primaryKey({ columns: [t.repo, t.number] }),
    index('coding_pull_request_author').on(t.author, t.createdAt),
    index('coding_pull_request_merged').on(t.mergedAt),
  ],
)

export const codingCommit = vouch.table(
  'coding_commit',
  {
    sha: text('sha').primaryKey(),
    /** owner/name; empty where a source does not say */
    repo: text('repo').notNull(),
    author: text('author'),
    at: at('at').notNull(),
    message: text('message'),
    reverts: text('reverts'),
    simulatedBy: simulatedBy(),
  },
  (t) => [index('coding_commit_at').on(t.at), index('coding_commit_author').on(t.author, t.at)],
)

/** What was taken in at one time, and the lines that could not be. */
export const codingIngest = vouch.table(
  'coding_ingest',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').references(() => account.id),
    receipt: jsonb('receipt').$type<unknown>().notNull(),
    /** the dead letters’ file; null: there are none */
    deadSha256: text('dead_sha256').references(() => file.sha256),
    createdAt: createdAt(),
  },
  (t) => [index('coding_ingest_dead').on(t.deadSha256)],
)

/** The models that are meant to be used, each time somebody said so; the last one holds. */
export const codingPolicy = vouch.table('coding_policy', {
  id: text('id').primaryKey(),
  models: jsonb('models').$type<readonly string[]>().notNull(),
  accountId: text('account_id').references(() => account.id),
  createdAt: createdAt(),
})

/** Whose sessions a developer’s are: an admin or an expert said so, since a name in a trace proves nothing. */
export const codingDeveloper = vouch.table(
  'coding_developer',
  {
    developer: text('developer').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    createdAt: createdAt(),
  },
  (t) => [index('coding_developer_account').on(t.accountId)],
)

/** Pages of GitHub’s that were fetched: asked again with its tag, an unchanged page costs nothing. And what is being fetched. */
export const codingFetch = vouch.table('coding_fetch', {
  url: text('url').primaryKey(),
  etag: text('etag').notNull(),
  next: text('next'),
  fetchedAt: at('fetched_at').notNull(),
})
