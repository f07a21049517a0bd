import { z } from 'zod'

/** What is taken in lies in this century: no assistant is older, and a later moment is a mistake. ms since 1970 */
const [FIRST_MS, END_MS] = [Date.UTC(2000, 0, 1), Date.UTC(2100, 0, 1)]
const inTime = [
  (at: string) => Date.parse(at) >= FIRST_MS && Date.parse(at) < END_MS,
  { message: 'must lie between 2000 and 2099' },
] as const

/** A day that something may be known of, UTC. */
export const CodingDay = z.iso.date().refine(...inTime)
export type CodingDay = z.infer<typeof CodingDay>

/** A moment of such a day, or the day. */
const moment = z.iso
  .datetime({ offset: true })
  .or(z.iso.date())
  .refine(...inTime)

/**
 * Where a session was read from. `litellm`: a proxy's JSON lines. `otlp`: OpenTelemetry spans of GenAI. `cache`: an old dashboard's
 * SQLite file. `simulated`: it says of itself that it is made up, to try with.
 */
export const SessionSource = z.enum(['litellm', 'otlp', 'coderec', 'chat', 'cache', 'simulated'])
export type SessionSource = z.infer<typeof SessionSource>

/** `trc_` and the first half of the SHA-256 of what makes a trace that trace: the same trace has the same id wherever it is sent. */
export const TraceId = z.string().regex(/^trc_[0-9a-f]{32}$/)
export type TraceId = z.infer<typeof TraceId>

const text = z.string().min(1).max(400)
const tokens = z.int().min(0).max(1e12)

/** One call of a coding assistant, and what its developer made of it. What a source does not say is null. */
export const CodingSession = z.object({
  id: TraceId,
  /** as its source names it: the calls of one conversation share it */
  session_id: text,
  developer_id: text.nullable(),
  timestamp: z.iso.datetime(),
  /** as its source names it */
  model: text.nullable(),
  /** prompt, with what was read from a cache and written to it */
  tokens_in: tokens.nullable(),
  /** completion, with what was reasoned */
  tokens_out: tokens.nullable(),
  /** of `tokens_in`, read from a cache */
  tokens_cached: tokens.nullable(),
  /** of `tokens_in`, written to a cache */
  tokens_cache_written: tokens.nullable(),
  /** of `tokens_out` */
  tokens_reasoning: tokens.nullable(),
  total_tokens: tokens.nullable(),
  latency_ms: z.number().min(0).nullable(),
  /** as HTTP has it: 400 and above is an error */
  status_code: z.int().min(100).max(599).nullable(),
  /** the developer’s verdict; null: none is known */
  accepted_flag: z.boolean().nullable(),
  accepted_lines: z.int().min(0).nullable(),
  /** share of the suggestion that was still there when it was looked at again, 0 to 1 */
  diff_ratio: z.number().min(0).max(1).nullable(),
  /** what the assistant itself gave its suggestion, as a probability */
  confidence: z.number().min(0).max(1).nullable(),
  /** owner/name */
  repo_slug: text.nullable(),
  /** null where the model has no price in the table, or the tokens are not known */
  cost_usd: z.number().min(0).nullable(),
  /** `source`: the source said so; else the version of the price table */
  priced_by: text.nullable(),
  source: SessionSource,
})
export type CodingSession = z.infer<typeof CodingSession>

/** A pull request as far as it tells what became of a suggestion. */
export const PullRequest = z.object({
  /** owner/name; null where a source does not say */
  repo_slug: text.nullable(),
  number: z.int().min(1),
  title: z.string().max(1000).nullable(),
  author: text.nullable(),
  state: z.enum(['open', 'closed']),
  created_at: z.iso.datetime(),
  closed_at: z.iso.datetime().nullable(),
  merged_at: z.iso.datetime().nullable(),
  updated_at: z.iso.datetime().nullable(),
  /** closed once, and opened again; null where a source does not say */
  reopened: z.boolean().nullable(),
  /** the number of the pull request that this one takes back, read from its title or text */
  reverts: z.int().min(1).nullable(),
  /** it says of itself that it is made up, to try with */
  simulated: z.boolean(),
})
export type PullRequest = z.infer<typeof PullRequest>

export const Commit = z.object({
  sha: z.string().min(1).max(64),
  repo_slug: text.nullable(),
  author: text.nullable(),
  timestamp: z.iso.datetime(),
  /** first line */
  message: z.string().max(1000).nullable(),
  /** the commit that this one takes back, read from its message */
  reverts: z.string().max(64).nullable(),
  /** it says of itself that it is made up, to try with */
  simulated: z.boolean(),
})
export type Commit = z.infer<typeof Commit>

/** What became of a suggestion. `reworked`: merged, and opened again before. `reverted`: merged, and taken back. */
export const SuggestionOutcome = z.enum(['merged', 'reworked', 'reverted', 'closed', 'open'])
export type SuggestionOutcome = z.infer<typeof SuggestionOutcome>

/** One session with what followed it: pull requests and commits of the same repository and author, the next first. */
export const SessionDetail = CodingSession.extend({
  pull_requests: z.array(PullRequest),
  commits: z.array(Commit),
  /** of the first pull request that followed within seven days; null: none did */
  outcome: SuggestionOutcome.nullable(),
})
export type SessionDetail = z.infer<typeof SessionDetail>

export const SESSION_PAGE = 100

export const SessionsQuery = z.object({
  page: z.int().min(1).max(1_000_000).default(1),
  page_size: z.int().min(1).max(SESSION_PAGE).default(20),
  developer_id: text.optional(),
  model: text.optional(),
  repo_slug: text.optional(),
  /** this moment and later */
  from: moment.optional(),
  /** before this moment; a date is the whole day */
  to: moment.optional(),
  sort_by: z.enum(['timestamp', 'cost', 'tokens']).default('timestamp'),
  order: z.enum(['asc', 'desc']).default('desc'),
})
export type SessionsQuery = z.infer<typeof SessionsQuery>

/** The same sessions as a file; by their time alone. */
export const SessionExportQuery = SessionsQuery.omit({ page: true, page_size: true, sort_by: true }).extend({
  format: z.enum(['csv', 'parquet']).default('csv'),
})
export type SessionExportQuery = z.infer<typeof SessionExportQuery>

/** What a sample is of. */
export const CodingSampleQuery = z.object({
  of: z.enum(['sessions', 'pull_requests', 'commits']).default('sessions'),
})
export type CodingSampleQuery = z.infer<typeof CodingSampleQuery>

/** This list keeps the page numbers that its clients know. */
export const SessionPage = z.object({
  sessions: z.array(CodingSession),
  page: z.int(),
  page_size: z.int(),
  total_count: z.int().min(0),
  has_more: z.boolean(),
})
export type SessionPage = z.infer<typeof SessionPage>

/** What could not be taken in, and why: the line itself stands in the dead-letter file. */
export const DeadLetter = z.object({
  /** counted from 1; of a file without lines, the entry’s place */
  line: z.int().min(1),
  reason: z.string(),
})
export type DeadLetter = z.infer<typeof DeadLetter>

/** `ing_` and 26 characters of Crockford's base 32: time first, so that ids sort, then chance. */
export const IngestId = z.string().regex(/^ing_[0-9a-hjkmnp-tv-z]{26}$/)
export type IngestId = z.infer<typeof IngestId>

/** What was sent, told by its content; or where it was fetched. */
export const IngestKind = z.enum([
  'litellm',
  'otlp',
  'coderec',
  'chat',
  'cache',
  'pull_requests',
  'commits',
  'github',
  'litellm_proxy',
])
export type IngestKind = z.infer<typeof IngestKind>

/** How many dead letters stand in an answer; all of them are in the file. */
export const FIRST_DEAD_LETTERS = 50

const count = z.int().min(0)
/** New ones, ones that were there already, and those that were not taken. */
export const IngestReceipt = z.object({
  ingest_id: IngestId,
  kind: IngestKind,
  name: z.string(),
  /** of the file; null of what was fetched */
  sha256: z.string().nullable(),
  /** lines, rows or spans that were looked at */
  entries: count,
  /** `decided`: of those that were there already, that their verdict became known */
  sessions: z.object({ added: count, decided: count, repeated: count }),
  pull_requests: z.object({ added: count, changed: count, repeated: count }),
  commits: z.object({ added: count, repeated: count }),
  /** those among them that are made up */
  simulated: count.default(0),
  dead_letters: count,
  first_dead_letters: z.array(DeadLetter).max(FIRST_DEAD_LETTERS),
  /** models that have no price: the cost of their sessions is null */
  unpriced_models: z.array(z.object({ model: z.string(), sessions: count })),
  created_at: z.iso.datetime(),
})
export type IngestReceipt = z.infer<typeof IngestReceipt>

/** Whose sessions a caller sees, and which developers he is: nobody’s but his own are named. */
export const CodingSight = z.object({
  /** `own`: of the developers that his account was said to be. `nobody`: who he is is not known. */
  sees: z.enum(['all', 'own', 'nobody']),
  developer_ids: z.array(z.string()),
  /** he would see all, were the server asked by its address, as localhost, or by a name that is among `CORS_ORIGINS` */
  foreign_name: z.boolean(),
})
export type CodingSight = z.infer<typeof CodingSight>

/** With `?ticket=…` a browser opens a socket, where it can send no header. */
export const StreamTicket = z.object({
  ticket: z.string(),
  /** seconds that it holds; it is for one time */
  expires_in: z.int().min(1),
})
export type StreamTicket = z.infer<typeof StreamTicket>

/** What is said of a file that it does not say itself. */
export const IngestOptions = z.object({
  /** owner/name, of pull requests, commits and sessions that name no repository */
  repo_slug: text.optional(),
  /** when the sessions began of a table that counts seconds from there */
  started_at: z.iso
    .datetime({ offset: true })
    .refine(...inTime)
    .optional(),
})
export type IngestOptions = z.infer<typeof IngestOptions>

/** Which repository of GitHub’s, and from when on; without `since` all of it. */
export const GithubInput = z.object({
  /** owner/name */
  repo_slug: z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9][\w.-]*\/(?!\.{1,2}$)[\w.-]+$/, 'must be an owner and a name: owner/name'),
  /** pull requests changed and commits made at this moment and later */
  since: moment.optional(),
})
export type GithubInput = z.infer<typeof GithubInput>

/** More at one time are asked for with another. */
export const MOST_LITELLM_DAYS = 366

/** Which days of a LiteLLM proxy’s calls, UTC, the first and the last with them; without them the last seven. */
export const LitellmInput = z.object({
  from: CodingDay.optional(),
  to: CodingDay.optional(),
})
export type LitellmInput = z.infer<typeof LitellmInput>

export const IngestsQuery = z.object({
  cursor: IngestId.optional(),
  limit: z.int().min(1).max(100).default(20),
})
export type IngestsQuery = z.infer<typeof IngestsQuery>
export const IngestPage = z.object({
  ingests: z.array(IngestReceipt),
  next_cursor: z.string().nullable(),
  /** what can be fetched from here, beside what is sent */
  fetches: z.array(z.enum(['github', 'litellm_proxy'])),
})
export type IngestPage = z.infer<typeof IngestPage>

/** `ExportTraceServiceRequest` of OTLP, as JSON; what a span holds is read leniently. */
export const OtlpTraces = z.looseObject({ resourceSpans: z.array(z.unknown()) })
export type OtlpTraces = z.infer<typeof OtlpTraces>
/** `ExportTraceServiceResponse`: nothing where every span was taken, or was none of ours to take. */
export const OtlpAnswer = z.object({
  partialSuccess: z.object({ rejectedSpans: z.int().min(1), errorMessage: z.string() }).optional(),
})
export type OtlpAnswer = z.infer<typeof OtlpAnswer>
