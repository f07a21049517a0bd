import type { DeveloperInput } from '@vouch/contracts/domains/coding-metrics'
import { VouchError } from '@vouch/core/error'
import { and, eq, isNull } from 'drizzle-orm'
import { createHash } from 'node:crypto'
import { appendAudit } from '../../audit/audit.ts'
import { auditAct } from '../../account/audit-act.ts'
import type { Sql } from '../../db/client.ts'
import { account } from '../../db/schema/accounts.ts'
import { codingDeveloper } from '../../db/schema/coding.ts'
import type { Context } from '../../trpc.ts'
import { mustSeeAll } from './visibility.ts'

/**
 * Says whose account a developer’s sessions are. That somebody registered with an address proves nothing of it, so it is said by
 * those who see all.
 */
export async function setDeveloper(ctx: Context, { developer_id: developer, email }: DeveloperInput): Promise<null> {
  await mustSeeAll(ctx)
  await ctx.services.database.sql.transaction(async (tx) => {
    const accountId = email === null ? null : await accountOf(tx, email)
    if (accountId === null) await tx.delete(codingDeveloper).where(eq(codingDeveloper.developer, developer))
    else
      await tx
        .insert(codingDeveloper)
        .values({ developer, accountId })
        .onConflictDoUpdate({ target: codingDeveloper.developer, set: { accountId } })
    const act = { action: 'coding.developer', subject: pseudonymOf(developer), detail: { account: accountId } } as const
    await appendAudit(tx, auditAct(ctx, act))
  })
  return null
}

/** @throws VouchError `invalid` */
async function accountOf(tx: Sql, email: string): Promise<string> {
  const [found] = await tx
    .select({ id: account.id })
    .from(account)
    .where(and(eq(account.email, email.toLowerCase()), isNull(account.deletedAt)))
  if (found) return found.id
  throw new VouchError('invalid', 'There is no account with this address.', [
    { field: 'email', message: 'has no account' },
  ])
}

/** Forgets which developers an account was: it is deleted. */
export async function forgetDevelopers(tx: Sql, accountId: string): Promise<void> {
  await tx.delete(codingDeveloper).where(eq(codingDeveloper.accountId, accountId))
}

/** A developer as the audit names him, which holds no names. */
export function pseudonymOf(developer: string): string {
  return `dev_${createHash('sha256').update(developer).digest('hex').slice(0, 16)}`
}
