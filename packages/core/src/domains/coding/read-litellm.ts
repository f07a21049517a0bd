import type { CodingSession } from '@vouch/contracts/domains/coding'
import type { Reading, Sha256 } from './coding-entry.ts'
import {
  isRecord,
  kindOf,
  needTime,
  readCost,
  readCount,
  readFlag,
  readLatency,
  readLines,
  readShare,
  readStatus,
  readText,
  readTime,
  type Faults,
} from './read-value.ts'
import { repoSlug } from './repo-slug.ts'
import { settleTokens, type GivenTokens, type Tokens } from './settle-tokens.ts'
import { traceId } from './trace-id.ts'

type Fields = Readonly<Record<string, unknown>>

const NOTHING: Fields = {}
/** LiteLLM's own proxy answers so when a provider's error has no code (`ProxyException`). */
const FAILED = 500
const OK = 200

/**
 * One record of a LiteLLM proxy as a session, or why it is none. A record has a moment (`timestamp`, or `startTime` as
 * `StandardLoggingPayload` has it) and its usage: `usage`, or that payload's counts beside each other, or its
 * `metadata.usage_object`. Fields stand at the top, in `attributes` or in `metadata`; the first that is given counts. A
 * failed call without a code of its own is 500, as the proxy answers it. Nothing is guessed or made to fit: a value of a
 * wrong kind or out of all bounds is a reason.
 * Source: litellm/types/utils.py (`StandardLoggingPayload`, `StandardLoggingMetadata`, `Usage`).
 */
export function readLitellm(record: unknown, sha256: Sha256): Reading<CodingSession> {
  if (!isRecord(record)) return { reason: `it is ${kindOf(record)}, not an object` }
  const metadata = part(record['metadata'])
  const usage = findUsage(record, metadata)
  if (first([record], MOMENTS) === undefined) return { reason: 'there is no timestamp' }
  if (usage === null) return { reason: 'there is no usage' }
  const faults: Faults = []
  const tokens = readTokens(usage, faults)
  const session = readCall([record, part(record['attributes']), metadata], tokens, faults)
  const call = readText(first([record], CALL_IDS), 'id', faults)
  if (faults.length > 0) return { reason: faults.join('; ') }
  session.id = traceId(session, call, sha256)
  if (session.session_id === '') session.session_id = call ?? session.id
  return { value: session }
}

const MOMENTS = ['timestamp', 'startTime', 'start_time']
const CALL_IDS = ['litellm_call_id', 'call_id', 'request_id', 'id']
const SESSION_IDS = ['session_id', 'litellm_session_id', 'trace_id', 'litellm_trace_id']
const MODELS = ['llm.model_name', 'model', 'model_name', 'gen_ai.request.model']
const DEVELOPERS = ['developer_id', 'user_api_key_user_id', 'user', 'end_user', 'user_api_key_end_user_id']
const REPOS = ['repo_slug', 'repo', 'repository']
const COSTS = ['cost_usd', 'response_cost', 'spend']

/** A session but for its id, and the conversation’s where none is named. */
function readCall([record, ...others]: readonly [Fields, ...Fields[]], tokens: Tokens, faults: Faults): CodingSession {
  const places = [record, ...others]
  const cost = findCost(record, places, faults)
  const repo = readText(first(places, REPOS), 'repo', faults)
  return {
    id: '',
    session_id: readText(first(places, SESSION_IDS), 'session_id', faults) ?? '',
    developer_id: readText(first(places, DEVELOPERS), 'developer_id', faults),
    timestamp: needTime(first([record], MOMENTS), 'timestamp', faults),
    model: readText(first(places, MODELS), 'model', faults),
    ...tokens,
    latency_ms: findLatency(record, places, faults),
    status_code: findStatus(record, places, faults),
    accepted_flag: readFlag(first(places, ['accepted_flag']), 'accepted_flag', faults),
    accepted_lines: readLines(first(places, ['accepted_lines']), 'accepted_lines', faults),
    diff_ratio: readShare(first(places, ['diff_ratio']), 'diff_ratio', faults),
    confidence: readShare(first(places, ['confidence']), 'confidence', faults),
    repo_slug: repo === null ? null : repoSlug(repo),
    cost_usd: cost,
    priced_by: cost === null ? null : 'source',
    source: record['simulated'] === true ? 'simulated' : 'litellm',
  }
}

/** LiteLLM's `Usage` holds the cached tokens within `prompt_tokens`, under whichever name; Anthropic's own does not. */
function readTokens(usage: Fields, faults: Faults): Tokens {
  const prompt = part(usage['prompt_tokens_details'] ?? usage['input_tokens_details'])
  const answer = part(usage['completion_tokens_details'] ?? usage['output_tokens_details'])
  const { cache_read_input_tokens: read, cache_creation_input_tokens: written } = usage
  const given: GivenTokens = {
    input: readCount(usage['prompt_tokens'] ?? usage['input_tokens'], 'input_tokens', faults),
    output: readCount(usage['completion_tokens'] ?? usage['output_tokens'], 'output_tokens', faults),
    cached: readCount(read ?? prompt['cached_tokens'], 'cached_tokens', faults),
    written: readCount(written ?? prompt['cache_creation_tokens'], 'cache_creation_tokens', faults),
    reasoning: readCount(answer['reasoning_tokens'] ?? usage['reasoning_tokens'], 'reasoning_tokens', faults),
    total: readCount(usage['total_tokens'], 'total_tokens', faults),
    beside: (usage['prompt_tokens'] ?? null) === null && (read ?? written ?? null) !== null,
  }
  return settleTokens(given, faults)
}

const COUNTS = ['prompt_tokens', 'completion_tokens', 'total_tokens']

function findUsage(record: Fields, metadata: Fields): Fields | null {
  for (const usage of [record['usage'], metadata['usage_object']]) if (isRecord(usage)) return usage
  if (record['usage'] !== undefined && record['usage'] !== null) return null
  return first([record], COUNTS) === undefined ? null : record
}

/** LiteLLM writes 0 where it could not tell the cost, and why beside it. */
function findCost(record: Fields, places: readonly Fields[], faults: Faults): number | null {
  const cost = readCost(first(places, COSTS), 'response_cost', faults)
  return cost === 0 && isRecord(record['response_cost_failure_debug_info']) ? null : cost
}

function findLatency(record: Fields, places: readonly Fields[], faults: Faults): number | null {
  const given = readLatency(first(places, ['latency_ms']), 'latency_ms', faults)
  if (given !== null) return given
  const start = readTime(record['startTime'], 'startTime', faults)
  const end = readTime(record['endTime'], 'endTime', faults)
  if (start !== null && end !== null) {
    return readLatency(Date.parse(end) - Date.parse(start), 'endTime less startTime', faults)
  }
  const seconds = record['response_time']
  return readLatency(typeof seconds === 'number' ? seconds * 1000 : seconds, 'response_time', faults)
}

function findStatus(record: Fields, places: readonly Fields[], faults: Faults): number | null {
  const given = readStatus(first(places, ['status_code', 'http.status_code']), 'status_code', faults)
  if (given !== null) return given
  if (record['status'] === 'success') return OK
  if (record['status'] !== 'failure') return null
  const code = part(record['error_information'])['error_code']
  const known = (typeof code === 'string' || typeof code === 'number') && /^[1-5]\d\d$/.test(String(code))
  return known ? Number(code) : FAILED
}

function part(value: unknown): Fields {
  return isRecord(value) ? value : NOTHING
}

/** The first of some fields that is given, a name after the other, each in all places. */
function first(places: readonly Fields[], names: readonly string[]): unknown {
  for (const name of names) {
    for (const place of places) {
      const value = place[name]
      if (value !== undefined && value !== null && value !== '') return value
    }
  }
  return undefined
}
