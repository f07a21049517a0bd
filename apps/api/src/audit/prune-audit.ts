import { and, desc, eq, lt, lte, sql } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { audit, auditHead } from '../db/schema/audit.ts'
import { appendAudit } from './audit.ts'

/**
 * Deletes the entries from before a day, and says so in a new one. What is left is chained to the last that went, whose
 * number and hash are kept. Nothing else may delete an entry.
 * @returns how many went
 */
export async function pruneAudit(database: Sql, before: Date): Promise<number> {
  return database.transaction(async (tx) => {
    // held first, so that nothing is added in between
    const [head] = await tx.select().from(auditHead).where(eq(auditHead.id, 1)).for('update')
    const [last] = await tx
      .select({ number: audit.number, hash: audit.hash })
      .from(audit)
      .where(and(lt(audit.at, before.toISOString()), lte(audit.number, head?.number ?? 0)))
      .orderBy(desc(audit.number))
      .limit(1)
    if (!head || !last) return 0
    await tx.execute(sql`set local vouch.audit_retention = 'on'`)
    await tx.delete(audit).where(lte(audit.number, last.number))
    await tx.execute(sql`set local vouch.audit_retention = 'off'`)
    await tx.update(auditHead).set({ prunedNumber: last.number, prunedHash: last.hash })
    await appendAudit(tx, {
      actor: 'system',
      action: 'audit.delete',
      subject: null,
      outcome: 'done',
      origin: null,
      requestId: null,
      detail: { before: before.toISOString(), through: last.number, hash: last.hash },
    })
    return last.number - head.prunedNumber
  })
}
