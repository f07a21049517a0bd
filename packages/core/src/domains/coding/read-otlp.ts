import type { CodingSession } from '@vouch/contracts/domains/coding'
import { VouchError } from '../../error.ts'
import type { DeadEntry, Reading, Sha256 } from './coding-entry.ts'
import { firstOf, readAttributes, type Attributes } from './otlp-attributes.ts'
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
  type Faults,
} from './read-value.ts'
import { repoSlug } from './repo-slug.ts'
import { settleTokens, type Tokens } from './settle-tokens.ts'
import { namedId, traceId } from './trace-id.ts'
import { writeJson } from './write-json.ts'

/** What an `ExportTraceServiceRequest` holds. */
export interface OtlpReading {
  readonly spans: number
  readonly sessions: readonly CodingSession[]
  /** calls of a model that cannot be read, by the span's place in the request */
  readonly dead: readonly DeadEntry[]
  /** spans that are no call of a model */
  readonly ignored: number
}

/**
 * The calls of models in a request of OTLP/HTTP in JSON (`ExportTraceServiceRequest`), by the conventions for generative AI:
 * https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/ (and `vcs.*`, `user.*`, `enduser.*` beside them). Older
 * names of the same things and OpenInference's count too. A span of an agent, a tool or a workflow is no call: the calls
 * within it have spans of their own, and its tokens are theirs. What is no such request is `invalid`.
 */
export function readOtlp(request: unknown, sha256: Sha256): OtlpReading {
  const sessions: CodingSession[] = []
  const dead: DeadEntry[] = []
  let spans = 0
  let ignored = 0
  for (const { span, resource } of spansOf(request)) {
    spans++
    const attributes = isRecord(span) ? readAttributes(span['attributes']) : null
    if (attributes !== null && !isCall(attributes)) {
      ignored++
      continue
    }
    const reading = readSpan(span, [attributes ?? new Map(), resource], sha256)
    if (reading.value !== undefined) sessions.push(reading.value)
    else dead.push({ line: spans, reason: reading.reason, text: writeJson(span) })
  }
  return { spans, sessions, dead, ignored }
}

function* spansOf(request: unknown): Generator<{ span: unknown; resource: Attributes }, void, undefined> {
  const resourceSpans = isRecord(request) ? request['resourceSpans'] : undefined
  if (!Array.isArray(resourceSpans)) {
    throw new VouchError('invalid', 'This is no OTLP request of traces: it has no list "resourceSpans".')
  }
  for (const part of resourceSpans) {
    if (!isRecord(part)) continue
    const resource = readAttributes(isRecord(part['resource']) ? part['resource']['attributes'] : null)
    for (const scope of listOf(part['scopeSpans'] ?? part['instrumentationLibrarySpans'])) {
      for (const span of listOf(isRecord(scope) ? scope['spans'] : null)) yield { span, resource }
    }
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

const OPERATION = ['gen_ai.operation.name']
const MODELS = ['gen_ai.response.model', 'gen_ai.request.model', 'llm.model_name', 'llm.request.model']
const INPUT = ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.token_count.prompt']
const OUTPUT = ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.token_count.completion']
const TOTAL = ['gen_ai.usage.total_tokens', 'llm.usage.total_tokens', 'llm.token_count.total']
const CACHED = [
  'gen_ai.usage.cache_read.input_tokens',
  'gen_ai.usage.cache_read_input_tokens',
  'gen_ai.usage.cached_tokens',
]
const WRITTEN = ['gen_ai.usage.cache_creation.input_tokens', 'gen_ai.usage.cache_creation_input_tokens']
const REASONING = ['gen_ai.usage.reasoning.output_tokens', 'gen_ai.usage.reasoning_tokens']
const COST = ['gen_ai.usage.cost', 'gen_ai.cost.total_cost']
const CONVERSATION = ['gen_ai.conversation.id', 'session.id', 'gen_ai.session.id']
const DEVELOPER = ['developer.id', 'developer_id', 'enduser.id', 'user.id', 'user.email']
const STATUS = ['http.response.status_code', 'http.status_code']
const ADDRESS = ['vcs.repository.url.full', 'vcs.repository.url', 'vcs.repository.ref.url']
const REPO_NAME = ['vcs.repository.name', 'repo_slug']

const CALLS = new Set<unknown>(['chat', 'generate_content', 'text_completion', 'embeddings'])
const NO_CALLS = new Set<unknown>(['execute_tool', 'invoke_agent', 'create_agent', 'invoke_workflow', 'retrieval'])

function isCall(attributes: Attributes): boolean {
  const operation = firstOf([attributes], OPERATION)
  if (CALLS.has(operation)) return true
  return !NO_CALLS.has(operation) && firstOf([attributes], [...MODELS, ...INPUT, ...OUTPUT]) !== null
}

type Places = readonly [span: Attributes, resource: Attributes]

function readSpan(span: unknown, places: Places, sha256: Sha256): Reading<CodingSession> {
  if (!isRecord(span)) return { reason: `it is ${kindOf(span)}, not an object` }
  const faults: Faults = []
  const session = readCall(span, places, faults)
  const trace = readText(span['traceId'], 'traceId', faults)
  const own = readText(span['spanId'], 'spanId', faults)
  if (faults.length > 0) return { reason: faults.join('; ') }
  session.id =
    trace === null || own === null
      ? traceId(session, own, sha256)
      : namedId('span-1', [trace.toLowerCase(), own.toLowerCase()], sha256)
  if (session.session_id === '') session.session_id = trace ?? session.id
  return { value: session }
}

/** A session but for its id, and the conversation’s where none is named. */
function readCall(span: Record<string, unknown>, places: Places, faults: Faults): CodingSession {
  const [own] = places
  const cost = readCost(firstOf([own], COST), 'gen_ai.usage.cost', faults)
  return {
    id: '',
    session_id: readText(firstOf(places, CONVERSATION), 'gen_ai.conversation.id', faults) ?? '',
    developer_id: readText(firstOf(places, DEVELOPER), 'user.id', faults),
    timestamp: needTime(span['startTimeUnixNano'], 'startTimeUnixNano', faults),
    model: readText(firstOf([own], MODELS), 'gen_ai.request.model', faults),
    ...readTokens(own, faults),
    latency_ms: findLatency(span, faults),
    status_code: findStatus(span, own, faults),
    accepted_flag: readFlag(firstOf([own], ['accepted_flag']), 'accepted_flag', faults),
    accepted_lines: readLines(firstOf([own], ['accepted_lines']), 'accepted_lines', faults),
    diff_ratio: readShare(firstOf([own], ['diff_ratio']), 'diff_ratio', faults),
    confidence: readShare(firstOf([own], ['confidence']), 'confidence', faults),
    repo_slug: readText(findRepo(places), 'vcs.repository.name', faults),
    cost_usd: cost,
    priced_by: cost === null ? null : 'source',
    source: 'otlp',
  }
}

function readTokens(own: Attributes, faults: Faults): Tokens {
  return settleTokens(
    {
      input: readCount(firstOf([own], INPUT), 'gen_ai.usage.input_tokens', faults),
      output: readCount(firstOf([own], OUTPUT), 'gen_ai.usage.output_tokens', faults),
      cached: readCount(firstOf([own], CACHED), 'gen_ai.usage.cache_read.input_tokens', faults),
      written: readCount(firstOf([own], WRITTEN), 'gen_ai.usage.cache_creation.input_tokens', faults),
      reasoning: readCount(firstOf([own], REASONING), 'gen_ai.usage.reasoning.output_tokens', faults),
      total: readCount(firstOf([own], TOTAL), 'gen_ai.usage.total_tokens', faults),
      beside: 'if_more',
    },
    faults,
  )
}

/** `vcs.repository.name` is the name alone; its owner has an attribute of its own. */
function findRepo(places: Places): string | number | boolean | null {
  const address = firstOf(places, ADDRESS)
  if (typeof address === 'string') return repoSlug(address)
  const owner = firstOf(places, ['vcs.owner.name'])
  const name = firstOf(places, REPO_NAME)
  if (typeof name !== 'string') return name
  return typeof owner === 'string' && !name.includes('/') ? `${owner}/${name}` : repoSlug(name)
}

function findLatency(span: Record<string, unknown>, faults: Faults): number | null {
  const start = readNanoseconds(span['startTimeUnixNano'])
  const end = readNanoseconds(span['endTimeUnixNano'])
  if (end === null) faults.push('endTimeUnixNano is no number of nanoseconds')
  // a span that has not ended has 0
  if (start === null || end === null || end === 0n) return null
  return readLatency(Number(end - start) / 1e6, 'endTimeUnixNano less startTimeUnixNano in ms', faults)
}

/** In whole numbers, for a double is 256 ns off; 0 for none. */
function readNanoseconds(value: unknown): bigint | null {
  if (value === undefined || value === null || value === '') return 0n
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 ? BigInt(value) : null
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? BigInt(value) : null
}

const OK = 200
const FAILED = 500

/**
 * A span that ended without an error has no status (`Unset`), so what is not `Error` is taken for 200. `error.type` may be the
 * code that the provider answered; an error without one is 500.
 */
function findStatus(span: Record<string, unknown>, own: Attributes, faults: Faults): number | null {
  const given = readStatus(firstOf([own], STATUS), 'http.response.status_code', faults)
  if (given !== null) return given
  const error = firstOf([own], ['error.type'])
  const code = isRecord(span['status']) ? span['status']['code'] : undefined
  if (error === null && code !== 2 && code !== 'STATUS_CODE_ERROR') return OK
  return /^[45]\d\d$/.test(String(error)) ? Number(error) : FAILED
}
