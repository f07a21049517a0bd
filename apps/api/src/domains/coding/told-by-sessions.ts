import type { ToldBySessions } from '@vouch/core/domains/coding/measure-raw'
import { type AnyColumn, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { codingCommit, codingIngest, codingPullRequest, codingSession } from '../../db/schema/coding.ts'
import type { DaysWanted } from './day-store.ts'

/** Which sessions, by their days. */
export type SessionsOfDays = Omit<DaysWanted, 'policy'>

/** That a moment is of the days. */
function within(moment: SQL | AnyColumn, { from, to }: Pick<SessionsOfDays, 'from' | 'to'>): SQL {
  return sql`(${moment} >= ${`${from}T00:00:00Z`}::timestamptz and ${moment} < ${`${to}T00:00:00Z`}::timestamptz + interval '24 hours')`
}

/** The condition for them. */
export function ofDays({ model, repo, developer, ...days }: SessionsOfDays): SQL {
  return sql.join(
    [
      within(sql`at`, days),
      ...(model === undefined ? [] : [sql`model = ${model}`]),
      ...(repo === undefined ? [] : [sql`repo_slug = ${repo}`]),
      ...(developer === undefined ? [] : [sql`developer_id = ${developer}`]),
    ],
    sql` and `,
  )
}

const Latency = z.object({
  rows: z.array(z.object({ median: z.coerce.number().nullable(), developers: z.coerce.number() })).length(1),
})
const Simulated = z.object({ sessions: z.coerce.number(), work: z.coerce.number() })
const Counted = z.object({ rows: z.tuple([Simulated]) })

/** How much is made up. `work`: pull requests and commits, which are of no model. */
export type Simulated = z.infer<typeof Simulated>

/** The median time that a call took, in ms, and of how many developers those are that say it; null where none does. */
export async function medianLatency(db: Sql, wanted: SessionsOfDays): Promise<ToldBySessions['latency']> {
  const found: unknown = await db.execute(sql`
    select percentile_cont(.5) within group (order by latency_ms) as median, count(distinct developer_id) as developers
    from ${codingSession} where latency_ms is not null and ${ofDays(wanted)}`)
  const [row] = Latency.parse(found).rows
  return { medianMs: row?.median ?? null, developers: row?.developers ?? 0 }
}

/** How many sessions are made up, and how much of the work in their time. Where no file with such was taken in, none is looked at. */
export async function countSimulated(db: Sql, wanted: SessionsOfDays): Promise<Simulated> {
  const { model, repo, developer } = wanted
  const moment = (column: AnyColumn) => within(column, wanted)
  const ofWork = sql.join(
    [
      sql`simulated_by is not null`,
      ...(repo === undefined ? [] : [sql`repo = ${repo}`]),
      ...(developer === undefined ? [] : [sql`author = ${developer}`]),
    ],
    sql` and `,
  )
  const { createdAt, closedAt, mergedAt } = codingPullRequest
  const work =
    model === undefined
      ? sql`(select count(*) from ${codingPullRequest}
            where ${ofWork} and (${moment(createdAt)} or ${moment(closedAt)} or ${moment(mergedAt)}))
          + (select count(*) from ${codingCommit} where ${ofWork} and ${moment(codingCommit.at)})`
      : sql`0`
  const found: unknown = await db.execute(sql`
    with any_made_up as (select 1 from ${codingIngest} where (receipt ->> 'simulated')::int > 0 limit 1)
    select case when exists (select 1 from any_made_up)
        then (select count(*) from ${codingSession} where source = 'simulated' and ${ofDays(wanted)}) else 0 end as sessions,
      case when exists (select 1 from any_made_up) then ${work} else 0 end as work`)
  return Counted.parse(found).rows[0]
}
