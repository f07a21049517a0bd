import { CodingSession } from '@vouch/contracts/domains/coding'
import fc from 'fast-check'
import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readLitellm } from './read-litellm.ts'
import { readSpendLog } from './read-spend-log.ts'

const sha256 = (text: string) => hash('sha256', text, 'hex')
const read = (row: unknown) => readSpendLog(row, sha256)

const usage = {
  completion_tokens: 20,
  prompt_tokens: 110,
  total_tokens: 130,
  prompt_tokens_details: { cached_tokens: 100 },
  completion_tokens_details: { reasoning_tokens: 5 },
}
const metadata = {
  status: null,
  usage_object: usage,
  additional_usage_values: { prompt_tokens_details: usage.prompt_tokens_details },
  model_map_information: { model_map_key: 'gpt-4o', model_map_value: { key: 'gpt-4o', input_cost_per_token: 2.5e-6 } },
  user_api_key_user_id: 'ada',
  error_information: null,
}
/** As the proxy’s interface gives it. */
const row = {
  request_id: 'chatcmpl-2283081b',
  session_id: 'trace-7',
  call_type: 'acompletion',
  api_key: '88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b',
  cache_hit: 'None',
  startTime: '2026-03-01T09:20:46.847000Z',
  endTime: '2026-03-01T09:20:48.351000Z',
  completionStartTime: '2026-03-01T09:20:47.100000Z',
  model: 'gpt-4o',
  user: 'ada',
  metadata,
  spend: 0.000225,
  total_tokens: 130,
  prompt_tokens: 110,
  completion_tokens: 20,
  request_tags: [],
  end_user: '',
  model_group: 'gpt-4o',
  messages: {},
  response: {},
  proxy_server_request: {},
  status: 'success',
}
/** The same call in the proxy’s log. */
const line = {
  id: 'chatcmpl-2283081b',
  trace_id: 'trace-7',
  call_type: 'acompletion',
  status: 'success',
  startTime: 1_772_356_846.847371,
  endTime: 1_772_356_848.351954,
  response_time: 1.504583,
  model: 'gpt-4o',
  metadata: { user_api_key_user_id: 'ada', usage_object: usage },
  response_cost: 0.000225,
  total_tokens: 130,
  prompt_tokens: 110,
  completion_tokens: 20,
  end_user: '',
}

describe('a row of a proxy’s calls', () => {
  it('is the session that the line of its log is', () => {
    const session = CodingSession.parse(read(row)?.value)
    expect(session).toMatchObject({
      session_id: 'trace-7',
      developer_id: 'ada',
      timestamp: '2026-03-01T09:20:46.847Z',
      tokens_in: 110,
      tokens_out: 20,
      tokens_cached: 100,
      tokens_reasoning: 5,
      latency_ms: 1504,
      status_code: 200,
      cost_usd: 0.000225,
      source: 'litellm',
    })
    expect(readLitellm(line, sha256).value).toEqual(session)
  })

  it('is the same whether its metadata is an object or a text', () => {
    expect(read({ ...row, metadata: JSON.stringify(metadata) })).toEqual(read(row))
  })

  it('of an older proxy has its counts beside each other and its cache in further values', () => {
    const { usage_object: _none, ...older } = metadata
    expect(read({ ...row, metadata: older })?.value).toMatchObject({
      tokens_in: 110,
      tokens_out: 20,
      tokens_cached: 100,
    })
    expect(read({ ...row, metadata: {} })?.value).toMatchObject({ tokens_in: 110, tokens_cached: null })
  })

  it('of a call that failed has the status that its provider answered, or 500', () => {
    const failed = { ...row, status: 'failure', spend: 0, total_tokens: 0, prompt_tokens: 0, completion_tokens: 0 }
    const of = (error: unknown) =>
      read({
        ...failed,
        metadata: { ...metadata, usage_object: null, additional_usage_values: {}, error_information: error },
      })
    expect(of({ error_code: '429', error_class: 'RateLimitError' })?.value).toMatchObject({
      status_code: 429,
      tokens_in: 0,
    })
    expect(of({ error_code: '' })?.value?.status_code).toBe(500)
  })

  it('of a model that the proxy has no price of costs nothing that is known; of its cache it costs nothing', () => {
    const unknown = { ...metadata, model_map_information: { model_map_key: 'ours', model_map_value: null } }
    expect(read({ ...row, spend: 0, metadata: unknown })?.value?.cost_usd).toBeNull()
    expect(read({ ...row, spend: 0, cache_hit: 'True', metadata: unknown })?.value?.cost_usd).toBe(0)
    expect(read({ ...row, spend: 0 })?.value?.cost_usd).toBe(0)
  })

  it('of a tool is no call of a model, and one that cannot be read says why', () => {
    expect(read({ ...row, call_type: 'call_mcp_tool' })).toBeNull()
    expect(read({ ...row, startTime: 'then' })?.reason).toContain('timestamp is "then"')
    expect(read({ ...row, prompt_tokens: -1, metadata: {} })?.reason).toContain('input_tokens is -1')
    expect(read('row')?.reason).toBe('it is a text, not an object')
  })

  it('is read or says why, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(row)), fc.jsonValue()), (change) => {
        const reading = read({ ...row, ...change })
        if (reading?.value !== undefined) CodingSession.parse(reading.value)
        else if (reading) expect(reading.reason).not.toBe('')
      }),
    )
  })
})
