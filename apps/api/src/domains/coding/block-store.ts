import type { Known, RecordKind } from '@vouch/core/domains/coding/coding-records'
import { daysOfFew } from '@vouch/core/domains/coding/hide-few'
import { DAY_MS, dateOf } from '@vouch/core/domains/coding/utc-days'
import { cutIntoBlocks, type DayBlocks, takeWholeBlocks } from '@vouch/core/domains/coding/whole-blocks'
import { type AnyColumn, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { codingCommit, codingDay, codingDeveloperDay, codingPullRequest } from '../../db/schema/coding.ts'
import { ofWanted } from './day-store.ts'
import type { SessionsOfDays } from './told-by-sessions.ts'
import { leastOf, type Visibility } from './visibility.ts'

/** Sessions of one model, or of one repository; of this the work, too. */
type BlocksOf = Pick<SessionsOfDays, 'model' | 'repo'>

const Days = z.object({
  rows: z.array(z.object({ date: z.string(), people: z.coerce.number(), names: z.array(z.string()) })),
})

const day = (at: SQL | AnyColumn) => sql`to_char(${at} at time zone 'UTC', 'YYYY-MM-DD')`

/** Who had a part in what, day by day, over all the time that there is: blocks must not depend on what is asked for. */
function peopleOf(kind: RecordKind, { model, repo }: BlocksOf): SQL {
  const ofRepo = repo === undefined ? sql`` : sql`and repo = ${repo}`
  switch (kind) {
    case 'sessions': {
      const every = model === undefined && repo === undefined
      return sql`select to_char(date, 'YYYY-MM-DD') as date, developer as who
        from ${every ? codingDeveloperDay : codingDay} where developer <> '' and sessions > 0
          ${model === undefined ? sql`` : sql`and model = ${model}`} ${ofRepo}`
    }
    case 'commits':
      return sql`select ${day(codingCommit.at)} as date, author as who from ${codingCommit}
        where author is not null ${ofRepo}`
    case 'pull_requests': {
      const { createdAt, closedAt, mergedAt } = codingPullRequest
      return sql`select ${day(sql`moment`)} as date, author as who from ${codingPullRequest},
          lateral (values (${createdAt}), (${closedAt}), (${mergedAt})) as moments (moment)
        where author is not null and moment is not null ${ofRepo}`
    }
  }
}

async function listBlocks(db: Sql, kind: RecordKind, of: BlocksOf, least: number): Promise<DayBlocks | null> {
  const found: unknown = await db.execute(sql`
    select date, count(distinct who) as people,
      case when count(distinct who) < ${least} then json_agg(distinct who) else '[]'::json end as names
    from (${peopleOf(kind, of)}) as had_a_part group by date order by date`)
  return cutIntoBlocks(Days.parse(found).rows, least)
}

/** Which sessions figures are of that somebody is told. */
export interface ToldSessions {
  /** what is asked for, or the whole blocks of it */
  readonly wanted: SessionsOfDays
  /** how many developers a figure must be of; Infinity: nothing may be told of these days */
  readonly least: number
  /** those of all time; null where there are none, and where none are needed */
  readonly blocks: DayBlocks | null
}

/**
 * What may be told of some days: to those who may not see single developers, the whole blocks of them; nothing where there are none,
 * and where the model or the repository is of too few, or would tell of too few together with the others.
 */
export async function tellDays(db: Sql, wanted: SessionsOfDays, visibility: Visibility): Promise<ToldSessions> {
  const least = leastOf(visibility)
  if (least <= 1) return { wanted, least, blocks: null }
  const nothing = { wanted, least: Infinity, blocks: null }
  if (await isOfHidden(db, wanted, least)) return nothing
  const blocks = await listBlocks(db, 'sessions', wanted, least)
  if (blocks === null) return { wanted, least, blocks }
  const asked = { fromMs: Date.parse(wanted.from), toMs: Date.parse(wanted.to) + DAY_MS }
  const span = takeWholeBlocks(asked, blocks)
  if (span === null) return nothing
  return { wanted: { ...wanted, from: dateOf(span.fromMs), to: dateOf(span.toMs - DAY_MS) }, least, blocks }
}

/** What is known, with the blocks of each kind, to those who are told of these alone. */
export async function inBlocks(db: Sql, known: Known, { wanted, least, blocks }: ToldSessions): Promise<Known> {
  if (least <= 1 || least === Infinity) return known
  const { sessions, commits, pull_requests: pulls } = known
  return {
    sessions: sessions && { ...sessions, blocks },
    commits: commits && { ...commits, blocks: await listBlocks(db, 'commits', wanted, least) },
    pull_requests: pulls && { ...pulls, blocks: await listBlocks(db, 'pull_requests', wanted, least) },
  }
}

const Parts = z.object({ rows: z.array(z.object({ name: z.string(), who: z.string().nullable() })) })

/** Whether the model or the repository may not be told of by itself: as parts of a distribution are hidden. */
async function isOfHidden(db: Sql, { from, to, model, repo }: SessionsOfDays, least: number): Promise<boolean> {
  const asked = [
    { column: sql`model`, name: model },
    { column: sql`repo`, name: repo },
    { column: sql`model || chr(10) || repo`, name: model && repo && `${model}\n${repo}` },
  ]
  for (const { column, name } of asked) {
    if (name === undefined) continue
    const found: unknown = await db.execute(sql`select ${column} as name, nullif(developer, '') as who from ${codingDay}
      where ${ofWanted({ from, to })} and sessions > 0 group by 1, 2`)
    const parts = Parts.parse(found).rows.map((part) => ({ date: part.name, who: part.who }))
    if (daysOfFew(parts, least).has(name)) return true
  }
  return false
}
