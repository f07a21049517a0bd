import { calcPrice } from '@pydantic/genai-prices'
import type { CodingSession } from '@vouch/contracts/domains/coding'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codingSession } from './fixtures/coding-session.ts'
import { matchModel, modelFamily } from './match-model.ts'
import { PRICE_TABLE, priceSession } from './price-session.ts'

const cost = (given: Partial<CodingSession>) => priceSession(codingSession(given)).cost_usd

describe('the cost of a session', () => {
  it('is that of its prompt and its answer at the prices of its model', () => {
    const priced = priceSession(codingSession({ tokens_in: 250, tokens_out: 150 }))
    // 3 and 15 US dollars a million
    expect(priced.cost_usd).toBeCloseTo((250 * 3 + 150 * 15) / 1e6, 15)
    expect(priced.priced_by).toBe(PRICE_TABLE)
  })

  it('has what a cache held, and what was written to one, at their own prices', () => {
    const given = { tokens_in: 1000, tokens_cached: 600, tokens_cache_written: 300, tokens_out: 100 }
    // of Claude 3.5 Sonnet: 0.30 read, 3.75 written
    expect(cost(given)).toBeCloseTo((100 * 3 + 600 * 0.3 + 300 * 3.75 + 100 * 15) / 1e6, 15)
  })

  it('counts what was reasoned once, within the answer', () => {
    const answer = cost({ model: 'o3-mini', tokens_out: 500 })
    expect(cost({ model: 'o3-mini', tokens_out: 500, tokens_reasoning: 400 })).toBeCloseTo(answer ?? 0, 15)
    expect(answer).toBeGreaterThan(0)
  })

  it('is that of its day', () => {
    const before = cost({ model: 'openai/o3', timestamp: '2025-06-09T23:59:59.000Z' })
    const after = cost({ model: 'openai/o3', timestamp: '2025-06-10T00:00:00.000Z' })
    // 10 and 40 US dollars a million until that day, then 2 and 8
    expect(before).toBeCloseTo((1000 * 10 + 100 * 40) / 1e6, 15)
    expect(after).toBeCloseTo((1000 * 2 + 100 * 8) / 1e6, 15)
  })

  it('is that of its hour where the price goes by it', () => {
    const day = cost({ model: 'deepseek/deepseek-chat', timestamp: '2025-03-01T12:00:00.000Z' })
    const night = cost({ model: 'deepseek/deepseek-chat', timestamp: '2025-03-01T20:00:00.000Z' })
    expect(night).toBeCloseTo((day ?? 0) / 2, 8)
  })

  it('is that of a long prompt where the price goes by it', () => {
    const short = cost({ model: 'gemini/gemini-2.5-pro', tokens_in: 200_000, tokens_out: 0 })
    const long = cost({ model: 'gemini/gemini-2.5-pro', tokens_in: 200_001, tokens_out: 0 })
    expect(long).toBeGreaterThan((short ?? 0) * 1.9)
  })

  it('is the source’s where it said one', () => {
    const said = codingSession({ cost_usd: 0.5, priced_by: 'source' })
    expect(priceSession(said)).toBe(said)
  })

  it.each<[string, Partial<CodingSession>]>([
    ['no model', { model: null }],
    ['a model that nobody knows', { model: 'nobody/knows' }],
    ['no tokens of the prompt', { tokens_in: null }],
    ['no tokens of the answer', { tokens_out: null }],
    ['more of a cache than of a prompt', { tokens_in: 10, tokens_cached: 11 }],
    ['a price for another thing than tokens', { model: 'x-ai/grok-voice-latest' }],
  ])('is null, and nobody’s, with %s', (_name, given) => {
    expect(priceSession(codingSession(given))).toMatchObject({ cost_usd: null, priced_by: null })
  })

  it('is what the library says of the same tokens, whatever the model and the day', () => {
    const models = [
      'claude-3-5-sonnet',
      'claude-sonnet-4-5',
      'gpt-4o',
      'o3',
      'gpt-5',
      'gemini-2.5-pro',
      'claude-opus-4-6',
    ]
    const tokens = fc.nat({ max: 400_000 })
    const moment = fc.date({ min: new Date('2024-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
    const any = fc.tuple(fc.constantFrom(...models), tokens, tokens, tokens, tokens, tokens, moment)
    fc.assert(
      fc.property(any, ([model, plain, cached, written, out, reasoning, at]) => {
        const usage = {
          input_tokens: plain + cached + written,
          cache_read_tokens: cached,
          cache_write_tokens: written,
          output_tokens: out + reasoning,
          output_reasoning_tokens: reasoning,
        }
        const expected = calcPrice(usage, model, { timestamp: at })?.total_price ?? Number.NaN
        const found = cost({
          model,
          timestamp: at.toISOString(),
          tokens_in: plain + cached + written,
          tokens_cached: cached,
          tokens_cache_written: written,
          tokens_out: out + reasoning,
          tokens_reasoning: reasoning,
        })
        expect(Math.abs((found ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-12 * Math.max(expected, 1e-6))
      }),
    )
  })

  it('names the version of the table that is installed', () => {
    const main = createRequire(import.meta.url).resolve('@pydantic/genai-prices')
    const { name, version } = JSON.parse(readFileSync(join(main, '../../package.json'), 'utf8'))
    expect(`@pydantic/${PRICE_TABLE}`).toBe(`${name} ${version}`)
  })
})

describe('a model’s name', () => {
  it.each([
    ['anthropic/claude-3-5-sonnet-20241022', 'anthropic', 'claude-3-5-sonnet'],
    ['claude-3-5-sonnet', 'anthropic', 'claude-3-5-sonnet'],
    ['Anthropic/Claude-3-5-Sonnet-latest', 'anthropic', 'claude-3-5-sonnet'],
    ['anthropic/claude-3-5-haiku-latest', 'anthropic', 'claude-3-5-haiku-latest'],
    ['claude-3-5-haiku-20241022', 'anthropic', 'claude-3-5-haiku-latest'],
    ['openai/gpt-4o', 'openai', 'gpt-4o'],
    ['openai:gpt-4o-2024-08-06', 'openai', 'gpt-4o'],
    ['gpt-4o-2031-01-01', 'openai', 'gpt-4o'],
    ['azure/eu/gpt-4o', 'azure', 'gpt-4o'],
    ['vertex_ai/claude-3-5-sonnet-v2@20241022', 'google', 'claude-3-5-sonnet'],
    ['litellm_proxy/openai/gpt-4o', 'openai', 'gpt-4o'],
    ['openrouter/anthropic/claude-3.5-sonnet', 'openrouter', 'anthropic/claude-3.5-sonnet'],
    [
      'bedrock/us-east-1/anthropic.claude-3-5-sonnet-20241022-v2:0',
      'aws',
      'regional.anthropic.claude-3-5-sonnet-20241022-v2:0',
    ],
    ['us.anthropic.claude-3-5-sonnet-20241022-v2:0', 'aws', 'regional.anthropic.claude-3-5-sonnet-20241022-v2:0'],
  ])('%s is of %s the family %s', (name, provider, family) => {
    expect(matchModel(name)?.provider.id).toBe(provider)
    expect(modelFamily(name)).toBe(family)
  })

  it.each(['', '/', 'openai/', 'copilot', 'gpt-99', 'GPT-3.5 (chat)', '__proto__', 'a/b/c'])(
    'that the table does not know is of no family: %s',
    (name) => {
      expect(modelFamily(name)).toBeNull()
    },
  )

  it.each(['hosted_vllm/gpt-4o', 'openai_like/gpt-4o', 'our-team/claude-3-5-sonnet'])(
    'of a provider that the table does not know has no price, whoever made the model: %s',
    (name) => {
      expect(modelFamily(name)).toBeNull()
    },
  )
})
