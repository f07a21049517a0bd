import type { CodingSession, PullRequest } from '@vouch/contracts/domains/coding'
import type { CodingRecords } from './coding-records.ts'
import { modelPolicy } from './model-policy.ts'
import { sumByDay } from './session-day.ts'

const EMPTY: Omit<CodingSession, 'id'> = {
  session_id: 's',
  developer_id: null,
  timestamp: '2024-01-01T00:00:00Z',
  model: null,
  tokens_in: null,
  tokens_out: null,
  tokens_cached: null,
  tokens_cache_written: null,
  tokens_reasoning: null,
  total_tokens: null,
  latency_ms: null,
  status_code: null,
  accepted_flag: null,
  accepted_lines: null,
  diff_ratio: null,
  confidence: null,
  repo_slug: 'acme/app',
  cost_usd: null,
  priced_by: null,
  source: 'litellm',
}

/** A session of which nothing is known but this. */
export function session(known: Partial<CodingSession>): Omit<CodingSession, 'id'> {
  return { ...EMPTY, ...known }
}

/** A pull request of which nothing is known but this. */
export function pullRequest(known: Partial<PullRequest>): PullRequest {
  return {
    repo_slug: 'acme/app',
    number: 1,
    title: null,
    author: null,
    state: 'closed',
    created_at: '2024-01-01T00:00:00Z',
    closed_at: null,
    merged_at: null,
    updated_at: null,
    reopened: null,
    reverts: null,
    simulated: false,
    ...known,
  }
}

const SONNET = 'anthropic/claude-3-sonnet'
const HAIKU = 'anthropic/claude-3-haiku'

/** Three sessions, two pull requests and two commits, whose figures can be counted by hand. */
export const GOLDEN: CodingRecords = {
  days: sumByDay(
    [
      session({
        developer_id: 'd1',
        timestamp: '2024-01-01T12:00:00Z',
        model: SONNET,
        total_tokens: 100,
        status_code: 200,
        accepted_flag: true,
        accepted_lines: 4,
        diff_ratio: 0.82,
        cost_usd: 0.0057,
      }),
      session({
        developer_id: 'd1',
        timestamp: '2024-01-01T13:00:00Z',
        model: SONNET,
        total_tokens: 50,
        status_code: 200,
        accepted_flag: false,
        diff_ratio: 0.45,
        cost_usd: 0.00255,
      }),
      session({
        developer_id: 'd2',
        timestamp: '2024-01-02T15:00:00Z',
        model: HAIKU,
        total_tokens: 50,
        status_code: 500,
        accepted_flag: false,
        diff_ratio: 0.6,
        cost_usd: 0.00009,
      }),
    ],
    modelPolicy([SONNET, HAIKU]),
  ),
  commits: [
    { date: '2024-01-02', author: 'd1', commits: 1 },
    { date: '2024-01-02', author: 'd2', commits: 1 },
  ],
  pullRequests: [
    pullRequest({
      number: 10,
      author: 'd1',
      created_at: '2024-01-01T10:00:00Z',
      merged_at: '2024-01-01T20:00:00Z',
      reopened: false,
    }),
    pullRequest({
      number: 11,
      author: 'd2',
      created_at: '2024-01-02T09:00:00Z',
      merged_at: '2024-01-05T09:00:00Z',
      reopened: true,
    }),
  ],
}
