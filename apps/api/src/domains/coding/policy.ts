import type { Policy, PolicyInput } from '@vouch/contracts/domains/coding-metrics'
import { desc } from 'drizzle-orm'
import { appendAudit } from '../../audit/audit.ts'
import { auditAct } from '../../account/audit-act.ts'
import type { Sql } from '../../db/client.ts'
import { codingPolicy } from '../../db/schema/coding.ts'
import type { Context } from '../../trpc.ts'
import { keepableText } from '../../prediction/store.ts'
import { mustSeeAll } from './visibility.ts'

/** The models that are meant to be used, as they were said last. */
export async function readPolicy(db: Sql): Promise<Policy> {
  const [last] = await db.select().from(codingPolicy).orderBy(desc(codingPolicy.id)).limit(1)
  return { models: [...(last?.models ?? [])], created_at: last?.createdAt.toISOString() ?? null }
}

/** Says which models are meant to be used; none: there is no policy any more. */
export async function setPolicy(ctx: Context, { models }: PolicyInput): Promise<Policy> {
  await mustSeeAll(ctx)
  const { sql } = ctx.services.database
  const id = ctx.newId('plc')
  await sql.transaction(async (tx) => {
    const named = [...new Set(models.map(keepableText))]
    await tx.insert(codingPolicy).values({ id, models: named, accountId: ctx.caller.accountId })
    await appendAudit(tx, auditAct(ctx, { action: 'coding.policy', subject: id, detail: { models: named.length } }))
  })
  return readPolicy(sql)
}
