import type { Known } from '@vouch/core/domains/coding/coding-records'
import type { SessionDay } from '@vouch/core/domains/coding/session-day'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { codingCommit, codingDay, codingDeveloperDay, codingPullRequest } from '../../db/schema/coding.ts'
import { DAY_COLUMNS } from './days-json.ts'

/** Days, both among them, and of which sessions. */
export interface DaysWanted {
  readonly from: string
  readonly to: string
  readonly model?: string | undefined
  readonly repo?: string | undefined
  readonly developer?: string | undefined
  /** models that the policy names, as sessions name them; null: nobody has said which */
  readonly policy: readonly string[] | null
}

const whole = z.coerce.number()
const Sums = z.object({
  sessions: whole,
  decided: whole,
  accepted: whole,
  answered: whole,
  errors: whole,
  named: whole,
  in_policy: whole,
  tokens: whole,
  accepted_counted: whole,
  accepted_tokens: whole,
  line_tokens: whole,
  lines: whole,
  accepted_lines: whole,
  rated: whole,
  kept: whole,
  costed: whole,
  cost_pico: whole,
  first_ms: whole,
  last_ms: whole,
})
const Days = z.object({ rows: z.array(Sums.extend({ date: z.string(), developer: z.string().nullable() })) })
const Parts = z.object({ rows: z.array(Sums.extend({ name: z.string().nullable() })) })

const summed = (policy: DaysWanted['policy']): SQL => sql`
  sum(sessions) as sessions, sum(decided) as decided, sum(accepted) as accepted, sum(answered) as answered,
  sum(errors) as errors, coalesce(sum(sessions) filter (where model <> ''), 0) as named,
  coalesce(sum(sessions) filter (where ${isOfPolicy(policy)}), 0) as in_policy,
  sum(tokens) as tokens, sum(accepted_counted) as accepted_counted, sum(accepted_tokens) as accepted_tokens,
  sum(line_tokens) as line_tokens, sum(lines) as lines, sum(accepted_lines) as accepted_lines, sum(rated) as rated,
  sum(kept) as kept, sum(costed) as costed, sum(cost_pico) as cost_pico, min(first_ms) as first_ms, max(last_ms) as last_ms`

function isOfPolicy(policy: DaysWanted['policy']): SQL {
  return sql`model in (select json_array_elements_text(${JSON.stringify(policy ?? [])}::json))`
}

/** The condition for them. */
export function ofWanted({ from, to, model, repo, developer }: Omit<DaysWanted, 'policy'>): SQL {
  return sql.join(
    [
      sql`date >= ${from} and date <= ${to}`,
      ...(model === undefined ? [] : [sql`model = ${model}`]),
      ...(repo === undefined ? [] : [sql`repo = ${repo}`]),
      ...(developer === undefined ? [] : [sql`developer = ${developer}`]),
    ],
    sql` and `,
  )
}

const LISTED = sql.raw(DAY_COLUMNS.join(', '))
const KEPT = sql.raw(DAY_COLUMNS.filter((name) => !['date', 'developer', 'in_policy'].includes(name)).join(', '))

/** A row of `DAY_COLUMNS` for each day and developer, in their order. */
function developerDays(wanted: DaysWanted): SQL {
  const { model, repo, policy } = wanted
  const day = sql`to_char(date, 'YYYY-MM-DD') as date, nullif(developer, '') as developer`
  if (model !== undefined || repo !== undefined)
    return sql`select ${day}, ${summed(policy)} from ${codingDay} as kept where ${ofWanted(wanted)}
      group by kept.date, kept.developer order by kept.date, kept.developer`
  const ofPolicy = sql`select date, developer, sum(sessions) as in_policy from ${codingDay}
    where ${ofWanted(wanted)} and ${isOfPolicy(policy)} group by date, developer`
  return sql`select ${day}, ${KEPT}, ${policy === null ? sql`0` : sql`coalesce(in_policy, 0)`} as in_policy
    from ${codingDeveloperDay} as kept
      ${policy === null ? sql`` : sql`left join (${ofPolicy}) as of_policy using (date, developer)`}
    where ${ofWanted(wanted)} order by kept.date, kept.developer`
}

/** What sessions add up to, by day and developer. */
export async function listDays(db: Sql, wanted: DaysWanted): Promise<SessionDay[]> {
  const found: unknown = await db.execute(developerDays(wanted))
  return Days.parse(found).rows
}

/** The same of models or of repositories, over all those days: whose name is not known is null. */
export async function listParts(
  db: Sql,
  of: 'model' | 'repo',
  wanted: DaysWanted,
): Promise<(z.infer<typeof Sums> & { name: string | null })[]> {
  const column = sql.identifier(of)
  const found: unknown = await db.execute(sql`
    select nullif(${column}, '') as name, ${summed(wanted.policy)}
    from ${codingDay} where ${ofWanted(wanted)} group by ${column} order by sum(sessions) desc, ${column}`)
  return Parts.parse(found).rows
}

const Json = z.object({ rows: z.array(z.object({ json: z.string() })).length(1) })

/** The same as one text, for a thread to read: a year of a large team is tens of thousands of them. */
export async function daysJson(db: Sql, wanted: DaysWanted): Promise<string> {
  const found: unknown = await db.execute(sql`
    select coalesce(json_agg(json_build_array(${LISTED})), '[]')::text as json from (${developerDays(wanted)}) as days`)
  return Json.parse(found).rows[0]?.json ?? '[]'
}

/** The same of each model, by its name; whose model is not named are left out. */
export async function modelDaysJson(db: Sql, wanted: DaysWanted): Promise<string> {
  const found: unknown = await db.execute(sql`
    select coalesce(json_agg(json_build_array(model, days)), '[]')::text as json from (
      select model, json_agg(json_build_array(${LISTED})) as days from (
        select model, to_char(date, 'YYYY-MM-DD') as date, nullif(developer, '') as developer, ${summed(wanted.policy)}
        from ${codingDay} as kept where ${ofWanted(wanted)} and model <> ''
        group by model, kept.date, kept.developer order by model, kept.date, kept.developer
      ) as of_model group by model order by model
    ) as models`)
  return Json.parse(found).rows[0]?.json ?? '[]'
}

/** The models that sessions name. */
export async function listModels(db: Sql): Promise<string[]> {
  const found: unknown = await db.execute(sql`select distinct model from ${codingDay} where model <> '' order by model`)
  return z
    .object({ rows: z.array(z.object({ model: z.string() })) })
    .parse(found)
    .rows.map(({ model }) => model)
}

const Day = z.string().nullable()
const KnownRow = z.object({
  rows: z.array(
    z.object({
      sessions_from: Day,
      sessions_until: Day,
      commits_from: Day,
      commits_until: Day,
      pulls_from: Day,
      pulls_until: Day,
    }),
  ),
})

/** The first and the last day of which something of each kind is known: before the first nothing was measured. */
export async function knownDays(db: Sql): Promise<Known> {
  const { createdAt, closedAt, mergedAt } = codingPullRequest
  const day = (at: SQL) => sql`to_char((${at}) at time zone 'UTC', 'YYYY-MM-DD')`
  const found: unknown = await db.execute(sql`select
    (select min(date)::text from ${codingDay} where sessions > 0) as sessions_from,
    (select max(date)::text from ${codingDay} where sessions > 0) as sessions_until,
    ${day(sql`select min(at) from ${codingCommit}`)} as commits_from,
    ${day(sql`select max(at) from ${codingCommit}`)} as commits_until,
    ${day(sql`select min(${createdAt}) from ${codingPullRequest}`)} as pulls_from,
    ${day(sql`select max(greatest(${createdAt}, ${closedAt}, ${mergedAt})) from ${codingPullRequest}`)} as pulls_until`)
  const known = KnownRow.parse(found).rows[0]
  const span = (from: string | null = null, until: string | null = null) =>
    from === null || until === null ? null : { from, until }
  return {
    sessions: span(known?.sessions_from, known?.sessions_until),
    commits: span(known?.commits_from, known?.commits_until),
    pull_requests: span(known?.pulls_from, known?.pulls_until),
  }
}
