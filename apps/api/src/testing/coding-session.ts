import { createHash } from 'node:crypto'
import type { CodingSession } from '@vouch/contracts/domains/coding'

/** A session that is told apart by its number, and of which nothing more is known than this. */
export function sessionOf(number: number, known: Partial<CodingSession> = {}): CodingSession {
  return {
    id: `trc_${createHash('sha256').update(String(number)).digest('hex').slice(0, 32)}`,
    session_id: `s${number}`,
    developer_id: null,
    timestamp: '2026-01-01T00:00:00.000Z',
    model: null,
    tokens_in: null,
    tokens_out: null,
    tokens_cached: null,
    tokens_cache_written: null,
    tokens_reasoning: null,
    total_tokens: null,
    latency_ms: null,
    status_code: 200,
    accepted_flag: null,
    accepted_lines: null,
    diff_ratio: null,
    confidence: null,
    repo_slug: null,
    cost_usd: null,
    priced_by: null,
    source: 'litellm',
    ...known,
  }
}
