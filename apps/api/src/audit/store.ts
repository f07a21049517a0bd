import type { AuditEntry, AuditPage, AuditQuery } from '@vouch/contracts/audit'
import { VouchError } from '@vouch/core/error'
import { and, asc, desc, eq, gt, gte, lt, lte, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../db/client.ts'
import { audit, auditHead } from '../db/schema/audit.ts'

type Row = typeof audit.$inferSelect
export type AuditHead = typeof auditHead.$inferSelect

const Cursor = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)

/** One page of the audit, the newest first. @throws VouchError `invalid` for a cursor that no page gave */
export async function listAudit(database: Sql, query: AuditQuery): Promise<AuditPage> {
  const { actor, action, subject, from, to, cursor, limit } = query
  const conditions: SQL[] = []
  if (actor !== undefined) conditions.push(eq(audit.actor, actor))
  if (action !== undefined) conditions.push(eq(audit.action, action))
  if (subject !== undefined) conditions.push(eq(audit.subject, subject))
  if (from !== undefined) conditions.push(gte(audit.at, new Date(from).toISOString()))
  if (to !== undefined) conditions.push(lt(audit.at, new Date(to).toISOString()))
  if (cursor !== undefined) {
    const before = Cursor.safeParse(cursor)
    if (!before.success)
      throw new VouchError('invalid', 'No page gave that cursor.', [{ field: 'cursor', message: 'no page gave it' }])
    conditions.push(lt(audit.number, before.data))
  }
  const rows = await database
    .select()
    .from(audit)
    .where(and(...conditions))
    .orderBy(desc(audit.number))
    .limit(limit + 1)
  const entries = rows.slice(0, limit).map(toEntry)
  return { entries, next_cursor: rows.length > limit ? String(entries.at(-1)?.number) : null }
}

/** Entries in their order, after `number` and up to `last`; the database's own rows. */
export function readAudit(database: Sql, range: { number: number; last: number; limit: number }): Promise<Row[]> {
  return database
    .select()
    .from(audit)
    .where(and(gt(audit.number, range.number), lte(audit.number, range.last)))
    .orderBy(asc(audit.number))
    .limit(range.limit)
}

/** Where the chain ends, and what it begins after. */
export async function readAuditHead(database: Sql): Promise<AuditHead | null> {
  const [head] = await database.select().from(auditHead).where(eq(auditHead.id, 1))
  return head ?? null
}

function toEntry({ requestId, detail, ...row }: Row): AuditEntry {
  return { ...row, request_id: requestId, detail: z.record(z.string(), z.json()).nullable().parse(detail) }
}
