import type { CostsQuery } from '@vouch/contracts/domains/coding-costs'
import type { ModelCost } from '@vouch/core/domains/coding/reconcile'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { codingDay, codingSession } from '../../db/schema/coding.ts'
import type { DaySpan } from './figure-window.ts'
import { ofDays, type SessionsOfDays } from './told-by-sessions.ts'

const sum = z.coerce.number().nullable()
const count = z.coerce.number()
const Rows = z.object({
  rows: z.array(
    z.object({
      name: z.string(),
      who: z.string().nullable(),
      priced_by: z.string().nullable(),
      sessions: count,
      tokens_in: sum,
      tokens_out: sum,
      tokens_cached: sum,
      tokens_cache_written: sum,
      tokens_reasoning: sum,
      cost_pico: sum,
    }),
  ),
})
/** What one developer’s sessions took of one model, repository or day (an empty name: not known), by what priced them. */
export type CostPart = z.infer<typeof Rows>['rows'][number]

const NAMES: Readonly<Record<CostsQuery['by'], SQL>> = {
  model: sql.raw(`coalesce(model, '')`),
  repo_slug: sql.raw(`coalesce(repo_slug, '')`),
  day: sql.raw(`to_char(at at time zone 'UTC', 'YYYY-MM-DD')`),
}

export async function listCostParts(db: Sql, wanted: SessionsOfDays, by: CostsQuery['by']): Promise<CostPart[]> {
  const found: unknown = await db.execute(sql`
    select ${NAMES[by]} as name, developer_id as who, priced_by, count(*) as sessions, sum(tokens_in) as tokens_in,
      sum(tokens_out) as tokens_out, sum(tokens_cached) as tokens_cached, sum(tokens_cache_written) as tokens_cache_written,
      sum(tokens_reasoning) as tokens_reasoning, sum(cost_pico) as cost_pico
    from ${codingSession} where ${ofDays(wanted)} group by 1, 2, 3`)
  return Rows.parse(found).rows
}

const Costs = z.object({
  rows: z.array(
    z.object({ date: z.string(), model: z.string().nullable(), sessions: count, costed: count, cost_pico: count }),
  ),
})

/** What the sessions of each model came to on each day. */
export async function listModelCosts(db: Sql, { from, to }: DaySpan): Promise<ModelCost[]> {
  const found: unknown = await db.execute(sql`
    select to_char(date, 'YYYY-MM-DD') as date, nullif(model, '') as model, sum(sessions) as sessions, sum(costed) as costed,
      sum(cost_pico) as cost_pico
    from ${codingDay} where date >= ${from} and date <= ${to} and sessions > 0 group by 1, 2 order by 1, 2`)
  return Costs.parse(found).rows
}
