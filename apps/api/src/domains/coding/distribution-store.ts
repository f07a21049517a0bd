import type { DistributionBy } from '@vouch/contracts/domains/coding-distribution'
import { type DeveloperPart, PART_EDGES } from '@vouch/core/domains/coding/distribute-sessions'
import { PICO_USD } from '@vouch/core/domains/coding/session-day'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { codingDay, codingSession } from '../../db/schema/coding.ts'
import { ofWanted } from './day-store.ts'
import { ofDays, type SessionsOfDays } from './told-by-sessions.ts'

const count = z.coerce.number()
const Rows = z.object({
  rows: z.array(
    z.object({
      name: z.string().nullable(),
      who: z.string().nullable(),
      sessions: count,
      decided: count,
      accepted: count,
    }),
  ),
})

/** What daily sums tell, and what the sessions alone do: a part’s name. */
const OF_DAYS = {
  model: sql.raw(`nullif(model, '')`),
  repo_slug: sql.raw(`nullif(repo, '')`),
  weekday: sql.raw('extract(isodow from date)::int::text'),
} as const satisfies Partial<Record<DistributionBy, SQL>>
const OF_SESSIONS = {
  hour: sql.raw(`extract(hour from at at time zone 'UTC')::int::text`),
  latency: partOf('latency_ms', 'float8', 'latency', 1),
  tokens: partOf('total_tokens', 'int8', 'tokens', 1),
  cost: partOf('cost_pico', 'int8', 'cost', PICO_USD),
} as const satisfies Partial<Record<DistributionBy, SQL>>

/** Where the part begins that a number is in; null where it is not known. */
function partOf(column: string, type: string, by: keyof typeof PART_EDGES, scale: number): SQL {
  const edges = PART_EDGES[by]
  const texts = edges.map((edge) => `'${edge}'`).join(', ')
  const scaled = edges.map((edge) => Math.round(edge * scale)).join(', ')
  return sql.raw(`(array[${texts}])[width_bucket(${column}, array[${scaled}]::${type}[])]`)
}

/** What each developer did of each part. */
export async function listDeveloperParts(
  db: Sql,
  by: DistributionBy,
  wanted: SessionsOfDays,
): Promise<DeveloperPart[]> {
  const found: unknown = await db.execute(
    by === 'model' || by === 'repo_slug' || by === 'weekday'
      ? sql`
        select ${OF_DAYS[by]} as name, nullif(developer, '') as who, sum(sessions) as sessions, sum(decided) as decided,
          sum(accepted) as accepted
        from ${codingDay} where ${ofWanted(wanted)} and sessions > 0 group by 1, 2`
      : sql`
        select ${OF_SESSIONS[by]} as name, developer_id as who, count(*) as sessions, count(accepted) as decided,
          count(*) filter (where accepted) as accepted
        from ${codingSession} where ${ofDays(wanted)} group by 1, 2`,
  )
  return Rows.parse(found).rows
}
