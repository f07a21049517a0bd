import { CodingSession } from '@vouch/contracts/domains/coding'
import fc from 'fast-check'
import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readOtlp } from './read-otlp.ts'

const sha256 = (text: string) => hash('sha256', text, 'hex')

type Value = string | number | boolean
const attributesOf = (values: Record<string, Value>) =>
  Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }))

function anyValue(value: Value): Record<string, unknown> {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}

const chat = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'anthropic',
  'gen_ai.request.model': 'claude-sonnet-4-0',
  'gen_ai.response.model': 'claude-sonnet-4-20250514',
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.output_tokens': 200,
  'gen_ai.usage.cache_read.input_tokens': 600,
  'gen_ai.usage.cache_creation.input_tokens': 100,
  'gen_ai.conversation.id': 'conversation-1',
}

const spanOf = (values: Record<string, Value>, change: Record<string, unknown> = {}) => ({
  traceId: '5b8efff798038103d269b633813fc60c',
  spanId: 'eee19b7ec3c1b174',
  name: 'chat claude',
  startTimeUnixNano: '1772357400250000000',
  endTimeUnixNano: '1772357401500000001',
  attributes: attributesOf(values),
  status: {},
  ...change,
})

const requestOf = (spans: readonly unknown[], resource: Record<string, Value> = {}) => ({
  resourceSpans: [{ resource: { attributes: attributesOf(resource) }, scopeSpans: [{ spans }] }],
})

const read = (spans: readonly unknown[], resource: Record<string, Value> = {}) =>
  readOtlp(requestOf(spans, resource), sha256)

function sessionOf(values: Record<string, Value>, change: Record<string, unknown> = {}): CodingSession {
  const [session] = read([spanOf(values, change)]).sessions
  return CodingSession.parse(session)
}

describe('a span of a model’s call', () => {
  it('is a session, with the developer and the repository of its resource', () => {
    const resource = { 'enduser.id': 'ada', 'vcs.repository.url.full': 'https://github.com/acme/app' }
    expect(read([spanOf(chat)], resource)).toEqual({
      spans: 1,
      ignored: 0,
      dead: [],
      sessions: [
        expect.objectContaining({
          session_id: 'conversation-1',
          developer_id: 'ada',
          timestamp: '2026-03-01T09:30:00.250Z',
          model: 'claude-sonnet-4-20250514',
          tokens_in: 1000,
          tokens_cached: 600,
          tokens_cache_written: 100,
          tokens_out: 200,
          total_tokens: 1200,
          latency_ms: 1250.000001,
          status_code: 200,
          repo_slug: 'acme/app',
          source: 'otlp',
        }),
      ],
    })
  })

  it('is read by the older names of its tokens', () => {
    const older = {
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.prompt_tokens': 30,
      'gen_ai.usage.completion_tokens': 12,
    }
    expect(sessionOf(older)).toMatchObject({ model: 'gpt-4o', tokens_in: 30, tokens_out: 12, total_tokens: 42 })
  })

  it('has cached tokens beside its input where they are more than it', () => {
    expect(sessionOf({ ...chat, 'gen_ai.usage.input_tokens': 5 })).toMatchObject({ tokens_in: 705, tokens_cached: 600 })
  })

  it('has the status of HTTP, of its error, or of an error without a code', () => {
    expect(sessionOf({ ...chat, 'http.response.status_code': 429 }).status_code).toBe(429)
    expect(sessionOf({ ...chat, 'error.type': '503' }, { status: { code: 2 } }).status_code).toBe(503)
    expect(sessionOf({ ...chat, 'error.type': 'timeout' }).status_code).toBe(500)
    expect(sessionOf(chat, { status: { code: 'STATUS_CODE_ERROR' } }).status_code).toBe(500)
  })

  it('has one id however often it is sent, and another span another', () => {
    const again = sessionOf({ ...chat, accepted_flag: true })
    expect(again.id).toBe(sessionOf(chat).id)
    expect(sessionOf(chat, { spanId: 'eee19b7ec3c1b175' }).id).not.toBe(again.id)
  })

  it('has its owner before the name of its repository', () => {
    expect(sessionOf({ ...chat, 'vcs.owner.name': 'acme', 'vcs.repository.name': 'app' }).repo_slug).toBe('acme/app')
  })
})

describe('a span of something else', () => {
  it.each(['execute_tool', 'invoke_agent', 'create_agent'])('is ignored, though it counts tokens: %s', (operation) => {
    const values = { ...chat, 'gen_ai.operation.name': operation }
    expect(read([spanOf(values), spanOf({ 'http.request.method': 'GET' })])).toMatchObject({
      spans: 2,
      ignored: 2,
      sessions: [],
      dead: [],
    })
  })
})

describe('a span that cannot be read', () => {
  it.each<[string, unknown, string]>([
    ['no start', spanOf(chat, { startTimeUnixNano: undefined }), 'there is no startTimeUnixNano'],
    ['a start of 1970', spanOf(chat, { startTimeUnixNano: '0' }), 'no moment'],
    ['an end before its start', spanOf(chat, { endTimeUnixNano: '1772357400000000000' }), 'not between 0'],
    ['an end that is no number', spanOf(chat, { endTimeUnixNano: 'soon' }), 'no number of nanoseconds'],
    ['negative tokens', spanOf({ ...chat, 'gen_ai.usage.input_tokens': -3 }), 'is -3'],
    ['tokens in words', spanOf({ ...chat, 'gen_ai.usage.input_tokens': 'many' }), 'not a number'],
    ['no object', null, 'it is null'],
  ])('is a dead letter at its place: %s', (_name, span, reason) => {
    const { dead, sessions } = read([spanOf(chat), span])
    expect(sessions.length).toBe(1)
    expect(dead).toEqual([{ line: 2, reason: expect.stringContaining(reason), text: expect.any(String) }])
  })

  it('nested too deeply to be written is one too', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
    expect(read([spanOf(chat, { startTimeUnixNano: deep })]).dead.length).toBe(1)
  })
})

it('what is no request is an error in words, and nothing else throws', () => {
  for (const request of [null, [], {}, { resourceSpans: {} }, 'spans']) {
    expect(() => readOtlp(request, sha256)).toThrow('no list "resourceSpans"')
  }
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (part, attributes) => {
      const spans = [part, spanOf(chat, { attributes }), spanOf(chat, { startTimeUnixNano: part, status: part })]
      const request = { resourceSpans: [part, { resource: part, scopeSpans: [part, { spans }] }] }
      const { sessions, dead, ignored, spans: counted } = readOtlp(request, sha256)
      expect(sessions.length + dead.length + ignored).toBe(counted)
      for (const session of sessions) expect(CodingSession.safeParse(session).error).toBeUndefined()
    }),
  )
})
