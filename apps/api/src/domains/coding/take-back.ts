import { IngestReceipt } from '@vouch/contracts/domains/coding'
import { VouchError } from '@vouch/core/error'
import { eq, sql } from 'drizzle-orm'
import { appendAudit } from '../../audit/audit.ts'
import { auditAct } from '../../account/audit-act.ts'
import {
  codingCommit,
  codingDay,
  codingDeveloperDay,
  codingIngest,
  codingPullRequest,
  codingSession,
} from '../../db/schema/coding.ts'
import type { Context } from '../../trpc.ts'
import { DAY_SUM_COLUMNS, DEVELOPER_DAY_COLUMNS, sumsOfDays, sumsOfDeveloperDays } from './day-sums.ts'
import { mustSeeAll } from './visibility.ts'

/**
 * Takes back the sessions that came with one file, and adds up their days anew. Pull requests and commits stay, for another file may
 * have said the same of them since; those that are made up go. @throws VouchError `not_found`
 */
export async function takeBack(ctx: Context, id: string): Promise<null> {
  await mustSeeAll(ctx)
  const { database, files } = ctx.services
  const dead = await database.sql.transaction(async (tx) => {
    const [found] = await tx.delete(codingIngest).where(eq(codingIngest.id, id)).returning()
    if (!found) throw new VouchError('not_found', `Nothing was taken in as ${id}.`)
    // sessions that come meanwhile wait: the days are added up over all that there are
    await tx.execute(sql`lock table ${codingDay} in share row exclusive mode`)
    await tx.execute(sql`
      with gone as (delete from ${codingSession} where ingest_id = ${id} returning (at at time zone 'UTC')::date as date),
        days as (delete from ${codingDay} where date in (select date from gone))
      delete from ${codingDeveloperDay} where date in (select date from gone)`)
    const leftOver = sql`(select 1 as sign, s.* from ${codingSession} s
      where not exists (select 1 from ${codingDay} d where d.date = (s.at at time zone 'UTC')::date)) as left_over`
    await tx.execute(sql`insert into ${codingDay} (${DAY_SUM_COLUMNS}) ${sumsOfDays(leftOver)}`)
    const addedUp = sql`(select * from ${codingDay} s
      where not exists (select 1 from ${codingDeveloperDay} d where d.date = s.date)) as added_up`
    await tx.execute(sql`insert into ${codingDeveloperDay} (${DEVELOPER_DAY_COLUMNS}) ${sumsOfDeveloperDays(addedUp)}`)
    for (const work of [codingPullRequest, codingCommit]) await tx.delete(work).where(eq(work.simulatedBy, id))
    const { entries } = IngestReceipt.parse(found.receipt)
    await appendAudit(tx, auditAct(ctx, { action: 'coding.take_back', subject: id, detail: { entries } }))
    return found.deadSha256
  })
  if (dead !== null) await files.release([dead])
  return null
}
