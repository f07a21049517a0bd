import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { codingDay, codingDeveloperDay, codingSession } from '../../db/schema/coding.ts'
import { DAY_SUM_COLUMNS, DEVELOPER_DAY_COLUMNS, sumsOfDays, sumsOfDeveloperDays, withAdded } from './day-sums.ts'
import type { SessionRows } from './session-rows.ts'

const Added = z.object({ rows: z.array(z.object({ added: z.coerce.number(), told: z.coerce.number() })) })

/** With what sessions were taken in, and of which statement. */
export interface Came {
  readonly ingestId: string
  readonly batch: string
}

/**
 * Adds sessions, and what they add up to beside them, in one statement: a day is never without its sessions, nor they without it.
 * Of those that are here already, a verdict that was not known is taken from what is sent again, with its lines and what stayed;
 * nothing else of them changes. What another statement is just adding it does not see.
 * @returns how many were added, and of how many more a verdict is known
 */
export async function insertSessions(
  db: Sql,
  { json, count }: SessionRows,
  { ingestId, batch }: Came,
): Promise<{ added: number; told: number }> {
  if (count === 0) return { added: 0, told: 0 }
  const found: unknown = await db.execute(sql`
    with sent as (
      select * from json_to_recordset(${json}::json) as r(
        id uuid, s text, d text, at timestamptz, m text, ti bigint, "to" bigint, tc bigint, tw bigint, tr bigint, tt bigint,
        l float8, c int, a boolean, n int, r float8, f float8, p text, u bigint, b text, o text)
    ), added as (
      insert into ${codingSession} (id, session_id, developer_id, at, model, tokens_in, tokens_out, tokens_cached,
        tokens_cache_written, tokens_reasoning, total_tokens, latency_ms, status_code, accepted, accepted_lines, diff_ratio,
        confidence, repo_slug, cost_pico, priced_by, source, ingest_id, batch)
      select id, s, d, at, m, ti, "to", tc, tw, tr, tt, l, c, a, n, r, f, p, u, b, o, ${ingestId}, ${batch}
      from sent
      on conflict (id) do nothing
      returning *
    ), told as (
      update ${codingSession} as here set accepted = coalesce(here.accepted, sent.a),
        accepted_lines = coalesce(here.accepted_lines, sent.n), diff_ratio = coalesce(here.diff_ratio, sent.r)
      from (select * from sent where id not in (select id from added) and (a is not null or n is not null or r is not null)) as sent
      where here.id = sent.id and ((here.accepted is null and sent.a is not null)
        or (here.accepted_lines is null and sent.n is not null) or (here.diff_ratio is null and sent.r is not null))
      returning here.*
    ), parts as (
      select 1 as sign, added.* from added
      union all select 1, told.* from told
      union all select -1, before.* from ${codingSession} before where before.id in (select id from told)
    ), sums as (${sumsOfDays(sql`parts`)}), days as (
      insert into ${codingDay} as day (${DAY_SUM_COLUMNS}) select * from sums
      on conflict (date, developer, model, repo) do update set ${withAdded()}
    ), developer_days as (
      insert into ${codingDeveloperDay} as day (${DEVELOPER_DAY_COLUMNS}) ${sumsOfDeveloperDays(sql`sums`)}
      on conflict (date, developer) do update set ${withAdded(['named'])}
    )
    select (select count(*) from added) as added, (select count(*) from told) as told`)
  return Added.parse(found).rows[0] ?? { added: 0, told: 0 }
}
