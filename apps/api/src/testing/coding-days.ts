import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../db/client.ts'
import { codingDay, codingDeveloperDay, codingSession } from '../db/schema/coding.ts'
import { DAY_SUM_COLUMNS, DEVELOPER_DAY_COLUMNS, sumsOfDays, sumsOfDeveloperDays } from '../domains/coding/day-sums.ts'

const Rows = z.object({ rows: z.array(z.unknown()) })
const ORDER = { days: sql.raw('date, developer, model, repo'), developerDays: sql.raw('date, developer') }

/** Every day of coding sessions as it is kept, and every developer’s day. */
export async function listKeptDays(db: Sql): Promise<[unknown[], unknown[]]> {
  const list = async (asked: Promise<unknown>) => Rows.parse(await asked).rows
  return [
    await list(db.execute(sql`select ${DAY_SUM_COLUMNS} from ${codingDay} order by ${ORDER.days}`)),
    await list(
      db.execute(sql`select ${DEVELOPER_DAY_COLUMNS} from ${codingDeveloperDay} order by ${ORDER.developerDays}`),
    ),
  ]
}

/** The same, added up anew from each session. */
export async function recomputeDays(db: Sql): Promise<[unknown[], unknown[]]> {
  const list = async (asked: Promise<unknown>) => Rows.parse(await asked).rows
  const days = sumsOfDays(sql`(select 1 as sign, s.* from ${codingSession} s) as every_session`)
  return [
    await list(db.execute(sql`${days} order by ${ORDER.days}`)),
    await list(db.execute(sql`${sumsOfDeveloperDays(sql`(${days}) as days`)} order by ${ORDER.developerDays}`)),
  ]
}
