import { CodingSession } from '@vouch/contracts/domains/coding'
import fc from 'fast-check'
import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readLitellm } from './read-litellm.ts'

const sha256 = (text: string) => hash('sha256', text, 'hex')
const read = (record: unknown) => readLitellm(record, sha256)

const proxyLine = {
  timestamp: '2026-03-01T09:30:00Z',
  attributes: { 'llm.model_name': 'anthropic/claude-3-5-sonnet-20241022', status_code: 200, latency_ms: 812.5 },
  usage: { input_tokens: 120, output_tokens: 80, total_tokens: 200 },
  metadata: { developer_id: 'ada@example.org', session_id: 'conversation-1', repo: 'acme/app' },
}

/** As `StandardLoggingPayload` has it. */
const payload = {
  id: 'chatcmpl-1',
  trace_id: 'trace-1',
  call_type: 'acompletion',
  response_cost: 0.0123,
  status: 'success',
  total_tokens: 1500,
  prompt_tokens: 1200,
  completion_tokens: 300,
  startTime: 1772357400.25,
  endTime: 1772357401.5,
  response_time: 1.25,
  model: 'gpt-4o',
  metadata: {
    user_api_key_user_id: 'grace',
    usage_object: {
      prompt_tokens: 1200,
      completion_tokens: 300,
      total_tokens: 1500,
      prompt_tokens_details: { cached_tokens: 1000 },
      completion_tokens_details: { reasoning_tokens: 200 },
    },
  },
  end_user: '',
}

function valueOf(record: unknown): CodingSession {
  const { value, reason } = read(record)
  if (value === undefined) throw new Error(reason)
  return CodingSession.parse(value)
}

describe('a line of a LiteLLM proxy', () => {
  it('is a session with what it says, and null for what it does not', () => {
    expect(valueOf(proxyLine)).toEqual({
      id: expect.stringMatching(/^trc_[0-9a-f]{32}$/),
      session_id: 'conversation-1',
      developer_id: 'ada@example.org',
      timestamp: '2026-03-01T09:30:00.000Z',
      model: 'anthropic/claude-3-5-sonnet-20241022',
      tokens_in: 120,
      tokens_out: 80,
      tokens_cached: null,
      tokens_cache_written: null,
      tokens_reasoning: null,
      total_tokens: 200,
      latency_ms: 812.5,
      status_code: 200,
      accepted_flag: null,
      accepted_lines: null,
      diff_ratio: null,
      confidence: null,
      repo_slug: 'acme/app',
      cost_usd: null,
      priced_by: null,
      source: 'litellm',
    })
  })

  it('is read in the form of LiteLLM’s own logging payload, with its cost, its cache and its reasoning', () => {
    expect(valueOf(payload)).toMatchObject({
      session_id: 'trace-1',
      developer_id: 'grace',
      timestamp: '2026-03-01T09:30:00.250Z',
      tokens_in: 1200,
      tokens_cached: 1000,
      tokens_out: 300,
      tokens_reasoning: 200,
      total_tokens: 1500,
      latency_ms: 1250,
      status_code: 200,
      cost_usd: 0.0123,
      priced_by: 'source',
    })
  })

  it('has no cost where LiteLLM could not tell it and wrote 0', () => {
    const debug = { response_cost_failure_debug_info: { error_str: 'no such model' } }
    expect(valueOf({ ...payload, response_cost: 0, ...debug })).toMatchObject({ cost_usd: null, priced_by: null })
    expect(valueOf({ ...payload, response_cost: 0 })).toMatchObject({ cost_usd: 0, priced_by: 'source' })
  })

  it('that failed has the code of its error, and 500 where it has none', () => {
    const failed = { ...payload, status: 'failure' }
    expect(valueOf({ ...failed, error_information: { error_code: '429' } }).status_code).toBe(429)
    expect(valueOf({ ...failed, error_information: { error_code: 503 } }).status_code).toBe(503)
    expect(valueOf({ ...failed, error_information: { error_code: 'Timeout' } }).status_code).toBe(500)
  })

  it.each(['top', 'attributes', 'metadata'])('has its verdict wherever it stands: %s', (place) => {
    const verdict = { accepted_flag: true, accepted_lines: 4, diff_ratio: 0.82, confidence: 0.9 }
    const record = place === 'top' ? { ...proxyLine, ...verdict } : { ...proxyLine, [place]: verdict }
    expect(valueOf(record)).toMatchObject(verdict)
  })

  it('counts Anthropic’s cached tokens beside its input and LiteLLM’s within its prompt', () => {
    const cache = { cache_read_input_tokens: 900, cache_creation_input_tokens: 50 }
    const beside = valueOf({ ...proxyLine, usage: { input_tokens: 20, output_tokens: 5, ...cache } })
    expect(beside).toMatchObject({ tokens_in: 970, tokens_cached: 900, tokens_cache_written: 50, total_tokens: 975 })
    const within = valueOf({ ...proxyLine, usage: { prompt_tokens: 970, completion_tokens: 5, ...cache } })
    expect(within).toMatchObject({ tokens_in: 970, tokens_cached: 900, tokens_cache_written: 50, total_tokens: 975 })
  })

  it('takes a repository’s address for its name', () => {
    const at = (repo: string) => valueOf({ ...proxyLine, repo_slug: repo, metadata: {} }).repo_slug
    expect(at('https://github.com/acme/app.git')).toBe('acme/app')
    expect(at('git@github.com:acme/app.git')).toBe('acme/app')
    expect(at('acme/app.js')).toBe('acme/app.js')
  })
})

describe('the id of a trace', () => {
  const id = (record: unknown) => valueOf(record).id

  it('is the same when the line is sent again, whatever the order of its fields', () => {
    const reordered = Object.fromEntries(Object.entries(proxyLine).toReversed())
    expect(id(structuredClone(proxyLine))).toBe(id(proxyLine))
    expect(id(reordered)).toBe(id(proxyLine))
    expect(id({ ...proxyLine, timestamp: '2026-03-01T10:30:00.000+01:00' })).toBe(id(proxyLine))
  })

  it('is the same when the verdict or the cost comes later', () => {
    expect(id({ ...proxyLine, accepted_flag: false, diff_ratio: 0.5, response_cost: 1 })).toBe(id(proxyLine))
  })

  it('tells two calls of one conversation in the same second apart', () => {
    const usage = { input_tokens: 121, output_tokens: 80, total_tokens: 201 }
    expect(id({ ...proxyLine, usage })).not.toBe(id(proxyLine))
    const attributes = { ...proxyLine.attributes, latency_ms: 812.6 }
    expect(id({ ...proxyLine, attributes })).not.toBe(id(proxyLine))
    expect(id({ ...proxyLine, id: 'a' })).not.toBe(id({ ...proxyLine, id: 'b' }))
  })

  it('of one that says it is made up is the same, and the session says so too', () => {
    expect(id({ ...proxyLine, simulated: true })).toBe(id(proxyLine))
    expect(valueOf({ ...proxyLine, simulated: true }).source).toBe('simulated')
    expect(valueOf({ ...proxyLine, simulated: 'no' }).source).toBe('litellm')
  })

  it('tells two attempts of one request apart that LiteLLM gives one id', () => {
    const attempt = { ...payload, litellm_call_id: 'call-1' }
    expect(id({ ...attempt, status: 'failure', startTime: 1772357399 })).not.toBe(id(attempt))
  })
})

const wrong: readonly [string, Record<string, unknown>, string][] = [
  ['no timestamp', { timestamp: undefined }, 'there is no timestamp'],
  ['no usage', { usage: undefined }, 'there is no usage'],
  ['usage that is no object', { usage: 'much' }, 'there is no usage'],
  ['a day without a time', { timestamp: '2026-03-01' }, 'no moment'],
  ['a day that is not', { timestamp: '2026-02-30T00:00:00Z' }, 'no moment'],
  ['year 1', { timestamp: '0001-01-01T00:00:00Z' }, 'no moment'],
  ['year 9999', { timestamp: '9999-12-31T23:59:59Z' }, 'no moment'],
  ['a moment that is an object', { timestamp: {} }, 'no moment'],
  ['negative tokens', { usage: { input_tokens: -1 } }, 'input_tokens is -1'],
  ['half a token', { usage: { input_tokens: 1.5 } }, 'not a whole number'],
  ['NaN tokens', { usage: { input_tokens: Number.NaN } }, 'input_tokens is NaN'],
  ['tokens as a text', { usage: { input_tokens: '12' } }, 'not a number'],
  ['absurd tokens', { usage: { input_tokens: 1e300 } }, 'more than'],
  ['absurd tokens together', { usage: { input_tokens: 1e12, output_tokens: 1e12 } }, 'more than'],
  ['a total less than its parts', { usage: { input_tokens: 9, output_tokens: 9, total_tokens: 3 } }, 'less than'],
  ['more of a cache than of a prompt', { usage: { prompt_tokens: 9, cache_read_input_tokens: 10 } }, 'more than'],
  ['a suggestion of a billion lines', { accepted_lines: 1e9 }, 'more than'],
  ['a verdict that is none', { accepted_flag: 'perhaps' }, 'neither true nor false'],
  ['a share over 1', { diff_ratio: 1.01 }, 'not between 0 and 1'],
  ['a negative latency', { attributes: { latency_ms: -5 } }, 'not between'],
  ['an infinite latency', { attributes: { latency_ms: Infinity } }, 'not between'],
  ['a status that is none', { attributes: { status_code: 42 } }, 'not a status'],
  ['a name as long as a book', { metadata: { developer_id: 'a'.repeat(401) } }, 'longer than 400'],
  ['a NUL in a name', { metadata: { session_id: 'a\0b' } }, 'no text'],
  ['half a pair in a name', { metadata: { session_id: '\ud800' } }, 'no text'],
  ['a list for a name', { metadata: { developer_id: ['ada'] } }, 'not a text'],
]

describe('a line that is no record', () => {
  it.each(wrong)('is refused with a reason: %s', (_name, change, reason) => {
    expect(read({ ...proxyLine, ...change }).reason).toContain(reason)
  })

  it('never throws, and what is taken fits the contract', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(Number.NaN, -1, 1e12, 1e300, '', '2026-03-01T09:30:00Z', 1772357400, '1772357400000000000', null),
    )
    const names = [
      'timestamp',
      'usage',
      'attributes',
      'metadata',
      'model',
      'accepted_flag',
      'status',
      'startTime',
      'id',
    ]
    const usage = fc.dictionary(
      fc.constantFrom('input_tokens', 'prompt_tokens', 'output_tokens', 'total_tokens'),
      value,
    )
    const record = fc.dictionary(fc.constantFrom(...names), fc.oneof(value, usage))
    fc.assert(
      fc.property(fc.oneof(record, fc.jsonValue()), (change) => {
        const reading = read(typeof change === 'object' && change !== null ? { ...proxyLine, ...change } : change)
        if (reading.value === undefined) expect(reading.reason).not.toBe('')
        else expect(CodingSession.safeParse(reading.value).error).toBeUndefined()
      }),
    )
  })
})
