import type { PullRequest } from '@vouch/contracts/domains/coding'
import { describe, expect, it } from 'vitest'
import { outcomeOf } from './outcome-of.ts'

const AT = '2026-01-10T12:00:00Z'
const pull = (number: number, opened: string, more: Partial<PullRequest> = {}): PullRequest => ({
  repo_slug: 'acme/app',
  number,
  title: null,
  author: 'd1',
  state: 'closed',
  created_at: opened,
  closed_at: null,
  merged_at: '2026-01-20T00:00:00Z',
  updated_at: null,
  reopened: false,
  reverts: null,
  simulated: false,
  ...more,
})

describe('what became of a suggestion', () => {
  it('is what became of the first pull request that followed, whatever order they come in', () => {
    const later = pull(2, '2026-01-12T00:00:00Z', { reopened: true })
    const first = pull(1, '2026-01-11T00:00:00Z')
    expect(outcomeOf(AT, [later, first], new Set())).toBe('merged')
    expect(outcomeOf(AT, [later], new Set())).toBe('reworked')
  })

  it('is not known where none followed, or only before it or more than seven days later', () => {
    expect(outcomeOf(AT, [], new Set())).toBeNull()
    expect(outcomeOf(AT, [pull(1, '2026-01-10T11:59:59Z'), pull(2, '2026-01-17T12:00:01Z')], new Set())).toBeNull()
    expect(outcomeOf(AT, [pull(2, '2026-01-17T12:00:00Z')], new Set())).toBe('merged')
  })

  it('is reverted where another pull request takes that one back, and not where it was never merged', () => {
    expect(outcomeOf(AT, [pull(1, AT)], new Set([1]))).toBe('reverted')
    expect(outcomeOf(AT, [pull(1, AT, { merged_at: null })], new Set([1]))).toBe('closed')
    expect(outcomeOf(AT, [pull(1, AT, { merged_at: null, state: 'open' })], new Set())).toBe('open')
  })

  it('says nothing of rework where a source does not know of it', () => {
    expect(outcomeOf(AT, [pull(1, AT, { reopened: null })], new Set())).toBe('merged')
  })
})
