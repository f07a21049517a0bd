import { expect, test } from 'vitest'
import { modelPolicy } from './model-policy.ts'

test.each([
  ['claude-3-5-sonnet', 'anthropic/claude-3-5-sonnet-20241022'],
  ['claude-3-5-sonnet', 'claude-3-5-sonnet-latest'],
  ['claude-3-5-sonnet', 'claude-3-5-sonnet@20240620'],
  ['claude-3-5-sonnet', 'bedrock/us.anthropic.claude-3-5-sonnet-20241022-v2:0'],
  ['anthropic/claude-3-haiku', 'claude-3-haiku'],
  ['claude-3-haiku', 'openrouter/anthropic/claude-3-haiku'],
  ['anthropic/claude-3-haiku-20240307', 'Claude-3-Haiku-20240307'],
  ['gpt-4o', 'openai/gpt-4o-2024-08-06'],
  ['gpt-4', 'gpt-4-0613'],
  ['gemini-1.5-pro', 'google/gemini-1.5-pro-002'],
  ['claude-opus-4-1', 'claude-opus-4-1-20250805'],
])('a policy that names %s covers %s', (named, model) => {
  expect(modelPolicy([named])(model)).toBe(true)
})

test.each([
  ['gpt-4', 'gpt-4o'],
  ['gpt-4', 'gpt-4-turbo'],
  ['gpt-4', 'gpt-4-turbo-2024-04-09'],
  ['gpt-4', 'gpt-4.1'],
  ['gpt-4', 'gpt-4-1106-preview'],
  ['gpt-4o', 'gpt-4o-mini'],
  ['gpt-4o', 'gpt-4o-mini-2024-07-18'],
  ['gpt-4o', 'gpt-4'],
  ['claude-opus-4', 'claude-opus-4-1'],
  ['claude-2', 'claude-2.1'],
  ['claude-3-5-sonnet-20240620', 'claude-3-5-sonnet-20241022'],
  ['claude-3-5-sonnet-20240620', 'claude-3-5-sonnet'],
  ['anthropic', 'anthropic/claude-3-haiku'],
  ['', 'gpt-4'],
])('a policy that names %s does not cover %s', (named, model) => {
  expect(modelPolicy([named])(model)).toBe(false)
})

test('no name is covered by an empty policy', () => {
  expect(modelPolicy([])('gpt-4')).toBe(false)
})
