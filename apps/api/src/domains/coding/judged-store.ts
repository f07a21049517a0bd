import { SuggestionOutcome } from '@vouch/contracts/domains/coding'
import { FOLLOWS_WITHIN_DAYS } from '@vouch/core/domains/coding/outcome-of'
import type { FollowedSession } from '@vouch/core/domains/coding/judged-sessions'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { codingPullRequest, codingSession } from '../../db/schema/coding.ts'
import { toTraceId } from './session-rows.ts'

/** Which sessions: with a verdict, of a time in ms since 1970. */
export interface DecidedWanted {
  readonly from: number
  readonly to: number
  readonly model?: string | undefined
  /** the most that are drawn */
  readonly most: number
}

const HOURS = FOLLOWS_WITHIN_DAYS * 24

const Followed = z.object({
  rows: z.array(
    z.object({
      id: z.string(),
      session_id: z.string(),
      developer_id: z.string().nullable(),
      ms: z.coerce.number(),
      model: z.string().nullable(),
      accepted: z.boolean(),
      confidence: z.coerce.number().nullable(),
      repo_slug: z.string().nullable(),
      outcome: SuggestionOutcome.nullable(),
    }),
  ),
})
const Counted = z.object({ rows: z.array(z.object({ of: z.coerce.number() })) })

/**
 * Sessions that were decided on, with what became of each: the words of `outcomeOf` for a database. Where there are more than may
 * be taken, those with the least ids are: an id is a hash, so that chance alone has drawn them, and each time the same.
 */
export async function drawDecided(
  db: Sql,
  wanted: DecidedWanted,
): Promise<{ sessions: FollowedSession[]; of: number }> {
  const found: unknown = await db.execute(sql`
    with decided as (
      select id, session_id, developer_id, at, model, accepted, confidence, repo_slug from ${codingSession}
      where ${which(wanted)} order by id limit ${wanted.most}
    ), reverted as (
      select distinct repo, reverts from ${codingPullRequest} where reverts is not null and merged_at is not null
    )
    select d.id, d.session_id, d.developer_id, floor(extract(epoch from d.at) * 1000) as ms, d.model, d.accepted, d.confidence,
      d.repo_slug,
      case when p.number is null then null when p.merged_at is null then p.state when r.reverts is not null then 'reverted'
        when p.reopened then 'reworked' else 'merged' end as outcome
    from decided d
    left join lateral (
      select * from ${codingPullRequest} as pull
      where pull.author = d.developer_id and pull.repo = d.repo_slug and pull.created_at >= d.at
        and pull.created_at <= d.at + ${`${HOURS} hours`}::interval
      order by pull.created_at, pull.number limit 1
    ) p on true
    left join reverted r on r.repo = p.repo and r.reverts = p.number
    order by d.id`)
  const counted: unknown = await db.execute(sql`select count(*) as of from ${codingSession} where ${which(wanted)}`)
  const sessions = Followed.parse(found).rows.map(({ id, ms, accepted, ...session }): FollowedSession => ({
    ...session,
    id: toTraceId(id),
    timestamp: new Date(ms).toISOString(),
    accepted_flag: accepted,
  }))
  return { sessions, of: Math.max(Counted.parse(counted).rows[0]?.of ?? 0, sessions.length) }
}

function which({ from, to, model }: DecidedWanted): SQL {
  const time = sql`at >= ${new Date(from).toISOString()}::timestamptz and at < ${new Date(to).toISOString()}::timestamptz`
  return sql`accepted is not null and ${time} ${model === undefined ? sql`` : sql`and model = ${model}`}`
}
