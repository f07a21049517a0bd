import type { ToldBySessions } from '@vouch/core/domains/coding/measure-raw'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { codingIngest, codingSession } from '../../db/schema/coding.ts'
import type { DaysWanted } from './day-store.ts'

/** Which sessions, by their days. */
export type SessionsOfDays = Omit<DaysWanted, 'policy'>

/** The condition for them. */
export function ofDays({ from, to, model, repo, developer }: SessionsOfDays): SQL {
  return sql.join(
    [
      sql`at >= ${`${from}T00:00:00Z`}::timestamptz and at < ${`${to}T00:00:00Z`}::timestamptz + interval '24 hours'`,
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
const Counted = z.object({ rows: z.array(z.object({ n: z.coerce.number() })).length(1) })

/** The median time that a call took, in ms, and of how many developers those are that say it; null where none does. */
export async function medianLatency(db: Sql, wanted: SessionsOfDays): Promise<ToldBySessions['latency']> {
  const found: unknown = await db.execute(sql`
    select percentile_cont(.5) within group (order by latency_ms) as median, count(distinct developer_id) as developers
    from ${codingSession} where latency_ms is not null and ${ofDays(wanted)}`)
  const [row] = Latency.parse(found).rows
  return { medianMs: row?.median ?? null, developers: row?.developers ?? 0 }
}

/** How many are made up. Where no file with such was taken in, no session is looked at. */
export async function countSimulated(db: Sql, wanted: SessionsOfDays): Promise<number> {
  const found: unknown = await db.execute(sql`
    select case when exists (select 1 from ${codingIngest} where (receipt ->> 'simulated')::int > 0)
      then (select count(*) from ${codingSession} where source = 'simulated' and ${ofDays(wanted)}) else 0 end as n`)
  return Counted.parse(found).rows[0]?.n ?? 0
}
