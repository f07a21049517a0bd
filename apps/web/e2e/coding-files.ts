import { IngestReceipt } from '@vouch/contracts/domains/coding'
import type { Judge, Judging } from './judges.ts'

const DAY_MS = 86_400_000

export interface DrawnSession {
  readonly session_id: string
  readonly developer_id: string
  readonly timestamp: string
  readonly model: string
  readonly accepted: boolean
  readonly repo_slug: string
}

/** So many days ago, at an hour (UTC). */
export function daysAgo(days: number, hour = 9): string {
  const midnight = Math.floor(Date.now() / DAY_MS) * DAY_MS
  return new Date(midnight - days * DAY_MS + hour * 3_600_000).toISOString()
}

/** A session of yesterday. */
export function drawSession(session_id: string, more: Partial<DrawnSession> = {}): DrawnSession {
  return {
    session_id,
    developer_id: 'ada@example.org',
    timestamp: daysAgo(1),
    model: 'openai/gpt-4o-2024-08-06',
    accepted: true,
    repo_slug: 'acme/app',
    ...more,
  }
}

/** Sessions as a LiteLLM proxy writes them. */
export function litellmLines(sessions: readonly DrawnSession[]): string {
  const lines = sessions.map(({ timestamp, model, accepted, ...metadata }) =>
    JSON.stringify({
      timestamp,
      attributes: { 'llm.model_name': model, status_code: 200, latency_ms: 1200 },
      usage: { input_tokens: 300, output_tokens: 100, total_tokens: 400 },
      metadata: { ...metadata, accepted_flag: accepted, ...(accepted ? { accepted_lines: 10 } : {}) },
    }),
  )
  return `${lines.join('\n')}\n`
}

const DEVELOPERS = ['ada', 'bob', 'cyd', 'dan', 'eve', 'fay'].map((name) => `${name}@example.org`)
const MODELS = ['openai/gpt-4o-2024-08-06', 'anthropic/claude-3-haiku-20240307', 'local/nobody-prices-this'] as const

/** Some days of a team of six: of two sessions in three nobody rejected what came. */
export function drawTeam(days: number): DrawnSession[] {
  return Array.from({ length: days }, (_, day) =>
    DEVELOPERS.flatMap((developer_id, who) =>
      Array.from({ length: 1 + ((day + who) % 3) }, (_, i) =>
        drawSession(`team-${day}-${who}-${i}`, {
          developer_id,
          timestamp: daysAgo(day + 1, 8 + i),
          model: MODELS[(day + who + i) % MODELS.length] ?? MODELS[0],
          accepted: (day * 5 + who * 3 + i) % 3 !== 0,
          repo_slug: who % 2 === 0 ? 'acme/app' : 'acme/api',
        }),
      ),
    ),
  ).flat()
}

/** Takes a file in beside the page. */
export async function takeIn(judging: Judging, { token }: Judge, file: File): Promise<IngestReceipt> {
  const body = new FormData()
  body.append('file', file)
  return IngestReceipt.parse(await judging.ask('POST', '/api/coding/ingest', { token, body }))
}

export function sessionsFile(sessions: readonly DrawnSession[], name = 'traces.jsonl'): File {
  return new File([litellmLines(sessions)], name)
}

/** A pull request and a commit of Ada’s that follow yesterday’s session. */
export function workFiles(): readonly File[] {
  const pulls = [
    {
      number: 7,
      title: 'Round half to even',
      user: 'ada@example.org',
      state: 'closed',
      created_at: daysAgo(1, 12),
      merged_at: daysAgo(1, 15),
      closed_at: daysAgo(1, 15),
      repo_slug: 'acme/app',
      reopened: false,
    },
  ]
  const commits = [
    {
      sha: 'c0ffee1234',
      author: 'ada@example.org',
      timestamp: daysAgo(1, 11),
      repo_slug: 'acme/app',
      message: 'Round',
    },
  ]
  return [new File([JSON.stringify(pulls)], 'pulls.json'), new File([JSON.stringify(commits)], 'commits.json')]
}
