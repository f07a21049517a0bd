import type { CodingSampleQuery, CodingSession, Commit, PullRequest } from '@vouch/contracts/domains/coding'
import { DAY_MS, dateOf } from '@vouch/core/domains/coding/utc-days'
import { simulateCoding, SIMULATION } from '@vouch/core/domains/coding/simulate-coding'

export interface CodingSample {
  /** begins with `simulated`: what is taken in is named after its file */
  readonly name: string
  readonly type: string
  readonly text: string
}

/**
 * Made-up records whose last day is yesterday, so that figures of the last days are there. Each says that it is simulated,
 * in a field of its own, which readers look for: a line of its own would stand among the dead letters.
 */
export function sampleCoding(of: CodingSampleQuery['of'], now: Date): CodingSample {
  const from = dateOf(now.getTime() - SIMULATION.days * DAY_MS)
  const { sessions, pullRequests, commits } = simulateCoding({ ...SIMULATION, from })
  if (of === 'pull_requests') return listOf('simulated-pull-requests.json', pullRequests.map(toPull))
  if (of === 'commits') return listOf('simulated-commits.json', commits.map(toCommit))
  const lines: string[] = []
  for (const session of sessions) lines.push(`${JSON.stringify(toLine(session))}\n`)
  return { name: 'simulated-sessions.jsonl', type: 'application/x-ndjson; charset=utf-8', text: lines.join('') }
}

function listOf(name: string, records: readonly object[]): CodingSample {
  return { name, type: 'application/json; charset=utf-8', text: `${JSON.stringify(records)}\n` }
}

/** As a LiteLLM proxy writes it. It says no cost: that is of the price table. */
function toLine(session: Omit<CodingSession, 'id'>): object {
  const { timestamp, model, tokens_in, tokens_out, tokens_cached, total_tokens, latency_ms, status_code } = session
  const { session_id, developer_id, accepted_flag, accepted_lines, diff_ratio, confidence, repo_slug } = session
  return {
    simulated: true,
    timestamp,
    model,
    latency_ms,
    status_code,
    usage: {
      prompt_tokens: tokens_in,
      completion_tokens: tokens_out,
      total_tokens,
      prompt_tokens_details: { cached_tokens: tokens_cached },
    },
    metadata: { session_id, developer_id, accepted_flag, accepted_lines, diff_ratio, confidence, repo_slug },
  }
}

/** As GitHub’s REST interface has it, with whether it was opened again. */
function toPull({ repo_slug, author, reverts, simulated, ...pull }: PullRequest): object {
  return {
    simulated,
    ...pull,
    body: reverts === null ? null : `Reverts #${reverts}`,
    user: { login: author },
    base: { repo: { full_name: repo_slug } },
  }
}

function toCommit({ sha, repo_slug, author, timestamp, message, simulated }: Commit): object {
  const git = { name: author, email: author, date: timestamp }
  return {
    simulated,
    sha,
    repo_slug,
    commit: { message, author: git, committer: git },
    author: { login: author },
  }
}
